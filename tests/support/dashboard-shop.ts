import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { ROOT, verbatim } from './cli.ts';

const DEMO = join(ROOT, 'examples/womens-clothing-reviews.csv');
export const SOURCES = ['web shop', 'app', 'survey'] as const;
/** A Sunday. */
export const LAST_DAY = '2026-09-27';
const DAYS = 26 * 7;

/**
 * The demo's reviews with made-up days over 26 weeks, as three files of three sources. More of them come late, and
 * of those with few stars more than of others, so that something moves.
 */
export function datedFiles(): { source: string; csv: string }[] {
  const [header, ...rows] = parse(readFileSync(DEMO)) as string[][];
  const rating = header!.indexOf('Rating');
  const dated = rows.map((row, i) => {
    // Two sequences without a pattern: fractions of multiples of irrational numbers.
    const [spread, luck] = [(i * 0.6180339887) % 1, (i * 0.7548776662) % 1];
    const late = Number(row[rating]) <= 3 && luck < 0.55;
    const share = late ? 0.75 + spread / 4 : spread ** 0.8;
    const day = Date.parse(LAST_DAY) - Math.floor((1 - share) * (DAYS - 1)) * 86_400_000;
    return [new Date(day).toISOString().slice(0, 10), ...row];
  });
  return SOURCES.map((source, at) => ({
    source,
    csv: stringify([
      ['Date', ...header!],
      ...dated.filter((_, i) => (i * 7) % 10 < 5 === (at === 0) && (at === 0 || i % 2 === at - 1)),
    ]),
  }));
}

/** Imports them and runs a night, all with the embedded model. */
export async function fillShop(url: string, by: readonly string[]): Promise<void> {
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  for (const { source, csv } of datedFiles()) {
    const flags = ['import', '-', '--source', source, '--map', 'text=Review Text,time=Date,rating=Rating'];
    const done = await verbatim(flags, environment, csv);
    if (done.code !== 0) throw new Error(done.stderr);
  }
  const night = await verbatim(['nightly', '--by', by.join(','), '--period', 'all'], environment);
  if (night.code !== 0) throw new Error(night.stderr);
}
