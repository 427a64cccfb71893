import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../src/db/client.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { median, verbatim } from './command.ts';
import { formerCheckout } from './ingest/former.ts';
import { copySeconds, drizzleSeconds, stagedSeconds } from './ingest/peers.ts';
import { pullFigures } from './ingest/pull.ts';
import { goodRows, writeRows } from './ingest/rows.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:ingest`: rows a second of `verbatim import` beside those of an earlier commit, of SQL alone for the same
 * tables, of psql's `\copy` and of csv-parse with drizzle, in turn, on one Postgres; then pulls from another
 * database; then memory at five times the rows. `-- --rows N` (default
 * 1,000,000), `-- --rounds N` (3), `-- --memory-rows N` (5,000,000; 0: none). Writes docs/benchmarks.md from a
 * million rows on. Needs psql.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    'memory-rows': { type: 'string', default: '5000000' },
  },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);
const memoryRows = Number(values['memory-rows']);
const folder = mkdtempSync(join(tmpdir(), 'verbatim-ingest-'));
const home = join(folder, 'home');
const whole = (value: number) => Math.round(value).toLocaleString('en');

async function measure(): Promise<string[][]> {
  const url = await startEmbeddedServer(home);
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_HOME: home };
  await verbatim(['db', 'migrate'], environment);
  const database = await openDatabase(url, { connections: 2, name: 'bench' });
  const file = join(folder, 'feedback.csv');
  const good = join(folder, 'good.csv');
  await writeRows(file, good, rows);
  const bytes = statSync(file).size;

  const former = formerCheckout(folder);
  const formerUrl = url.replace(/[^/]*$/, 'former');
  await database.query('create database former');
  const formerDatabase = await openDatabase(formerUrl, { connections: 1, name: 'bench' });
  const formerEnvironment = { ...environment, DATABASE_URL: formerUrl };
  if (former) await verbatim(['db', 'migrate'], formerEnvironment, former);

  /** One import into empty tables. */
  const imported = async (of: string, count: number, by: 'this' | 'former' = 'this') => {
    const [pool, settings] =
      by === 'this' ? [database, environment] : ([formerDatabase, formerEnvironment] as const);
    await pool.query(
      'truncate verbatim.feedback, verbatim.document, verbatim.reject, verbatim.import cascade',
    );
    await pool.query('checkpoint');
    const started = performance.now();
    const seen: [seconds: number, rows: number][] = [[0, 0]];
    const watch = setInterval(async () => {
      const { rows: now } = await pool.query<{ read: number }>('select read from verbatim.import');
      seen.push([(performance.now() - started) / 1000, now[0]?.read ?? 0]);
    }, 500);
    const command = ['import', of, '--source', 'bench'];
    const { json, peakMiB } = await verbatim(command, settings, by === 'this' ? undefined : former!);
    clearInterval(watch);
    const seconds = (performance.now() - started) / 1000;
    const { read, accepted, rejected } = json as { read: number; accepted: number; rejected: number };
    if (read !== count || accepted !== goodRows(count) || rejected !== count - goodRows(count)) {
      throw new Error(`The import counted ${read} read, ${accepted} accepted, ${rejected} rejected.`);
    }
    return { seconds, peakMiB, tenths: lastToFirstTenth([...seen, [seconds, count]], count) };
  };

  const [copy, staged, drizzle, before, ours]: number[][] = [[], [], [], [], []];
  let peak = 0;
  for (let round = 1; round <= rounds; round++) {
    copy!.push(await copySeconds(url, database, good));
    staged!.push(await stagedSeconds(url, database, good));
    const { seconds, peakMiB } = await imported(file, rows);
    ours!.push(seconds);
    peak = Math.max(peak, peakMiB);
    if (former) before!.push((await imported(file, rows, 'former')).seconds);
    // Slow: once a round is enough to see its spread.
    drizzle!.push(await drizzleSeconds(url, database, good));
    const last = { copy, staged, import: ours, former: before, drizzle };
    const shown = Object.entries(last).map(([name, all]) => `${name} ${all!.at(-1)?.toFixed(1) ?? '-'} s`);
    console.error(`round ${round}: ${shown.join(', ')}`);
  }
  const ratios = (theirs: number[]) => theirs.map((seconds, i) => seconds / ours![i]!);
  const spread = (values: number[]) =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
  const speed = (count: number, seconds: number[]) => `${whole(count / median(seconds))} rows/s`;
  const table = [
    [`rows, bytes of the file, rounds`, `${whole(rows)}, ${whole(bytes)}, ${rounds}`, ''],
    [
      'psql `\\copy` of the good rows into one table of text without an index',
      speed(goodRows(rows), copy!),
      '',
    ],
    [
      'COPY into a staging table, then INSERT … ON CONFLICT into tables with our keys and indexes',
      speed(goodRows(rows), staged!),
      '',
    ],
    ['csv-parse and drizzle, 1,000 rows an insert, one table', speed(goodRows(rows), drizzle!), ''],
    ...(former ? [['`verbatim import` of commit 70023f26', speed(rows, before!), '']] : []),
    ['**`verbatim import`**', speed(rows, ours!), ''],
    ['ours ÷ staging table and INSERT', spread(ratios(staged!)), '≥ 1.0'],
    ['ours ÷ csv-parse and drizzle', spread(ratios(drizzle!)), '≥ 1.8'],
    ...(former ? [['ours ÷ commit 70023f26', spread(ratios(before!)), '≥ 2.0']] : []),
    [`peak resident memory at ${whole(rows)} rows`, `${peak.toFixed(0)} MiB`, '≤ 286 MiB (300 MB)'],
  ];
  table.push(...(await pullFigures({ url, database, environment, good, rows: goodRows(rows), rounds })));
  if (memoryRows > 0) {
    await writeRows(file, good, memoryRows);
    rmSync(good);
    const { seconds, peakMiB, tenths } = await imported(file, memoryRows);
    table.push(
      [
        `peak resident memory at ${whole(memoryRows)} rows`,
        `${peakMiB.toFixed(0)} MiB`,
        `≤ ${(peak * 1.1).toFixed(0)} MiB`,
      ],
      [`rows/s at ${whole(memoryRows)} rows`, `${whole(memoryRows / seconds)} rows/s`, ''],
      ['the same, last tenth ÷ first tenth', tenths.toFixed(2), '≥ 0.9'],
    );
  }
  await database.end();
  await formerDatabase.end();
  return table;
}

/** @param seen rows that were stored by then, from the first to all */
function lastToFirstTenth(
  seen: readonly (readonly [seconds: number, rows: number])[],
  count: number,
): number {
  // The file is surveyed before its first row is stored.
  const from = Math.max(0, seen.findIndex(([, rows]) => rows > 0) - 1);
  const at = (rows: number) => seen.find(([, stored]) => stored >= rows)![0];
  return (at(count / 10) - seen[from]![0]) / (at(count) - at(count * 0.9));
}

let table: string[][];
try {
  table = await measure();
} finally {
  await stopEmbeddedServer(home).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
const text = [
  '| figure | value | target |',
  '| --- | --- | --- |',
  ...table.map((row) => `| ${row.join(' | ')} |`),
].join('\n');
console.log(text);
if (rows >= 1_000_000) writePage('ingest', text, 'npm run bench:ingest');
