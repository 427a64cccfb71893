import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, openDatabase } from '../src/db/client.ts';
import { migrate } from '../src/db/migrate.ts';
import { setRollupAttributes, updateRollup } from '../src/db/rollups/rollups.ts';
import { finishNight, startNight } from '../src/db/runs/nightly-runs.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { applyGrants } from '../src/db/server/grants.ts';
import { REPORTS } from '../src/reporting/named-reports.ts';
import { report } from '../src/reporting/report.ts';
import { writePage } from './page.ts';
import { fill, report as say } from './reporting/fill.ts';
import { type Measured, measure } from './reporting/measure.ts';
import { pagesOf } from './reporting/pages.ts';
import { pairs, viewQuestions } from './reporting/questions.ts';
import {
  ATTRIBUTES,
  addDocuments,
  addFeedback,
  DAYS,
  LAST_DAY,
  SOURCES,
  THEMES,
} from './reporting/tables.ts';

/**
 * `npm run bench:reporting`: how fast the schema `reporting` and the named reports answer over two years of feedback,
 * 5 sources, 40 themes, 3 attributes, made by SQL without inference. `-- --feedback N` (10,000,000), `-- --repetitions N`
 * (20), `-- --keep` leaves the server running until Enter and says how to reach it, `-- --database URL` measures what
 * such a server holds. Writes docs/benchmarks.md from a million on.
 */
const { values } = parseArgs({
  options: {
    feedback: { type: 'string', default: '10000000' },
    repetitions: { type: 'string', default: '20' },
    keep: { type: 'boolean', default: false },
    database: { type: 'string' },
  },
});
let feedback = Number(values.feedback);
const most = Number(values.repetitions);
const NEW_DAY = 15_000;
const TARGET = 300;
const started = performance.now();
const of = (n: number) => Math.round(n).toLocaleString('en');
const ms = (n: number) => (n < 10 ? n.toFixed(1) : of(n));
const daysBefore = (day: string, n: number) =>
  new Date(Date.parse(day) - n * 86_400_000).toISOString().slice(0, 10);
const FIRST = daysBefore(LAST_DAY, 89);

async function rollUp(database: Database, modelId: number): Promise<{ seconds: number; days: number }> {
  const begun = performance.now();
  let days = 0;
  for (const cube of ['day', 'theme', 'topic'] as const) {
    const result = await updateRollup(database, cube, modelId);
    days += result.days;
    say(started, `roll-ups of ${cube}: ${result.days} days of a source, ${result.rows} rows`);
  }
  return { seconds: (performance.now() - begun) / 1000, days };
}

/** Fills the database and makes its roll-ups, and notes in it what that took. */
async function prepare(database: Database, url: string): Promise<void> {
  await migrate(database);
  const { left } = await applyGrants(database);
  if (left.length > 0) throw new Error(`roles are missing: ${left.join(' ')}`);
  const { modelId, documents, seconds } = await fill(database, url, feedback, (it) =>
    openDatabase(it, { connections: 1, name: 'fill' }),
  );
  await setRollupAttributes(database, ATTRIBUTES);
  const whole = await rollUp(database, modelId);
  const night = await startNight(database, { modelId, trigger: 'bench', device: 'cpu' });
  await finishNight(database, night.runId, null, night.asOf);
  await database.query('vacuum');
  await database.query('create table bench_filled (facts jsonb)');
  await database.query('insert into bench_filled values ($1)', [
    JSON.stringify({ modelId, feedback, documents, seconds, rolling: whole.seconds }),
  ]);
}

/** Rows of a query that a role runs: hiding cells from it takes time, too. */
async function asRole(database: Database, role: string, sql: string): Promise<number> {
  const connection = await database.connect();
  try {
    await connection.query(`set role ${role}`);
    return (await connection.query(sql)).rows.length;
  } finally {
    await connection.query('reset role');
    connection.release();
  }
}

interface Prepared {
  modelId: number;
  feedback: number;
  documents: number;
  seconds: number;
  rolling: number;
}

async function measured(url: string): Promise<string> {
  const database = await openDatabase(url, { connections: 4, name: 'reporting' });
  try {
    if (!values.database) await prepare(database, url);
    const filled = (await database.query<{ facts: Prepared }>('select facts from bench_filled')).rows[0]!
      .facts;
    const { modelId } = filled;
    feedback = filled.feedback;
    const bytes = (await database.query<{ n: number }>('select pg_database_size(current_database()) as n'))
      .rows[0]!.n;

    const ask = (sql: string, parameters: unknown[] = []) =>
      database.query(sql, parameters).then(({ rows }) => rows.length);
    const views: (Measured & { what: string })[] = [];
    for (const { view, time, single, role, sql } of await viewQuestions(database, FIRST)) {
      const what = single ? '90 days, the newest 2,000' : time ? '90 days' : 'all';
      const seen = () => asRole(database, role, sql);
      views.push({ ...(await measure(`reporting.${view}, ${role}`, seen, { most })), what });
    }
    views.push({
      ...(await measure(
        'reporting.score_contributions()',
        () => ask('select * from reporting.score_contributions($1, $2)', [FIRST, LAST_DAY]),
        { most },
      )),
      what: '90 days',
    });
    const reports: Measured[] = [];
    for (const { name } of REPORTS) {
      const rows = () => report(database, { name }).then((sections) => sections[0]?.rows.length ?? 0);
      reports.push(await measure(`verbatim report ${name}`, rows, { most }));
    }
    const ratios: { question: string; rolled: Measured; base: Measured }[] = [];
    for (const { question, rolled, base } of pairs(FIRST)) {
      const few = { most: 3, seconds: 20 };
      ratios.push({
        question,
        rolled: await measure(`${question}, roll-ups`, () => ask(rolled), { most }),
        base: await measure(`${question}, base tables`, () => ask(base.replaceAll('$1', `${modelId}`)), few),
      });
    }
    const pages = await pagesOf(database, { most });

    const day = await newDay(database, modelId);
    return page({ filled, bytes, views, reports, ratios, pages, day });
  } finally {
    await database.end();
  }
}

/** One day more than there is: a tenth of its texts are new. */
async function newDay(database: Database, modelId: number) {
  const { rows } = await database.query<{ line: number; document: number; day: string }>(
    `select (select max(line) from verbatim.feedback) as line, (select max(id) from verbatim.document) as document,
            (select (max(occurred_at) at time zone 'UTC')::date + 1 from verbatim.feedback)::text as day`,
  );
  const { line, document, day } = rows[0]!;
  const documents = document + NEW_DAY / 10;
  await addDocuments(database, modelId, document + 1, documents);
  await addFeedback(database, { from: line + 1, to: line + NEW_DAY, all: feedback, documents, day });
  return rollUp(database, modelId);
}

interface Figures {
  filled: Prepared;
  bytes: number;
  day: { seconds: number; days: number };
  views: readonly (Measured & { what: string })[];
  reports: readonly Measured[];
  pages: readonly Measured[];
  ratios: readonly { question: string; rolled: Measured; base: Measured }[];
}

function page({ filled, bytes, views, reports, ratios, pages, day }: Figures): string {
  const { documents, seconds, rolling } = filled;
  const line = (it: Measured, what: string, target = TARGET) =>
    `| ${it.name} | ${what} | ${of(it.rows)} | ${ms(it.p50)} | ${ms(it.p95)}${it.p95 > target ? ' (missed)' : ''} |`;
  const within = (list: readonly Measured[]) => list.filter(({ p95 }) => p95 <= TARGET).length;
  return [
    `${of(feedback)} comments over ${DAYS} days, ${SOURCES.length} sources, ${THEMES} themes, ${ATTRIBUTES.length} attributes of 4 to 6 values; ${of(documents)} documents, which the comments share; ${(bytes / 1e9).toFixed(1)} GB in Postgres. Filled without inference in ${of(seconds)} s, all roll-ups built in ${of(rolling)} s.`,
    '',
    `**Roll-up of one new day of ${of(NEW_DAY)} rows:** ${day.seconds.toFixed(2)} s (target ≤ 5 s${day.seconds > 5 ? ', missed' : ''}); ${day.days} days of a source are recounted: those with new rows, and those that share a text with them.`,
    '',
    `**p95 ≤ ${TARGET} ms** is met by ${within(views)} of ${views.length} views and ${within(reports)} of ${reports.length} named reports. Milliseconds until all rows are fetched, one query at a time, warm, ${most} repetitions, or fewer if they take over 8 s. Load of the machine at the end: ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores, of which the benchmark uses one.`,
    '',
    '| query | range | rows | p50, ms | p95, ms |',
    '| --- | --- | --- | --- | --- |',
    ...views.map((it) => line(it, it.what)),
    ...reports.map((it) => line(it, 'all')),
    ...pages.map((it, i) => line(it, i === 0 ? 'page; rows: requests' : 'answer; rows: bytes', 1000)),
    '',
    '| question, 90 days | roll-ups, ms | base tables, ms | ratio |',
    '| --- | --- | --- | --- |',
    ...ratios.map(
      ({ question, rolled, base }) =>
        `| ${question} | ${ms(rolled.p50)} | ${ms(base.p50)} | 1 : ${of(base.p50 / rolled.p50)} |`,
    ),
  ].join('\n');
}

async function run(url: string): Promise<void> {
  const text = await measured(url);
  console.log(text);
  if (feedback >= 1_000_000) writePage('reporting', text, 'npm run bench:reporting');
}

if (values.database) {
  await run(values.database);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-reporting-'));
  try {
    const url = await startEmbeddedServer(folder);
    await run(url);
    if (values.keep) {
      console.error(`psql '${url}'; Enter ends it.`);
      execFileSync('head', ['-n', '1'], { stdio: ['inherit', 'ignore', 'inherit'] });
    }
  } finally {
    await stopEmbeddedServer(folder).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
}
