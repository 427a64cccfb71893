import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { LabelledSpan } from '../../src/analysis/tuning/design.ts';
import { POLARITIES, type PolarityProbabilities } from '../../src/domain/analysis.ts';
import { openEngine } from '../../src/inference/engines/open-engine.ts';
import type { PooledScores } from '../../src/inference/engines/pooled-engine.ts';
import { readServedModel } from '../../src/inference/model/served-model.ts';
import { benchConfig } from '../bench-config.ts';

/** Texts with labels, and what the embedded model gives for them. */
export interface LabelledSet {
  readonly name: string;
  /** Other texts of the same origin were in the training of the model. */
  readonly home: boolean;
  readonly spans: readonly LabelledSpan[];
}

interface Row {
  readonly text: string;
  readonly label: string;
}

const ROOT = join(import.meta.dirname, '../..');

/**
 * The labelled sets of the repository, and those of a folder: NAME.csv with the columns text and label.
 * @param folder embeddings are kept there, too: NAME.json
 */
export async function labelledSets(folder: string | undefined): Promise<LabelledSet[]> {
  const csv = (file: string): Record<string, string>[] => parse(readFileSync(file), { columns: true });
  const found: { name: string; home: boolean; rows: Row[] }[] = [
    { name: 'clothing by stars', home: false, rows: clothing(csv) },
  ];
  const development = csv(join(ROOT, 'models/training/evaluation/sentiment-dev.csv'));
  for (const name of new Set(development.map(({ set }) => set!))) {
    const rows = development.filter(({ set }) => set === name) as unknown as Row[];
    found.push({ name, home: true, rows });
  }
  for (const file of folder ? readdirSync(folder).sort() : []) {
    if (!file.endsWith('.csv')) continue;
    found.push({
      name: basename(file, '.csv'),
      home: false,
      rows: csv(join(folder!, file)) as unknown as Row[],
    });
  }
  const sets: LabelledSet[] = [];
  for (const { name, home, rows } of found) {
    sets.push({ name, home, spans: await judged(rows, folder && join(folder, `${name}.json`)) });
  }
  return sets;
}

/** Reviews with a text: up to two stars are negative, three neutral. */
const clothing = (csv: (file: string) => Record<string, string>[]): Row[] =>
  csv(join(ROOT, 'examples/womens-clothing-reviews.csv')).flatMap((row) => {
    const [text, stars] = [row['Review Text'] ?? '', Number(row.Rating)];
    return text.trim() === '' ? [] : [{ text, label: POLARITIES[stars <= 2 ? 0 : stars === 3 ? 1 : 2] }];
  });

type Kept = [negative: number, neutral: number, positive: number, embedding: string];

async function judged(rows: readonly Row[], file: string | undefined): Promise<LabelledSpan[]> {
  const kept: Kept[] = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : await scored(rows);
  if (file) writeFileSync(file, JSON.stringify(kept));
  return rows.map(({ label }, documentId) => {
    const [negative, neutral, positive, bytes] = kept[documentId]!;
    const embedding = new Float32Array(Uint8Array.from(Buffer.from(bytes, 'base64')).buffer);
    const target = POLARITIES.map((it) => Number(it === label)) as unknown as PolarityProbabilities;
    return { documentId, probabilities: [negative, neutral, positive], embedding, target, byRule: false };
  });
}

async function scored(rows: readonly Row[]): Promise<Kept[]> {
  const { model, device, sessions, threads, tokenBudget } = benchConfig();
  const served = await readServedModel(model, { fast: device === 'cpu' });
  const engine = await openEngine(served, { device, sessions, threads, tokenBudget });
  try {
    const { scores } = await engine.analyse(rows.map(({ text }, id) => ({ id, text })));
    return (scores as PooledScores[]).map(({ sentiment, embedding }) => [
      ...sentiment,
      Buffer.from(embedding!.buffer, embedding!.byteOffset, embedding!.byteLength).toString('base64'),
    ]);
  } finally {
    await engine.close();
  }
}
