import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { SegmentScores, SpanScores } from '../src/domain/analysis.ts';
import { normaliseText, type StoredDocument } from '../src/domain/document.ts';
import type { Engine } from '../src/inference/engines/engine.ts';
import { openPooledEngine, type PooledScores } from '../src/inference/engines/pooled-engine.ts';
import { type ModelFolder, readModelFolder } from '../src/inference/model/pooled-folder.ts';
import { benchConfig } from './bench-config.ts';
import { writePage } from './page.ts';
import { workerBatches } from './peers/batches.ts';
import { benchmarkTexts } from './texts.ts';

/**
 * `node bench/precision.ts [FILE.csv:COLUMN ...]`: differences between int8 and fp32 of the embedded model, and between
 * batches, over the benchmark texts. Prints the table and writes it to docs/benchmarks.md; `--quick` uses a tenth of the texts and writes nothing.
 */
const ALONE = 300;
const quick = process.argv.includes('--quick');
const config = benchConfig();
const model = await readModelFolder(config.model);
const quantised = await readModelFolder(config.model, { precision: 'int8' });
const { labels } = model;

const sets = new Map<string, string[]>([['benchmark texts', benchmarkTexts()]]);
for (const argument of process.argv.slice(2).filter((argument) => argument.includes(':'))) {
  const [file, column] = argument.split(':') as [string, string];
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string>[];
  sets.set(
    file.split('/').at(-1)!,
    rows.map((row) => row[column] ?? '').filter((text) => text.trim() !== ''),
  );
}

const fp32 = await openPooledEngine(model, config);
const int8 = await openPooledEngine(quantised, config);
const lines: string[] = [];
for (const [name, all] of sets) {
  const texts = [...new Set(all.map(normaliseText))].filter((_, i) => !quick || i % 10 === 0);
  const documents = texts.map((text, id) => ({ id, text }));
  const [exact, coarse] = [await analyse(fp32, documents), await analyse(int8, documents)];
  let alone = 0;
  for (const document of documents.slice(0, ALONE)) {
    const [scores] = (await int8.analyse([document])).scores;
    const together = coarse.get(document.id);
    if (scores && together) alone = Math.max(alone, difference(scores, together.whole));
  }
  const pairs = [...exact].flatMap(([id, { whole, segments }]) => {
    const other = coarse.get(id)!;
    return [
      { kind: 'texts', exact: whole, coarse: other.whole },
      // Only texts have emotions.
      ...segments.map((segment, i) => ({
        kind: 'segments',
        exact: { ...segment, emotion: [] },
        coarse: { ...other.segments[i]!, emotion: [] },
      })),
    ];
  });
  for (const kind of ['texts', 'segments']) {
    const row = agreement(pairs.filter((pair) => pair.kind === kind));
    lines.push([name, kind, ...row, kind === 'texts' ? alone.toExponential(0) : ''].join(' | '));
  }
}
await Promise.all([fp32.close(), int8.close()]);
const table = [
  '| texts | of | n | same sentiment | same toxic flag | same emotion flags | rarest agreement of one emotion | least cosine | alone against in a batch |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ...lines.map((line) => `| ${line} |`),
].join('\n');
console.log(table);
if (!quick) writePage('precision', table, 'node bench/precision.ts');

interface Judged {
  readonly whole: SpanScores;
  readonly segments: readonly SegmentScores[];
}

async function analyse(
  engine: Engine<ModelFolder, PooledScores>,
  documents: readonly StoredDocument[],
): Promise<Map<number, Judged>> {
  const judged = new Map<number, Judged>();
  const texts = documents.map(({ text }) => text);
  await Promise.all(
    workerBatches(texts, config.batchCharacters).map(async (batch) => {
      const { scores } = await engine.analyse(batch);
      for (const { documentId, segments, ...whole } of scores) judged.set(documentId, { whole, segments });
    }),
  );
  return judged;
}

function agreement(pairs: readonly { readonly exact: SpanScores; readonly coarse: SpanScores }[]): string[] {
  const share = (same: (a: SpanScores, b: SpanScores) => boolean) =>
    pairs.filter(({ exact, coarse }) => same(exact, coarse)).length / pairs.length;
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const strongest = ({ sentiment }: SpanScores) => sentiment.indexOf(Math.max(...sentiment));
  const toxic = ({ toxicity }: SpanScores) => toxicity !== null && toxicity >= labels.toxicityThreshold;
  const emotions = labels.emotions.map((name, i) => {
    const shown = ({ emotion }: SpanScores) => (emotion[i] ?? 0) >= labels.emotionThresholds[i]!;
    return { name, same: share((a, b) => shown(a) === shown(b)) };
  });
  const rarest = emotions.reduce((least, emotion) => (emotion.same < least.same ? emotion : least));
  const mean = emotions.reduce((sum, { same }) => sum + same, 0) / emotions.length;
  const cosines = pairs.map(({ exact, coarse }) => cosine(exact.embedding!, coarse.embedding!));
  return [
    String(pairs.length),
    percent(share((a, b) => strongest(a) === strongest(b))),
    percent(share((a, b) => toxic(a) === toxic(b))),
    ...(pairs[0]?.exact.emotion.length
      ? [percent(mean), `${percent(rarest.same)} (${rarest.name})`]
      : ['', '']),
    cosines.reduce((least, value) => Math.min(least, value), 1).toFixed(4),
  ];
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    left += a[i]! ** 2;
    right += b[i]! ** 2;
  }
  return dot / Math.sqrt(left * right);
}

/** Largest difference of any probability or component of the embedding. */
function difference(a: SpanScores, b: SpanScores): number {
  const numbers = ({ sentiment, emotion, toxicity, embedding }: SpanScores) => [
    ...[...sentiment, ...emotion, toxicity ?? 0],
    ...(embedding ?? []),
  ];
  const other = numbers(b);
  return Math.max(...numbers(a).map((value, i) => Math.abs(value - other[i]!)));
}
