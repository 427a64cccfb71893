import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { ROOT, verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const PLANTED = join(ROOT, 'tests/fixtures/planted-bias');
const REVIEWS = readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv'), 'utf8');

describe('swaps of people', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let env: Record<string, string>;
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-swaps-'));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await drop();
  });

  beforeAll(async () => {
    const made = await makeDatabase();
    drop = made.drop;
    database = made.database;
    env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  });
  const run = (...args: string[]) => verbatim(args, env);
  const active = async () =>
    (await database.query('select name from verbatim.model where active')).rows.map(({ name }) => name);

  test('a model with a planted bias is refused with exit code 5, and the finding is named', async () => {
    const refused = await run('model', 'activate', join(PLANTED, 'biased'), '--json');
    expect(refused.code).toBe(5);
    const { error } = JSON.parse(refused.stdout);
    expect(error.code).toBe('MODEL_AUDIT_FAILED');
    expect(error.message).toMatch(/finding \d+: 'Nigerian' for 'customer'/);
    expect(error.message).not.toMatch(/Italian|blind|Wei/);
    expect(await active()).toEqual([]);
  });

  test('its twin that is blind to people is activated', async () => {
    const taken = await run('model', 'activate', join(PLANTED, 'blind'));
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('is active for feedback')]);
    expect(await active()).toEqual(['planted-blind']);
  });

  test('what is accepted until a day stops it no more', async () => {
    const { rows } = await database.query(
      `select f.id from verbatim.audit_finding f join verbatim.model m on m.id = f.model_id
        where m.name = 'planted-biased' and f.severity = 'fail'`,
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { id } of rows) {
      const done = await run(
        'audit',
        'accept',
        String(id),
        '--until',
        '2999-12-31',
        '--reason',
        'a test',
        '--whom',
        'us',
      );
      expect(done.code).toBe(0);
    }
    const taken = await run('model', 'activate', 'planted-biased');
    expect(taken.code).toBe(0);
    const strict = await run('model', 'activate', 'planted-biased', '--fail-on', 'warn');
    expect([0, 5]).toContain(strict.code);
  });

  test('verbatim audit swaps: the same numbers each time, in every format, stored once', async () => {
    const audit = (...flags: string[]) =>
      run('audit', 'swaps', '--model', 'planted-biased', '--templates-only', ...flags);
    const first = JSON.parse((await audit('--json')).stdout);
    const again = JSON.parse((await audit('--json')).stdout);
    expect(again.metrics).toEqual(first.metrics);
    expect(again.audit.id).toBe(first.audit.id);
    expect(first.audit.kinds).toEqual(['counterfactual']);
    expect(first.findings[0].pairs[0]).toContain('Nigerian');
    expect(first.families).toEqual([{ family: 'counterfactual/en', size: expect.any(Number) }]);
    expect((await audit()).stdout).toMatch(/audit +\d+ \(counterfactual\) of \d+ sentences/);
    expect((await audit('--format', 'junit')).stdout).toContain('<testsuite name="verbatim audit');
    expect((await audit('--format', 'md')).stdout).toContain('sentences');
    const file = join(folder, 'swaps.html');
    await audit('--format', 'html', '--output', file);
    const html = readFileSync(file, 'utf8');
    expect(html).toContain('C1 · Swapped words');
    expect(html).toContain('C2 · Labels that change');
    expect(html).toContain('before and after a swap, by what the sentence is about');
    expect(html).toContain('Nigerian, billing (25)');
    expect(first.metrics[0].method.by_domain).toMatchObject({ billing: expect.any(Number) });
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    const { rows } = await database.query(
      `select count(*)::int as n from reporting.v_audit_swap where audit_id = $1`,
      [first.audit.id],
    );
    expect(rows[0].n).toBe(first.metrics.length);
  });

  test('the card says what was found, with hashes, and what could not be told', async () => {
    const card = await run('audit', 'card', '--model', 'planted-biased');
    expect(card.code).toBe(0);
    expect(card.stdout).toMatch(/^## Bias audit\n\nModel planted-biased 1, SHA-256 `[0-9a-f]{64}`/);
    expect(card.stdout).toContain('288 templates in en');
    expect(card.stdout).toContain("'Nigerian' for 'customer'");
  });

  test('real comments are swapped too, warn at most, and say how many there were', async () => {
    expect((await verbatim(['import', '-', '--source', 'shop'], env, REVIEWS)).code).toBe(0);
    const { stdout } = await run('audit', 'swaps', '--model', 'planted-biased', '--json');
    const report = JSON.parse(stdout);
    expect(report.notes.join(' ')).toMatch(/Swaps in feedback \(C4\), of 958 texts: gender \d+, age \d+/);
    const real = report.metrics.filter(({ check }: { check: string }) => check === 'C4');
    expect(real.length).toBeGreaterThanOrEqual(3);
    for (const { status } of real) expect(status).not.toBe('fail');
  });

  test('a language without sentences, a model that is not known, a policy the wrong way round', async () => {
    for (const [flags, code] of [
      [['--language', 'xx'], 'AUDIT_LANGUAGE_UNKNOWN'],
      [['--model', 'nobody'], 'MODEL_UNKNOWN'],
      [['--policy', join(folder, 'none.json')], 'FILE_NOT_FOUND'],
    ] as const) {
      const refused = await run('audit', 'swaps', ...flags, '--json');
      expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([2, code]);
    }
  });
});
