import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-e2e-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an analyst: dry run, import, mend, import again, from a saved mapping', async () => {
  const { url, database } = await testDatabase();
  const run = async (...args: string[]) => {
    const ended = await verbatim(args, { DATABASE_URL: url, REDIS_URL: '' });
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    return ended;
  };
  const surveys = join(folder, 'surveys');
  mkdirSync(surveys);
  const long = 'Nobody answered the phone, three times in the week in which I needed it most. ';
  const csv = `Nr;Datum;NPS;Was war gut?;Was war schlecht?;intern\n1;03.04.2024;9;Schnell geliefert;Zu groß;x\n2;25.04.2024;3;;${long};y\n3;26.04.2024;8;Alles;;;x\n`;
  writeFileSync(join(surveys, 'march.csv'), Buffer.from(csv, 'latin1'));
  const options = [
    '--map',
    'text="Was war gut?",text="Was war schlecht?",id=Nr',
    '--ignore',
    'intern',
    '--source',
    'nps',
  ];

  const dry = await run('import', surveys, ...options, '--dry-run');
  expect(dry.code).toBe(3);
  expect(dry.stdout).toContain('windows-1252, delimiter ";"');
  expect(dry.stdout).toContain('Ignored    intern');
  expect(dry.stdout).toContain('4 read = 3 to take + 0 known + 1 rejected');
  expect(dry.stdout).toMatch(/line 3: Nobody answered .*…\n/);
  expect(dry.stdout).toContain('how long is not known before the first run');
  expect(dry.stdout).toContain('Nothing was written');
  for (const line of dry.stdout.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80);
  expect((await database.query('select count(*) as n from verbatim.import')).rows[0].n).toBe(0);

  const rejects = join(folder, 'rejects.csv');
  const taken = await run(
    'import',
    surveys,
    ...options,
    '--save-mapping',
    'nps',
    '--rejects',
    rejects,
    '--json',
  );
  expect(JSON.parse(taken.stdout)).toMatchObject({
    ...{ read: 4, accepted: 3, duplicates: 0, changed: 0, rejected: 1, dryRun: false },
    imports: [{ rejectsByReason: { too_many_fields: 1 }, dates: 'day-first', ignored: ['intern'] }],
  });
  const listed = await run('rejects', '--source', 'nps');
  // A file begins with a mark for Excel, standard output does not; as reports have it.
  expect(`\ufeff${listed.stdout}`).toBe(readFileSync(rejects, 'utf8'));
  expect((await run('rejects', '--source', 'nps', '--bom')).stdout).toBe(`\ufeff${listed.stdout}`);
  const plain = join(folder, 'plain.csv');
  await run('rejects', '--source', 'nps', '--no-bom', '--output', plain);
  expect(readFileSync(plain, 'utf8')).toBe(listed.stdout);
  await run('rejects', '--source', 'nps', '--output', plain);
  expect(readFileSync(plain, 'utf8')).toBe(`\ufeff${listed.stdout}`);
  expect(listed.stdout).toContain(
    // It may be one of the column that the mapping ignores.
    '1,march.csv,4,,too_many_fields,"7 fields, the header has 6",3;26.04.2024;8;Alles;;;[withheld]\n',
  );

  writeFileSync(rejects, listed.stdout.replace(';;;[withheld]\n', ';;\n'));
  expect(await run('import', rejects)).toMatchObject({ code: 0 });
  const none = await run('rejects', '--json');
  expect(JSON.parse(none.stdout)).toEqual({ rejects: [] });
  const again = await run(
    'import',
    join(surveys, 'march.csv'),
    '--mapping',
    'nps',
    '--source',
    'nps',
    '--json',
  );
  expect(JSON.parse(again.stdout)).toMatchObject({ read: 4, accepted: 0, duplicates: 3, changed: 0 });
  expect((await run('rejects', '--import', '99')).stderr).toContain('IMPORT_UNKNOWN');
  expect((await run('rejects', '--output', join(folder, 'no/such'))).stderr).toContain('FILE_UNWRITABLE');
});

test('the estimate of a dry run goes by earlier runs', async () => {
  const { url, database } = await testDatabase();
  await database.query(
    `with m as (insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
       values ('m', '1', 'h', 'feedback', 'fp32', 128, '{}', true) returning id)
     insert into verbatim.run (trigger, model_id, status, documents, analysed, started_at, finished_at)
     select 'run', id, 'done', 500, 500, now() - interval '10 seconds', now() from m`,
  );
  const args = ['import', '-', '--dry-run', '--json'];
  const text = `text\n${Array.from({ length: 100 }, (_, i) => `text ${i % 50}`).join('\n')}\n`;
  const { stdout } = await verbatim(args, { DATABASE_URL: url, REDIS_URL: '' }, text);
  // 50 new texts at 50 a second.
  expect(JSON.parse(stdout)).toMatchObject({ newDocuments: 50, analysisSeconds: 1 });
});

test('a run whose file is half rejected stops before the analysis, and goes on when told', async () => {
  const { url, database } = await testDatabase();
  const run = (...args: string[]) => verbatim(['run', ...args], { DATABASE_URL: url, REDIS_URL: '' });
  const file = join(folder, 'half.csv');
  const row = (i: number) => (i % 2 ? `${i},fine thing ${i},5\n` : `${i},too,wide,5\n`);
  writeFileSync(file, `id,text,rating\n${Array.from({ length: 40 }, (_, i) => row(i)).join('')}`);
  const stopped = await run(file);
  expect(stopped.code).toBe(3);
  expect(stopped.stderr).toContain('20 of 40 rows of');
  expect(stopped.stderr).toContain('REJECTS_TOO_MANY');
  expect(stopped.stderr).toContain('20 too_many_fields');
  const analyses = async () =>
    (await database.query('select count(*)::integer as n from verbatim.analysis')).rows[0].n;
  expect(await analyses()).toBe(0);
  expect((await run(file, '--allow-rejects')).code).toBe(3);
  expect(await analyses()).toBe(20);
});
