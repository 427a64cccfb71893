import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../src/db/client.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { median, verbatim } from './command.ts';
import { copySeconds, drizzleSeconds } from './ingest/peers.ts';
import { pullFigures } from './ingest/pull.ts';
import { goodRows, writeRows } from './ingest/rows.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:ingest`: rows a second of `verbatim import` beside psql's `\copy` of the same good rows and beside
 * csv-parse with drizzle, in turn, on one Postgres; then pulls from another database; then memory at five times the rows. `-- --rows N` (default
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

  /** One import into empty tables. */
  const imported = async (of: string, count: number) => {
    await database.query(
      'truncate verbatim.feedback, verbatim.document, verbatim.reject, verbatim.import cascade',
    );
    await database.query('checkpoint');
    const started = performance.now();
    const { json, peakMiB } = await verbatim(['import', of, '--source', 'bench'], environment);
    const seconds = (performance.now() - started) / 1000;
    const { read, accepted, rejected } = json as { read: number; accepted: number; rejected: number };
    if (read !== count || accepted !== goodRows(count) || rejected !== count - goodRows(count)) {
      throw new Error(`The import counted ${read} read, ${accepted} accepted, ${rejected} rejected.`);
    }
    return { seconds, peakMiB };
  };

  const [copy, drizzle, ours]: [number[], number[], number[]] = [[], [], []];
  let peak = 0;
  for (let round = 1; round <= rounds; round++) {
    copy.push(await copySeconds(url, database, good));
    const { seconds, peakMiB } = await imported(file, rows);
    ours.push(seconds);
    peak = Math.max(peak, peakMiB);
    // The slowest by far: once a round is enough to see its spread.
    drizzle.push(await drizzleSeconds(url, database, good));
    console.error(
      `round ${round}: copy ${copy.at(-1)!.toFixed(1)} s, import ${seconds.toFixed(1)} s, drizzle ${drizzle.at(-1)!.toFixed(1)} s`,
    );
  }
  const ratios = (theirs: number[]) => theirs.map((seconds, i) => seconds / ours[i]!);
  const spread = (values: number[]) =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
  const table = [
    [`rows, bytes of the file, rounds`, `${whole(rows)}, ${whole(bytes)}, ${rounds}`, ''],
    [
      'psql `\\copy` of the good rows into one table of text without an index',
      `${whole(goodRows(rows) / median(copy))} rows/s`,
      '',
    ],
    [
      'csv-parse and drizzle, 1,000 rows an insert, one table',
      `${whole(goodRows(rows) / median(drizzle))} rows/s`,
      '',
    ],
    ['**`verbatim import`**', `${whole(rows / median(ours))} rows/s`, ''],
    ['ours ÷ `\\copy`', spread(ratios(copy)), '≥ 0.35'],
    ['ours ÷ csv-parse and drizzle', spread(ratios(drizzle)), '≥ 4'],
    [`peak resident memory at ${whole(rows)} rows`, `${peak.toFixed(0)} MiB`, '≤ 286 MiB (300 MB)'],
  ];
  table.push(...(await pullFigures({ url, database, environment, good, rows: goodRows(rows), rounds })));
  if (memoryRows > 0) {
    await writeRows(file, good, memoryRows);
    rmSync(good);
    const { seconds, peakMiB } = await imported(file, memoryRows);
    table.push(
      [
        `peak resident memory at ${whole(memoryRows)} rows`,
        `${peakMiB.toFixed(0)} MiB`,
        `≤ ${(peak * 1.1).toFixed(0)} MiB`,
      ],
      [`rows/s at ${whole(memoryRows)} rows`, `${whole(memoryRows / seconds)} rows/s`, ''],
    );
  }
  await database.end();
  return table;
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
