import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

/** 23,800 real comments of mixed length, 8 % of them duplicates (sources: NOTICE). */
export function benchmarkTexts(): string[] {
  const file = join(import.meta.dirname, 'data/benchmark-texts.jsonl.gz');
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

/** `count` rows of CSV; beyond the corpus, texts repeat with a number that makes them distinct. */
export function* csvRows(texts: readonly string[], count: number): Generator<string> {
  yield 'id,text,rating,created_at\n';
  for (let i = 0; i < count; i++) {
    const round = Math.floor(i / texts.length);
    const text = texts[i % texts.length]! + (round > 0 ? ` (${round})` : '');
    yield `r${i},"${text.replaceAll('"', '""')}",${(i % 5) + 1},2026-0${(i % 9) + 1}-11\n`;
  }
}

/** Questions of customers of a bank, the test split of Banking77 (NOTICE). */
export function banking77Texts(): string[] {
  const file = join(import.meta.dirname, 'data/banking77.csv.gz');
  const rows = parse(gunzipSync(readFileSync(file)), { columns: true }) as { text: string }[];
  return rows.map(({ text }) => text);
}
