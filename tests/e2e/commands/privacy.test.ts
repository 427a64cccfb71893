import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-privacy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILE = () => {
  const file = join(folder, 'shop.csv');
  writeFileSync(
    file,
    'id,text,author\n1,"Write to zebulon.quark@example.org, please.",Zebulon Quark\n2,All was well.,Ann\n',
  );
  return file;
};

test('status, original and access tell what is masked, kept and seen; no output has a key', async () => {
  const { url, database } = await testDatabase();
  const keys = [randomBytes(32), randomBytes(32)].map((it) => it.toString('base64'));
  let said = '';
  const run = async (args: string[], settings: Record<string, string> = { VERBATIM_KEY: keys[0]! }) => {
    const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'debug', ...settings };
    const ended = await verbatim(args, environment);
    said += ended.stdout + ended.stderr;
    return ended;
  };
  const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'])).stdout);
  expect((await run(['source', 'set', 'shop', '--keep-original'])).code).toBe(0);
  expect((await run(['import', FILE()])).code).toBe(0);

  const status = await json('privacy', 'status');
  expect(status).toMatchObject({
    sources: [{ source: 'shop', comments: 2, masked: { email: 1 }, givenAuthors: 0, before: 0 }],
    keys: [{ ordinal: 1 }],
    ...{ tombstones: {}, erasures: [], warnings: [] },
  });
  expect(status.originals).toBeGreaterThan(0);
  const text = (await run(['privacy', 'status'])).stdout;
  expect(text).toContain('email 1');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);

  const { rows } = await database.query<{ id: number }>(
    `select id from verbatim.feedback where external_id = '1'`,
  );
  const id = String(rows[0]!.id);
  expect((await json('privacy', 'original', id)).originals[0].cells.text).toContain(
    'zebulon.quark@example.org',
  );
  expect(await json('privacy', 'original', '999')).toMatchObject({ error: { code: 'ORIGINAL_UNKNOWN' } });
  expect(await json('privacy', 'original', 'x')).toMatchObject({ error: { code: 'USAGE' } });
  await run(['rejects']);
  const { entries } = await json('privacy', 'access');
  expect(entries).toMatchObject([
    { what: 'export', feedbackIds: [], place: 'verbatim rejects' },
    { what: 'original', feedbackIds: [Number(id)], place: 'reporting.read_original' },
  ]);
  expect((await json('privacy', 'access', '--who', 'nobody')).entries).toEqual([]);
  expect(await json('privacy', 'access', '--since', 'x')).toMatchObject({ error: { code: 'USAGE' } });

  // A new key that waits for its rotation, rows of before, and no key.
  await database.query(
    `update verbatim.feedback set created_at = '2020-01-01', author = 'Ann' where external_id = '2'`,
  );
  const both = { VERBATIM_KEY: keys.join(',') };
  const warned = JSON.parse((await run(['privacy', 'status', '--json'], both)).stdout).warnings;
  expect(warned).toEqual([
    expect.stringContaining('1 comment'),
    expect.stringContaining('1 author'),
    expect.stringContaining('verbatim privacy rotate'),
  ]);
  const { checks } = JSON.parse((await run(['doctor', '--json'], both)).stdout);
  const check = checks.find(({ name }: { name: string }) => name === 'Privacy');
  expect(check).toMatchObject({ ok: true, warning: true });
  expect((await run(['doctor', '--json'], { VERBATIM_KEY: '' })).stdout).toContain(' missing: ');
  for (const key of keys) {
    for (const form of [key, Buffer.from(key, 'base64').toString('hex')]) expect(said).not.toContain(form);
  }
});

test('an embedded database makes its key on the first start, and uses it again', async () => {
  const home = join(folder, 'home');
  const environment = { DATABASE_URL: '', REDIS_URL: '', VERBATIM_HOME: home };
  const first = await verbatim(['privacy', 'status', '--json'], environment);
  try {
    expect(first.stderr).toContain(`Keys       made in ${join(home, 'keys')}`);
    const made = readFileSync(join(home, 'keys'), 'utf8');
    const again = await verbatim(['privacy', 'status', '--json'], environment);
    expect(again.stderr).not.toContain('Keys ');
    expect(JSON.parse(again.stdout)).toMatchObject({ keys: [{ ordinal: 1 }], warnings: [] });
    expect(readFileSync(join(home, 'keys'), 'utf8')).toBe(made);
    rmSync(join(home, 'keys'));
    const lost = await verbatim(['privacy', 'status', '--json'], environment);
    expect(JSON.parse(lost.stdout).warnings).toEqual([expect.stringContaining('key 1 is missing')]);
    const secret = made.split('\n')[1]!;
    expect([first, again, lost].map((it) => it.stdout + it.stderr).join()).not.toContain(secret);
  } finally {
    await verbatim(['db', 'stop'], environment);
  }
});
