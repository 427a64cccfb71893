import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { databaseText } from '../../support/data/canary.ts';
import { testDatabase } from '../../support/servers/database.ts';

const FILE = join(ROOT, 'examples/with-personal-data.csv');

async function installation() {
  const { url, database } = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'verbatim-erase-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment = {
    ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_HOME: join(folder, 'home') },
    VERBATIM_KEY: randomBytes(32).toString('base64'),
  };
  const run = (args: readonly string[], input?: string) => verbatim(args, environment, input);
  return { run, database, folder };
}

test('a person of the example is exported, erased with a proof, and does not come back', async () => {
  const { run, database, folder } = await installation();
  expect(await run(['import', FILE, '--keep-original'])).toMatchObject({ code: 0 });

  const handled = ['C1001', '--source', 'with-personal-data', '--by', 'ann', '--note', 'Refunded.'];
  expect((await run(['handled', 'add', ...handled])).code).toBe(0);

  const dry = await run(['erase', '--author', 'm.hollis', '--dry-run', '--json']);
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, by: 'author', feedback: 4, documents: 4 });
  const unasked = await run(['erase', '--author', 'm.hollis']);
  expect(unasked).toMatchObject({ code: 2 });
  expect(unasked.stderr).toContain('ERASE_UNCONFIRMED');

  const file = join(folder, 'person.json');
  expect(await run(['export', '--author', '-', '--output', file], 'm.hollis\n')).toMatchObject({
    ...{ code: 0, stdout: `4 comments in ${file}.\n` },
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { comments } = JSON.parse(await readFile(file, 'utf8'));
  expect(comments).toHaveLength(4);
  expect(comments[0]).toMatchObject({ externalId: 'C1001', text: expect.stringContaining('[email]') });
  expect(comments[0].handled).toMatchObject([{ by: 'ann', note: 'Refunded.' }]);
  expect(JSON.stringify(comments[0].original)).toContain('margaret.hollis@example.com');
  const { rows } = await database.query(
    `select what, cardinality(feedback_ids) as n, place from verbatim.access_log`,
  );
  expect(rows).toEqual([{ what: 'export', n: 4, place: 'verbatim export' }]);

  const erased = await run(['erase', '--author', '-', '--yes'], 'm.hollis\n');
  expect(erased.code).toBe(0);
  expect(erased.stdout).toContain('Erasure 1: 4 comments and 4 texts deleted.');
  expect(erased.stdout).toContain('\nFound: 0.\n');
  for (const line of erased.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const stored = await databaseText(database);
  for (const { text } of comments) expect(stored.includes(text)).toBe(false);

  expect((await run(['import', FILE])).stdout).toMatch(/4 .*erased/);
  expect(await databaseText(database)).not.toContain(comments[0].text);
  const again = await run(['erase', '--author', 'm.hollis', '--yes']);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout).toContain('Nothing is stored of what was asked for.');
});

test('what is not said clearly is refused', async () => {
  const { run, folder } = await installation();
  for (const args of [
    ['erase'],
    ['erase', '--author', 'a', '--id', 'b'],
    ['erase', '--author', 'a', '--source', 's'],
    ['erase', '--author', '-'],
    ['export'],
  ]) {
    expect(await run(args, '')).toMatchObject({ code: 2 });
  }
  const match = join(folder, 'match.csv');
  await writeFile(match, 'name\nx\n');
  expect((await run(['erase', '--match', match])).stderr).toContain('ERASE_FILE_INVALID');
  expect((await run(['erase', '--match', join(folder, 'none.csv')])).code).not.toBe(0);
});
