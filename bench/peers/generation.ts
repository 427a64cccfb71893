import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Generator, openGenerator } from '../../src/inference/generation/generator.ts';
import { median } from '../command.ts';
import type { GenerationPeer } from './installation.ts';
import { type LineProcess, openLineProcess } from './line-process.ts';
import { RUNTIME } from './runtime.ts';

const PREFIX = 'summarize: ';
const TOKENS = 32;
const PAUSE_MS = 500;
const SEARCHES = [
  { name: 'greedy', beams: 1 },
  { name: '4 beams', beams: 4 },
];

/** How one side is set up for one search. */
interface Setup {
  readonly name: string;
  pass(texts: readonly string[]): Promise<{ seconds: number; ids: readonly (readonly number[])[] }>;
  close(): Promise<void>;
}

interface Duel {
  readonly search: string;
  readonly ours: string;
  readonly theirs: string;
  readonly version: string;
  /** Generated tokens per second, a value a round. */
  readonly rates: { readonly ours: number[]; readonly theirs: number[] };
  /** Texts whose ids are the same on both sides. */
  readonly same: number;
}

/**
 * Generation against Python transformers over Optimum's ONNX sessions: the same texts, graphs and settings; every
 * answer has the same length. Each side first looks for its best setup on a third of the texts.
 */
export async function generationTable(
  texts: readonly string[],
  peer: GenerationPeer,
  folder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<string> {
  const process = await openLineProcess([
    peer.interpreter,
    join(import.meta.dirname, 'optimum_generation.py'),
    peer.model,
  ]);
  const duels: Duel[] = [];
  try {
    for (const { name, beams } of SEARCHES) {
      const part = texts.filter((_, i) => i % 3 === 0);
      const ours = await best(ourSetups(peer.model, beams), part, say);
      const theirs = await best(theirSetups(process, join(folder, 'texts'), beams), part, say);
      const rates = { ours: [] as number[], theirs: [] as number[] };
      let same = 0;
      for (let round = 1; round <= rounds; round++) {
        await setTimeout(PAUSE_MS);
        const left = await ours.pass(texts);
        await setTimeout(PAUSE_MS);
        const right = await theirs.pass(texts);
        rates.ours.push((texts.length * TOKENS) / left.seconds);
        rates.theirs.push((texts.length * TOKENS) / right.seconds);
        same = left.ids.filter((ids, i) => ids.join() === right.ids[i]!.join()).length;
        const [we, they] = [rates.ours, rates.theirs].map((values) => values.at(-1)!.toFixed(0));
        say(`round ${round}, ${name}: ${we} tokens/s ours, ${they} theirs, ${same} of ${texts.length} equal`);
      }
      await ours.close();
      duels.push({
        ...{ search: name, ours: ours.name, theirs: theirs.name, version: process.version, rates, same },
      });
    }
  } finally {
    await process.close();
  }
  return table(duels, texts.length);
}

function table(duels: readonly Duel[], texts: number): string {
  const lines = duels.map(({ search, ours, theirs, version, rates, same }) => {
    const ratio = median(rates.ours.map((rate, round) => rate / rates.theirs[round]!));
    return [
      ...[
        search,
        `${median(rates.ours).toFixed(0)} (${ours})`,
        `${median(rates.theirs).toFixed(0)} (${theirs})`,
      ],
      ...[`${ratio.toFixed(2)}${ratio < 1 ? ' (missed)' : ''}`, '≥ 1'],
      ...[`${same} of ${texts} the same ids`, `${RUNTIME}; ${version}`],
    ];
  });
  return [
    '| generation | tokens/s, ours | tokens/s, theirs | ours ÷ theirs | target | answers | version |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

/** Opens and times one setup after another, and leaves only the fastest open. */
async function best(
  setups: readonly (() => Promise<Setup>)[],
  texts: readonly string[],
  say: (line: string) => void,
): Promise<Setup> {
  let fastest: { setup: Setup; seconds: number } | null = null;
  for (const open of setups) {
    const setup = await open();
    await setup.pass(texts.slice(0, 8));
    const { seconds } = await setup.pass(texts);
    say(`${setup.name}: ${((texts.length * TOKENS) / seconds).toFixed(0)} tokens/s`);
    if (fastest && fastest.seconds <= seconds) await setup.close();
    else {
      await fastest?.setup.close();
      fastest = { setup, seconds };
    }
  }
  return fastest!.setup;
}

function ourSetups(model: string, beams: number): (() => Promise<Setup>)[] {
  const cores = availableParallelism();
  const layouts = [1, 2, 4, 8].filter((sessions) => sessions <= cores);
  return layouts.flatMap((sessions) =>
    [1024, 2048, 4096].map((tokenBudget) => async () => {
      const threads = Math.floor(cores / sessions);
      const generator: Generator = await openGenerator(model, {
        sessions,
        threads,
        tokenBudget,
        prefix: PREFIX,
      });
      const parameters = { num_beams: beams, min_new_tokens: TOKENS, max_new_tokens: TOKENS };
      return {
        name: `${sessions} × ${threads} at ${tokenBudget}`,
        async pass(texts: readonly string[]) {
          const started = performance.now();
          const answers = await generator.generate(texts, parameters);
          const seconds = (performance.now() - started) / 1000;
          return { seconds, ids: answers.map(({ ids }) => ids) };
        },
        close: () => generator.close(),
      };
    }),
  );
}

function theirSetups(process: LineProcess, scratch: string, beams: number): (() => Promise<Setup>)[] {
  mkdirSync(scratch, { recursive: true });
  return [8, 16, 32, 64].flatMap((batch) =>
    [false, true].map((binding) => async () => ({
      name: `batches of ${batch}${binding ? ', bound memory' : ''}`,
      pass(texts: readonly string[]) {
        const file = join(scratch, 'generation.json');
        writeFileSync(file, JSON.stringify(texts));
        return process.ask({ texts: file, prefix: PREFIX, beams, tokens: TOKENS, batch, binding });
      },
      close: async () => {},
    })),
  );
}
