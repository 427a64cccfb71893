import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { takeLease } from '../../../src/db/leases.ts';
import { NIGHT_STEPS } from '../../../src/db/runs/nightly-runs.ts';
import { ROOT, start, verbatim } from '../../support/cli.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';
import { testDatabase } from '../../support/servers/database.ts';

const REVIEWS = join(ROOT, 'examples/womens-clothing-reviews.csv');
const FEW = readFileSync(REVIEWS, 'utf8').split('\n').slice(0, 301).join('\n');
const BY = 'Department Name';

const environment = (url: string) => ({ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' });
const night = (url: string, ...flags: string[]) =>
  verbatim(['nightly', '--by', BY, '--period', 'all', '--json', ...flags], environment(url));

const folder = mkdtempSync(join(tmpdir(), 'verbatim-night-'));
afterAll(() => rmSync(folder, { recursive: true }));
const POLICY = join(folder, 'policy.json');
writeFileSync(POLICY, '{}');

/** What a night leaves, without times and numbers of runs. */
async function tables(database: Database): Promise<Record<string, unknown[]>> {
  const read = async (sql: string) =>
    (await database.query<{ row: string }>(`select row::text from (${sql}) rows order by 1`)).rows.map(
      ({ row }) => row,
    );
  const of = (table: string, without: string) =>
    read(`select to_jsonb(t) - '{${without}}'::text[] as row from verbatim.${table} t`);
  return {
    analysis: await of('analysis', 'run_id,created_at'),
    segment: await of('segment', 'x'),
    rollup_day: await of('rollup_day', 'day'),
    rollup_theme_day: await of('rollup_theme_day', 'day'),
    rollup_topic_day: await of('rollup_topic_day', 'day'),
    theme: await of('theme', 'first_seen,last_seen'),
    theme_segment: await of('theme_segment', 'x'),
    theme_quote: await of('theme_quote', 'x'),
    topic_space: await of('topic_space', 'made_at'),
    topic_model: await of('topic_model', 'scored_at'),
    topic_scored: await of('topic_scored', 'x'),
    sentence_topic: await of('sentence_topic', 'x'),
    digest_quote: await of('digest_quote', 'digest_id'),
    audit: await of('audit', 'id,policy_id,started_at,finished_at'),
    audit_cube: await of('audit_cube', 'x'),
    audit_group: await of('audit_group', 'audit_id'),
    audit_metric: await of('audit_metric', 'audit_id'),
    audit_finding: await of('audit_finding', 'first_audit_id,last_audit_id,changed_at'),
    audit_evidence: await of('audit_evidence', 'x'),
    touched: await of('rollup_touched', 'x'),
  };
}

async function imported(csv = FEW): Promise<{ url: string; database: Database }> {
  const made = await testDatabase();
  const done = await verbatim(['import', '-', '--source', 'shop'], environment(made.url), csv);
  expect(done.code).toBe(0);
  await made.database.query(
    `insert into verbatim.topic (id, name, description)
     values ('00000000-0000-4000-8000-000000000001', 'Fabric', 'How the material feels: soft, thick, thin, itchy.')`,
  );
  return made;
}

/** A table that each step writes before it ends: held, so that the process can be killed there. Checks write none. */
const WRITES: Readonly<Record<string, string>> = {
  analyse: 'verbatim.analysis',
  words: 'verbatim.document_words',
  rollups: 'verbatim.rollup_day',
  themes: 'verbatim.theme_segment',
  topics: 'verbatim.topic_model',
  'theme-rollups': 'verbatim.rollup_theme_day',
  retention: 'verbatim.access_log',
  review: 'verbatim.accuracy',
  digest: 'verbatim.digest',
  audit: 'verbatim.audit',
  alerts: 'verbatim.alert_rule',
};
const HELD = 77;
/** Lets nobody note the end of the checks while the lock is held. */
const HOLD_CHECKS = `
  create function hold() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(${HELD}); return new; end $$;
  create trigger hold before update on verbatim.run_step for each row
    when (new.step = 'checks' and new.status = 'done') execute function hold();`;

test('killed in each step and run again, the tables are those of an undisturbed night', async () => {
  const calm = await imported();
  const first = await night(calm.url, '--policy', POLICY);
  expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('checks')]);
  const expected = await tables(calm.database);
  expect(expected.theme!.length).toBeGreaterThan(2);
  expect(expected.sentence_topic!.length).toBeGreaterThan(10);
  expect(expected.audit_metric!.length).toBeGreaterThan(50);

  const { url, database } = await imported();
  expect((await verbatim(['alert', 'apply'], environment(url))).code).toBe(0);
  await database.query(HOLD_CHECKS);
  // There is nothing to pull here: tests/integration/sources kills pulls.
  for (const step of NIGHT_STEPS.filter((it) => it !== 'pull')) {
    if (step === 'words') {
      // As of a version that did not store words.
      expect((await verbatim(['analyze'], environment(url))).code).toBe(0);
      await database.query('delete from verbatim.document_words');
    }
    const holder = await database.connect();
    await holder.query('begin');
    const table = WRITES[step];
    if (table) await holder.query(`lock table ${table} in exclusive mode`);
    else await holder.query(`select pg_advisory_xact_lock(${HELD})`);
    const run = start(
      ['nightly', '--by', BY, '--period', 'all', '--policy', POLICY, '--json'],
      environment(url),
    );
    for (;;) {
      const { rows } = await database.query(
        `select 1 from verbatim.run_step s join pg_locks l on not l.granted
            and (l.relation = $2::regclass or l.locktype = 'advisory' and l.objid = ${HELD})
          where s.step = $1 and s.status = 'running'`,
        [step, table ?? 'verbatim.run_step'],
      );
      if (rows.length > 0) break;
      if (run.child.exitCode !== null) throw new Error(`${step}: ${(await run.ended).stderr}`);
      await sleep(20);
    }
    run.child.kill('SIGKILL');
    await run.ended;
    await holder.query('rollback');
    holder.release();
  }
  const again = await night(url);
  expect(again.code).toBe(0);
  const found = await tables(database);
  for (const [table, rows] of Object.entries(expected)) expect(found[table], table).toEqual(rows);
  const { rows } = await database.query(
    // The server wrote the end of the checks when the lock was gone, as their process was.
    `select step, array_agg(distinct status order by status) as states from verbatim.run_step
      where step <> 'checks' group by 1`,
  );
  expect(rows).toHaveLength(NIGHT_STEPS.length - 1);
  for (const { step, states } of rows) {
    expect([step, states]).toEqual([step, step === 'pull' ? ['done'] : ['done', 'interrupted']]);
  }
  const ended = await database.query(`select count(*) as n from verbatim.run where status = 'running'`);
  expect(ended.rows[0].n).toBe(0);

  // Once more: nothing to do, and nothing done.
  const idle = JSON.parse((await night(url)).stdout) as { idle: boolean };
  expect(idle.idle).toBe(true);
  expect(await tables(database)).toEqual(expected);
}, 500_000);

test('a night that has lost its lock ends before its next step: another may have begun', async () => {
  const { url, database } = await imported('text\nIt broke after a day.\n');
  const holder = await database.connect();
  onTestFinished(() => holder.release(true));
  await holder.query('begin');
  await holder.query('lock table verbatim.rollup_day in exclusive mode');
  const run = start(['nightly', '--period', 'all', '--json'], environment(url));
  const cut = `select pg_terminate_backend(l.backend_pid) from verbatim.lease l
    where l.name = 'nightly' and exists (select from pg_locks w where not w.granted and w.relation = 'verbatim.rollup_day'::regclass)`;
  while ((await database.query(cut)).rowCount === 0) {
    if (run.child.exitCode !== null) throw new Error((await run.ended).stderr);
    await sleep(20);
  }
  await holder.query('rollback');
  const ended = await run.ended;
  expect([ended.code, JSON.parse(ended.stdout).error.code]).toEqual([1, 'DATABASE_LOST']);
  const { rows } = await database.query('select step, status from verbatim.run_step order by started_at');
  expect(rows).toEqual([
    { step: 'pull', status: 'done' },
    { step: 'analyse', status: 'done' },
    { step: 'words', status: 'done' },
    { step: 'rollups', status: 'done' },
  ]);
  expect((await verbatim(['nightly', '--period', 'all', '--json'], environment(url))).code).toBe(0);
}, 300_000);

test('one nightly run at a time', async () => {
  const { url, database } = await testDatabase();
  const holder = await database.connect();
  const lease = await takeLease(database, holder, 'nightly');
  const second = await night(url);
  expect([second.code, JSON.parse(second.stdout).error.code]).toEqual([1, 'NIGHT_BUSY']);
  await lease!.release();
  holder.release(true);
});

test('nights of nothing, of one row, of rows that are all the same', async () => {
  const { url, database } = await testDatabase();
  const stale = await verbatim(['freshness', '--json'], environment(url));
  expect([stale.code, JSON.parse(stale.stdout).state]).toEqual([4, 'stale']);
  const empty = await night(url);
  expect([empty.code, empty.stdout]).toEqual([0, expect.anything()]);
  const fresh = await verbatim(['freshness', '--json'], environment(url));
  expect([fresh.code, JSON.parse(fresh.stdout)]).toEqual([
    0,
    expect.objectContaining({ state: 'fresh', newer: 0 }),
  ]);
  const late = await verbatim(['freshness', '--warn', '0m', '--error', '1h'], environment(url));
  expect([late.code, late.stdout]).toEqual([0, expect.stringContaining('late')]);
  for (const csv of [
    `text,${BY}\nIt broke after a day.,Tops\n`,
    `id,text,${BY}\n${Array.from({ length: 40 }, (_, i) => `${i},Great.,Tops`).join('\n')}\n`,
  ]) {
    expect((await verbatim(['import', '-', '--source', `${csv.length}`], environment(url), csv)).code).toBe(
      0,
    );
    const made = await night(url);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('checks')]);
  }
  const { rows } = await database.query(
    "select sum(analysed)::int as n from verbatim.rollup_day where attribute = ''",
  );
  expect(rows[0].n).toBe(41);
});

test('every quote of a digest is what its comment says at its offsets; coverage and dissent stand beside', async () => {
  const { url, database } = await imported();
  expect((await verbatim(['analyze'], environment(url))).code).toBe(0);
  expect((await verbatim(['themes'], environment(url))).code).toBe(0);
  const made = await verbatim(
    ['digest', '--period', 'all', '--by', `source,${BY}`, '--format', 'json'],
    environment(url),
  );
  expect(made.code).toBe(0);
  interface Summary {
    quotes: { feedbackId: number; start: number; end: number; text: string }[];
    coverage: { value: number };
    dissent: { value: number };
  }
  const digest = JSON.parse(made.stdout) as {
    summary: Summary;
    themes: { summary: Summary | null }[];
    groups: object[];
  };
  const summaries = [digest.summary, ...digest.themes.flatMap(({ summary }) => summary ?? [])];
  const quotes = summaries.flatMap((summary) => summary.quotes);
  expect(quotes.length).toBeGreaterThan(10);
  for (const { coverage, dissent } of summaries) {
    expect(coverage.value).toBeGreaterThan(0);
    expect(dissent.value).toBeGreaterThanOrEqual(0);
  }
  const { rows } = await database.query<{ id: number; text: string }>(
    'select f.id, d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id where f.id = any($1)',
    [quotes.map(({ feedbackId }) => feedbackId)],
  );
  const texts = new Map(rows.map(({ id, text }) => [id, [...text]]));
  for (const { feedbackId, start: from, end, text } of quotes) {
    expect(texts.get(feedbackId)!.slice(from, end).join('')).toBe(text);
  }
  expect(digest.groups).toHaveLength(2);
  // The same rows and model: the same digest, stored once.
  const again = await verbatim(
    ['digest', '--period', 'all', '--by', `source,${BY}`, '--format', 'json'],
    environment(url),
  );
  expect(again.stdout).toBe(made.stdout);
  expect((await database.query('select count(*) as n from verbatim.digest')).rows[0].n).toBe(1);
  for (const [flags, code] of [
    [['--period', 'yesterday'], 'PERIOD_INVALID'],
    [['--period', 'all', '--by', 'Departement'], 'ATTRIBUTE_UNKNOWN'],
    [['--period', 'all', '--webhook', 'nowhere'], 'USAGE'],
    [['--period', 'all', '--writer', '/no/such'], 'MODEL_NOT_FOUND'],
  ] as const) {
    const refused = await verbatim(['digest', ...flags, '--json'], environment(url));
    expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([2, code]);
  }

  // Random weights: comments bear out nothing that it writes, and the quotes stand as they were.
  const writer = ['--writer', join(ROOT, 'tests/fixtures/parity/seq2seq-t5')];
  const flags = ['digest', '--period', 'all', '--by', `source,${BY}`, ...writer];
  const told = await verbatim(flags, environment(url));
  expect([told.code, told.stderr]).toEqual([0, '']);
  expect(told.stdout.replace(/\s+/g, ' ')).toMatch(
    / 0 of \d+ summaries written by seq2seq-t5 \([0-9a-f]{12}\)/,
  );
  const { rows: stored } = await database.query(
    'select content from verbatim.digest where cardinality(grouped_by) = 2 order by id',
  );
  expect(stored).toHaveLength(2);
  expect(stored[1].content.summary.quotes).toEqual(stored[0].content.summary.quotes);
  expect(stored[1].content.writer.hash).toMatch(/^[0-9a-f]{64}$/);
});

/** What each model has found, and what the roll-ups count of it. */
const OF_MODELS = `
  select id as model, json_build_object('analyses', a.n, 'themes', t.n, 'days', r.n, 'themeDays', x.n, 'digests', d.n) as counts
    from verbatim.model m,
         lateral (select count(*)::int as n from verbatim.analysis where model_id = m.id) a,
         lateral (select count(*)::int as n from verbatim.theme where model_id = m.id) t,
         lateral (select count(*)::int as n from verbatim.rollup_day where model_id = m.id) r,
         lateral (select count(*)::int as n from verbatim.rollup_theme_day where model_id = m.id) x,
         lateral (select count(*)::int as n from verbatim.digest where model_id = m.id) d
   where a.n > 0 order by id`;

test('a night is of one model, also when another becomes active while it runs; each keeps what it found', async () => {
  const { url, database } = await imported();
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  // Without the fp32 graph, which the int8 graph would be compared with first.
  rmSync(join(folder, 'onnx/model.onnx'));
  const manifest = JSON.parse(readFileSync(join(folder, 'verbatim.json'), 'utf8'));
  writeFileSync(join(folder, 'verbatim.json'), JSON.stringify({ ...manifest, version: '9.9.9' }));
  const added = await verbatim(['model', 'add', folder, '--json'], environment(url));
  const other = JSON.parse(added.stdout).id as number;
  const found = async () => (await database.query(OF_MODELS)).rows;

  const holder = await database.connect();
  await holder.query('begin');
  await holder.query('lock table verbatim.rollup_day in exclusive mode');
  const run = start(['nightly', '--by', BY, '--period', 'all', '--json'], environment(url));
  await run.saw('Nightly    rollups');
  await database.query('update verbatim.model set active = false where active');
  await database.query('update verbatim.model set active = true where id = $1', [other]);
  await holder.query('rollback');
  holder.release();
  expect((await run.ended).code).toBe(0);
  const first = await found();
  expect(first).toHaveLength(1);
  const [{ model }] = first;
  expect(model).not.toBe(other);
  expect(first[0].counts).toEqual(expect.objectContaining({ digests: 1 }));
  for (const n of Object.values(first[0].counts)) expect(n).toBeGreaterThan(0);
  const kept = await tables(database);

  // The active one now: everything is its own, and the first one's results stay.
  expect((await night(url)).code).toBe(0);
  const both = await found();
  expect(both).toHaveLength(2);
  const results = ({ analyses, themes, digests }: Record<string, number>) => [analyses, themes, digests];
  // One table holds the roll-ups of the model that is reported; the rest is kept for each.
  expect(results(both.find((it) => it.model === model)!.counts)).toEqual(results(first[0].counts));
  expect(both.find((it) => it.model === other)!.counts).toEqual(first[0].counts);

  // The first one again: its tables are what they were.
  await database.query('update verbatim.model set active = false where active');
  await database.query('update verbatim.model set active = true where id = $1', [model]);
  expect((await night(url)).code).toBe(0);
  const again = await tables(database);
  for (const table of ['rollup_day', 'rollup_theme_day']) expect(again[table], table).toEqual(kept[table]);
  expect(results((await found()).find((it) => it.model === model)!.counts)).toEqual(results(first[0].counts));
}, 300_000);
