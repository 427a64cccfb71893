import { join } from 'node:path';
import type { BenchConfig } from '../bench-config.ts';
import { layoutName, openBareLoops } from './bare-loops.ts';
import type { Installation, PythonPeers } from './installation.ts';
import type { Contender, Corpus } from './peer.ts';
import { openPeerProcess } from './peer-process.ts';
import { openSentimentAlone } from './sentiment-alone.ts';
import type { SweptLayout } from './sweep.ts';
import { openWholeEngine } from './whole-engine.ts';

export interface Field {
  readonly corpus: Corpus;
  readonly config: BenchConfig;
  /** Temporary folder of this benchmark. */
  readonly folder: string;
  readonly python: Installation<PythonPeers>;
  readonly transformersJs: Installation<string>;
  /** Layouts of the bare loops, the fastest first. */
  readonly swept: readonly SweptLayout[];
  /** The slow peers judge every n-th text. */
  readonly every: number;
}

/** Everybody who is timed, in the order of a round: the first is ours, those that are close to it come next. */
export function contenders({ corpus, config, folder, python, transformersJs, swept, every }: Field) {
  const sampled = every === 1 ? '' : `; every ${every}th text`;
  const process = (command: readonly string[], nth: number) =>
    openPeerProcess(command, corpus, nth, join(folder, 'texts'));
  const script = (name: string) => join(import.meta.dirname, name);
  const fp32 = '**Verbatim, fp32: the same four heads**';
  const throughTransformersJs = (dtype: string, target: number, against?: string): Contender => ({
    name: `transformers.js pipeline, ${dtype}, ${against ? 'against our fp32, ' : ''}batches of 32${sampled}`,
    target,
    ...(against ? { against } : {}),
    open: async () => {
      const { plain } = present(python);
      const command = [script('transformers-js.ts'), present(transformersJs), plain, dtype];
      return process([globalThis.process.execPath, ...command], every);
    },
  });
  return [
    {
      name: '**Verbatim: four heads, the text and its segments**',
      target: null,
      open: () => openWholeEngine(corpus, config),
    },
    {
      name: fp32,
      target: null,
      against: fp32,
      open: () => openWholeEngine(corpus, config, 'fp32'),
    },
    {
      name: 'Verbatim’s parts: sentiment alone, no segments (all of it may cost 1.1 times as much)',
      target: 1 / 1.1,
      open: async () => openSentimentAlone(corpus, config, present(python).sentiment),
    },
    ...swept.slice(0, 2).map(({ layout }, i) => ({
      name: `bare loops, ${i === 0 ? 'best' : 'second best'} layout of the sweep: ${layoutName(layout)}`,
      target: 0.95,
      open: () => openBareLoops(corpus.texts, config, layout),
    })),
    {
      name: 'Python onnxruntime and tokenizers, sorted by length, 4,096 padded tokens a run',
      target: 1.7,
      open: async () => {
        const { interpreter, plain } = present(python);
        return process([interpreter, script('onnxruntime_sorted.py'), plain], 1);
      },
    },
    throughTransformersJs('fp32', 6),
    throughTransformersJs('fp32', 6, fp32),
    throughTransformersJs('q8', 4),
    {
      name: `Python transformers pipeline, torch, batches of 32${sampled}`,
      target: 9,
      open: async () => {
        const { interpreter, plain } = present(python);
        return process([interpreter, script('transformers_pipeline.py'), plain], every);
      },
    },
  ] satisfies Contender[];
}

function present<What>({ installed, reason }: Installation<What>): What {
  if (installed === null) throw new Error(reason);
  return installed;
}
