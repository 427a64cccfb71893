import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { ROOT, start, verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const PLANTED = join(ROOT, 'tests/fixtures/planted-bias');
const ALL = 60;
const isGood = (i: number) => i % 2 === 0;
const CSV = [
  'id,text',
  ...Array.from(
    { length: ALL },
    (_, i) => `${i},${isGood(i) ? 'Great. I love it' : 'Terrible. It broke'} (${i}).`,
  ),
].join('\n');
const labels = (from: number, to: number) =>
  [
    'id,label,labeller',
    ...Array.from(
      { length: to - from },
      (_, i) => `${from + i},${isGood(from + i) ? 'positive' : 'negative'},ana`,
    ),
  ].join('\n');

let database: Database;
let drop: () => Promise<void>;
let env: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'verbatim-promotion-'));
const copies = {
  /** Takes praise for blame. */
  down: join(folder, 'upside-down'),
  /** The same answers as `blind`. */
  twin: join(folder, 'twin'),
};

/** A copy of the fixture `blind` under another name. */
function copyOf(path: string, name: string, labels?: readonly string[]): void {
  cpSync(join(PLANTED, 'blind'), path, { recursive: true });
  const manifest = { name, version: '1', languages: ['en'], ...(labels && { labels }) };
  writeFileSync(join(path, 'verbatim.json'), JSON.stringify(manifest));
}

beforeAll(async () => {
  const made = await makeDatabase();
  ({ database, drop } = made);
  env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error', VERBATIM_MODEL: '' };
  const { id2label } = JSON.parse(readFileSync(join(PLANTED, 'blind/config.json'), 'utf8'));
  const named = Object.values(id2label) as string[];
  const swapped = named.map((it) => ({ negative: 'positive', positive: 'negative' })[it] ?? it);
  copyOf(copies.down, 'upside-down', swapped);
  copyOf(copies.twin, 'twin');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await drop();
});

const run = (...args: string[]) => verbatim(args, env);
const json = async (...args: string[]) => {
  const { code, stdout } = await run(...args, '--json');
  return { code, found: JSON.parse(stdout) };
};
const query = async (sql: string) => (await database.query(sql)).rows;
const active = async () =>
  (await query('select name from verbatim.model where active')).map(({ name }) => name);

/** Comments that chance drew, each of two. */
const draw = (from: number, to: number) =>
  query(
    `with drawn as (insert into verbatim.review_draw (kind, model_id, from_feedback, to_feedback, seed, population)
       select 'sample', max(id), 1, 1000, 1, 120 from verbatim.model returning id)
     insert into verbatim.review_item (draw_id, feedback_id, rank, stratum, stratum_size, inclusion, random)
     select d.id, f.id, row_number() over (order by f.id), 'shop en', 120, 0.5, true
       from drawn d, verbatim.feedback f where f.external_id::int >= ${from} and f.external_id::int < ${to}`,
  );
const label = async (from: number, to: number) => {
  const file = join(folder, `labels-${from}-${to}.csv`);
  writeFileSync(file, labels(from, to));
  expect(await run('label', 'import', file, '--source', 'shop')).toMatchObject({ code: 0 });
};

test('without a model, and with too few labels of random comments, nothing is decided', async () => {
  const none = await json('model', 'shadow', join(PLANTED, 'blind'));
  expect([none.code, none.found.error.code]).toEqual([2, 'COMPARISON_NOTHING']);
  const file = join(folder, 'feedback.csv');
  writeFileSync(file, CSV);
  expect(await run('run', file, '--source', 'shop', '--model', copies.down)).toMatchObject({ code: 0 });
  // Labels of comments that chance did not draw do not count.
  await label(0, 30);
  const unlabelled = await json('model', 'shadow', join(PLANTED, 'blind'));
  expect(unlabelled).toMatchObject({ code: 3, found: { verdict: 'too few', labelled: 0, p: null } });
  await draw(0, 29);
  const few = await json('model', 'promote', 'planted-blind');
  expect(few).toMatchObject({
    code: 3,
    found: { promoted: false, refused: 'too few', labelled: 29, accuracy: null },
  });
  expect(await active()).toEqual(['upside-down']);
});

test('a better model is compared without a change of reports, and the same labels are the same comparison', async () => {
  await draw(29, ALL);
  await label(30, ALL);
  const before = await query(
    'select sentiment, count(*) from reporting.feedback_analysis group by 1 order by 1',
  );
  const { code, found } = await json('model', 'shadow', 'planted-blind');
  expect(code).toBe(0);
  expect(found).toMatchObject({
    ...{ labelled: 60, candidateRight: 60, activeRight: 0, onlyCandidate: 60, onlyActive: 0, look: 1 },
    ...{ verdict: 'better', calibrated: true, others: { sampled: 60, changed: 60 } },
    accuracy: { value: 1, high: 1 },
  });
  // McNemar: 60 of 60 even coins, two-sided.
  expect(found.p).toBeCloseTo(2 ** -59, 25);
  expect(
    await query('select sentiment, count(*) from reporting.feedback_analysis group by 1 order by 1'),
  ).toEqual(before);
  expect((await json('model', 'shadow', 'planted-blind')).found.comparison).toBe(found.comparison);
  const text = (await run('model', 'shadow', 'planted-blind')).stdout;
  expect(text).toMatch(/^Verdict +better beyond chance$/m);
  expect(text).toMatch(/100\.0 % \(94\.0 % to 100\.0 %\) of 60 random comments/);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('what cannot be compared is told', async () => {
  const itself = await json('model', 'promote', 'upside-down');
  expect([itself.code, itself.found.error.code]).toEqual([2, 'CANDIDATE_ACTIVE']);
  const other = await json('model', 'promote', join(ROOT, 'tests/fixtures/tiny-classifier'));
  expect([other.code, other.found.error.code]).toEqual([2, 'CANDIDATE_TASK']);
  const unknown = await json('model', 'shadow', 'nobody');
  expect([unknown.code, unknown.found.error.code]).toEqual([2, 'MODEL_UNKNOWN']);
  const points = await run('model', 'promote', 'planted-blind', '--margin', 'two');
  expect(points.code).toBe(2);
});

test('better labels do not get a model past the audit', async () => {
  const refused = await json('model', 'promote', join(PLANTED, 'biased'));
  expect([refused.code, refused.found.error.code]).toEqual([5, 'MODEL_AUDIT_FAILED']);
  expect(await active()).toEqual(['upside-down']);
  const [row] = await query(
    `select verdict, promoted_at, audit_id is not null as audited from reporting.model_comparison
      where candidate_name = 'planted-biased'`,
  );
  expect(row).toEqual({ verdict: 'better', promoted_at: null, audited: true });
});

test('of two promotions at once one comes first', async () => {
  const both = await Promise.all([
    json('model', 'promote', 'planted-blind'),
    json('model', 'promote', 'planted-blind'),
  ]);
  const done = both.filter(({ code }) => code === 0);
  expect(done).toHaveLength(1);
  const late = both.find(({ code }) => code !== 0)!.found.error.code;
  expect(['MODEL_OVERTAKEN', 'CANDIDATE_ACTIVE']).toContain(late);
  const { promoted, audit, comparison } = done[0]!.found;
  expect([promoted, typeof audit]).toEqual([true, 'number']);
  const changes = await query(
    'select name, way, comparison_id from reporting.model_change order by activated_at',
  );
  expect(changes).toEqual([
    { name: 'upside-down', way: 'activate', comparison_id: null },
    { name: 'planted-blind', way: 'promote', comparison_id: comparison },
  ]);
});

test('an equal model is not promoted, but for a stated margin; the next nightly run uses it, whatever VERBATIM_MODEL says', async () => {
  const equal = await json('model', 'promote', copies.twin);
  expect(equal).toMatchObject({ code: 3, found: { refused: 'open', p: null, f1: { value: 0 } } });
  const allowed = await json('model', 'promote', 'twin', '--margin', '10');
  expect(allowed).toMatchObject({ code: 0, found: { promoted: true, verdict: 'not worse', margin: 0.1 } });
  const configured = { ...env, VERBATIM_MODEL: join(PLANTED, 'blind') };
  const night = await verbatim(['nightly', '--period', 'all', '--json'], configured);
  expect(night.code).toBe(0);
  expect(night.stderr).toContain('which twin 1');
  expect(await active()).toEqual(['twin']);
  const [used] = await query(
    `select m.name from verbatim.run r join verbatim.model m on m.id = r.model_id where r.id = ${JSON.parse(night.stdout).runId}`,
  );
  expect(used).toEqual({ name: 'twin' });
});

test('a rollback goes back step by step, asks for no audit, and the next nightly run uses its model', async () => {
  const audits = 'select count(*)::int as n from verbatim.audit';
  const before = await query(audits);
  const first = await json('model', 'rollback');
  expect(first).toMatchObject({
    code: 0,
    found: { active: { name: 'planted-blind' }, insteadOf: { name: 'twin' } },
  });
  const configured = { ...env, VERBATIM_MODEL: copies.twin };
  expect((await verbatim(['nightly', '--period', 'all'], configured)).code).toBe(0);
  expect(await active()).toEqual(['planted-blind']);
  expect((await json('model', 'rollback')).found.active.name).toBe('upside-down');
  const none = await json('model', 'rollback');
  expect([none.code, none.found.error.code]).toEqual([2, 'ROLLBACK_NOTHING']);
  // Of one that was active long before.
  expect((await json('model', 'rollback', 'twin')).found.active.name).toBe('twin');
  const never = await json('model', 'rollback', 'planted-biased');
  expect([never.code, never.found.error.code]).toEqual([2, 'MODEL_UNKNOWN']);
  expect(never.found.error.message).toContain('upside-down');
  expect(await query(audits)).toEqual(before);
  expect((await json('model', 'rollback', 'planted-blind')).code).toBe(0);
});

test('a worker follows a promotion once no batch of its model is left', async () => {
  const worker = start(['worker'], env);
  await worker.saw('Worker ready: planted-blind');
  expect((await json('model', 'rollback', 'twin')).code).toBe(0);
  await worker.saw('Worker ready: twin');
  const more = join(folder, 'more.csv');
  writeFileSync(more, 'id,text\n900,Awful and late.\n');
  expect(await run('run', more, '--source', 'shop', '--no-worker')).toMatchObject({ code: 0 });
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Worker stopped') });
  const [judged] = await query(
    `select m.name from verbatim.analysis a join verbatim.model m on m.id = a.model_id
       join verbatim.feedback f on f.document_id = a.document_id where f.external_id = '900'`,
  );
  expect(judged).toEqual({ name: 'twin' });
});

test('the files of a former model are gone: the active one stays, and its labels still count', async () => {
  rmSync(copies.down, { recursive: true });
  await query(`update verbatim.label set model_value = 'negative',
    model_id = (select id from verbatim.model where name = 'upside-down')`);
  const gone = await json('model', 'rollback', 'upside-down');
  expect([gone.code, gone.found.error.code]).toEqual([1, 'ROLLBACK_GONE']);
  expect(await active()).toEqual(['twin']);
  expect((await json('model', 'shadow', 'planted-blind')).found.labelled).toBe(60);
  const history = await run('model', 'history');
  expect(history.stdout).toMatch(/promoted planted-blind 1 .*\n/);
  expect(history.stdout).toMatch(/rolled back to twin 1/);
  expect(history.stdout).toMatch(
    /compared planted-biased 1 .*\n.*with upside-down.*\n +better, accuracy \+100\.0 points/,
  );
  expect(JSON.parse((await run('model', 'history', '--json')).stdout).activations).toHaveLength(8);
});
