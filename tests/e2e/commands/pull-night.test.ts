import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to the environment.
const REFERENCE = '${SHOP_URL}';

test('a nightly run pulls first; a source that fails is named, and the run goes on with exit code 3', async () => {
  const { url, database } = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-night-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.csv'), 'id,text\n1,It broke after a day.\n2,I like it very much.\n');
  const environment = {
    ...{
      DATABASE_URL: url,
      REDIS_URL: '',
      VERBATIM_LOG_LEVEL: 'error',
      SHOP_URL: 'postgresql://u:hunter2@127.0.0.1:9/shop',
    },
  };
  const run = (...args: string[]) => verbatim(args, environment);
  expect((await run('source', 'add', 'exports', '--from', folder)).code).toBe(0);
  const shop = ['source', 'add', 'shop', '--from', REFERENCE, '--query', 'select 1 as id', '--cursor', 'id'];
  const refused = await run(...shop, '--json');
  expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([1, 'ORIGIN_UNREACHABLE']);
  expect((await run(...shop, '--no-check')).code).toBe(0);

  const night = await run('nightly', '--period', 'all', '--json');
  expect([night.code, night.stderr]).toEqual([3, expect.stringContaining('shop failed')]);
  const { steps, asOf } = JSON.parse(night.stdout);
  expect(steps[0]).toMatchObject({ step: 'pull', counts: { sources: 2, failed: 1, rows: 2, accepted: 2 } });
  expect(steps[1]).toMatchObject({ step: 'analyse', counts: { analysed: 2 } });
  // What the run pulled is in its tables.
  const { rows } = await database.query(
    'select count(*) as n from verbatim.feedback where created_at >= $1',
    [asOf],
  );
  expect(rows[0].n).toBe(0);

  expect((await run('source', 'remove', 'shop')).code).toBe(0);
  expect((await run('nightly', '--period', 'all', '--json')).code).toBe(0);
  const listed = JSON.parse((await run('source', 'list', '--json')).stdout);
  expect(listed).toMatchObject([
    { source: 'exports', feedback: 2, origin: { kind: 'folder', status: 'done' } },
  ]);
  expect(night.stdout + night.stderr + refused.stdout + refused.stderr).not.toContain('hunter2');
});

test('addresses with secrets in clear, and flags of another kind, are refused', async () => {
  const { url } = await testDatabase();
  const code = async (...flags: string[]) => {
    const { stdout } = await verbatim(['source', 'add', 'x', '--no-check', '--json', ...flags], {
      DATABASE_URL: url,
      REDIS_URL: '',
    });
    return JSON.parse(stdout).error?.code ?? 'added';
  };
  expect(await code('--from', 'postgres://u:hunter2@h/db', '--query', 'select 1')).toBe('SECRET_IN_CLEAR');
  expect(await code('--from', 'https://h/reviews?api_key=hunter2')).toBe('SECRET_IN_CLEAR');
  expect(await code('--from', 'mysql://h/db')).toBe('ORIGIN_ADDRESS');
  expect(await code('--from', 'postgres://h/db')).toBe('USAGE');
  expect(await code('--from', '/tmp', '--query', 'select 1')).toBe('USAGE');
  expect(await code('--from', 'https://h/reviews', '--cursor', 'updated')).toBe('USAGE');
});
