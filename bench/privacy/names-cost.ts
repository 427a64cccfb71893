import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import type { StoredDocument } from '../../src/domain/document.ts';
import { openPooledEngine } from '../../src/inference/engines/pooled-engine.ts';
import { readModelFolder } from '../../src/inference/model/pooled-folder.ts';
import { maskedText } from '../../src/privacy/masked-text.ts';
import { treatedNames } from '../../src/privacy/name-rules.ts';
import { DEFAULT_RULES } from '../../src/privacy/rules.ts';
import { benchConfig } from '../bench-config.ts';

/**
 * Time of the cores for an analysis with names ÷ without: names are looked for in the same runs, and masked texts are read again. Batches
 * alternate, so that both see the same machine. `node bench/privacy/names-cost.ts [--rounds N] [--most N] [FILE.csv=COLUMN…]`
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, most: { type: 'string', default: '1000' } },
});
const files =
  positionals.length > 0
    ? positionals
    : ['examples/womens-clothing-reviews.csv=Review Text', 'examples/with-personal-data.csv=comment'];
const BATCH = 100;

const config = benchConfig();
const model = await readModelFolder(config.model, { fast: true });
const engine = await openPooledEngine(model, {
  device: 'cpu',
  sessions: config.sessions,
  tokenBudget: config.tokenBudget,
});

/** Seconds of all cores: what others run on the machine does not count. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** As a worker does it, without Postgres. @returns texts that were masked */
async function withNames(documents: readonly StoredDocument[]): Promise<number> {
  let masked = 0;
  for (let pending = documents; pending.length > 0; ) {
    const { names } = await engine.analyse(pending, { names: true });
    pending = pending.flatMap((it) => {
      const found = treatedNames(DEFAULT_RULES, names?.get(it.id) ?? []).masked;
      return found.length > 0 ? [{ ...it, text: maskedText(it.text, found) }] : [];
    });
    masked += pending.length;
  }
  return masked;
}

for (const given of files) {
  const [file, column] = given.split('=') as [string, string];
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string>[];
  const texts = [...new Set(rows.map((row) => row[column] ?? '').filter((text) => text.trim() !== ''))].slice(
    0,
    Number(values.most),
  );
  const documents = texts.map((text, id) => ({ id, text }));
  await engine.analyse(documents.slice(0, BATCH));
  const ratios: number[] = [];
  let masked = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    const spent = { with: 0, without: 0 };
    masked = 0;
    for (let from = 0; from < documents.length; from += BATCH) {
      const batch = documents.slice(from, from + BATCH);
      const named = async () => {
        spent.with += await timed(async () => {
          masked += await withNames(batch);
        });
      };
      const plain = async () => {
        spent.without += await timed(() => engine.analyse(batch));
      };
      const first = (from / BATCH + round) % 2 === 0;
      for (const one of first ? [named, plain] : [plain, named]) await one();
    }
    ratios.push(spent.with / spent.without);
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)]!;
  const range = `${ratios[0]!.toFixed(3)}–${ratios.at(-1)!.toFixed(3)}`;
  console.log(
    `${basename(file)}: ${documents.length} texts, ${masked} masked; with names ÷ without ${median.toFixed(3)} (${range} of ${ratios.length} rounds)`,
  );
}
await engine.close();
