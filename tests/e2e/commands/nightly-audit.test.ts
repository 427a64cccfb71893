import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-night-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Angry customers of the west who are called happy: what they rated themselves says that the model is wrong. */
const CSV = [
  'id,text,Rating,region',
  ...Array.from({ length: 160 }, (_, i) => {
    const west = i % 2 === 0;
    return `${i},${west ? 'Great. I love it' : 'Terrible. It broke'} (${i}).,1,${west ? 'west' : 'north'}`;
  }),
].join('\n');

test('the audit of a night is a step of it, and its gate is the exit code', async () => {
  const { url, database } = await testDatabase();
  const environment = {
    ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' },
    VERBATIM_MODEL: join(ROOT, 'tests/fixtures/planted-bias/blind'),
  };
  const run = (...args: string[]) => verbatim(args, environment);
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, '{"attributes": ["region"], "checks": ["O4"]}');

  expect((await verbatim(['import', '-', '--source', 'shop'], environment, CSV)).code).toBe(0);
  const first = await run('nightly', '--period', 'all', '--policy', policy, '--json');
  expect(first.code).toBe(5);
  const night = JSON.parse(first.stdout);
  expect(night.audit).toMatchObject({ verdict: 'fail', exitCode: 1 });
  expect(night.audit.findings[0].sentence).toContain('region');
  const { rows } = await database.query(
    `select s.counts, a.trigger from verbatim.run_step s join verbatim.audit a on a.id = (s.counts->>'audit')::int
      where s.run_id = $1 and s.step = 'audit' and s.status = 'done'`,
    [night.runId],
  );
  expect(rows).toEqual([
    { counts: expect.objectContaining({ verdict: 'fail', exitCode: 1, fail: 4 }), trigger: 'nightly' },
  ]);

  for (const { id } of night.audit.findings) {
    const accepted = await run('audit', 'accept', String(id), '--until', '2999-12-31', '--reason', 'known');
    expect(accepted.code).toBe(0);
  }
  const second = await run('nightly', '--period', 'all');
  expect([second.code, second.stdout]).toEqual([
    0,
    expect.stringMatching(/Nothing new.*\nAudit \d+: fail, 4 accepted\.\n/),
  ]);

  // Naming another model in the settings does not get it past the gate of `model activate`.
  const biased = { ...environment, VERBATIM_MODEL: join(ROOT, 'tests/fixtures/planted-bias/biased') };
  const refused = await verbatim(['nightly', '--period', 'all', '--json'], biased);
  expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([5, 'MODEL_AUDIT_FAILED']);
  const active =
    'select name, (select count(*)::int from verbatim.analysis a where a.model_id = m.id) as judged from verbatim.model m where active';
  expect((await database.query(active)).rows).toEqual([{ name: 'planted-blind', judged: 160 }]);

  // What somebody answers for takes over. By hand it does so at once, and it is said.
  const { error } = JSON.parse(refused.stdout);
  const finding = /finding (\d+)/.exec(error.message)![1]!;
  const findings = await database.query(
    `select id from verbatim.audit_finding where severity = 'fail' and id >= $1`,
    [finding],
  );
  for (const { id } of findings.rows) {
    const flags = ['--until', '2999-12-31', '--reason', 'known'];
    expect((await verbatim(['audit', 'accept', String(id), ...flags], biased)).code).toBe(0);
  }
  expect((await verbatim(['nightly', '--period', 'all', '--no-policy'], biased)).code).toBe(0);
  expect((await database.query(active)).rows).toEqual([{ name: 'planted-biased', judged: 160 }]);
  const byHand = await run('analyze');
  expect([byHand.code, byHand.stderr]).toEqual([0, expect.stringContaining('planted-blind 1')]);
  expect(byHand.stderr).toContain('was not audited');
}, 300_000);
