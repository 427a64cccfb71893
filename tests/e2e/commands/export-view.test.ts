import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { addFeedback, addModel, addResults } from '../../support/data/rollup-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';

let made: Awaited<ReturnType<typeof makeDatabase>>;
let folder: string;
let owner: Record<string, string>;
let reader: Record<string, string>;
const LOGIN = `verbatim_export_reader_${process.pid}`;

beforeAll(async () => {
  made = await makeDatabase();
  const { database } = made;
  folder = mkdtempSync(join(tmpdir(), 'verbatim-export-'));
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 60, count: 30, tag: 'a' });
  await addResults(database, model);
  await database.query(
    `insert into verbatim.rollup_day (day, dated, source, model_id, attribute, value, feedback, analysed, negative)
     select '2026-01-05', true, source, $1, '', '', n, n, 2 from (values ('few', 3), ('many', 30)) v (source, n)`,
    [model],
  );
  await database.query(`create role ${LOGIN} login password 'export-test' in role verbatim_reader`);
  const address = new URL(made.url);
  owner = { DATABASE_URL: made.url, REDIS_URL: '' };
  [address.username, address.password] = [LOGIN, 'export-test'];
  reader = { DATABASE_URL: address.href, REDIS_URL: '' };
}, 300_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await made.database.query(`drop role ${LOGIN}`);
  await made.drop();
});

test('a reader exports counts without small cells, and no comments', async () => {
  for (const flags of [[], ['--small-cells']]) {
    const { code, stdout } = await verbatim(
      ['export', 'sentiment_daily', '--columns', 'source,n,hidden_reason', ...flags],
      reader,
    );
    expect(code).toBe(0);
    expect(stdout.split('\n').sort()).toEqual([
      '',
      'few,,fewer than 10 people',
      'many,30,',
      'source,n,hidden_reason',
    ]);
  }
  const refused = await verbatim(['export', 'feedback_analysis'], reader);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`The login ${LOGIN} can read no view feedback_analysis.`);
  expect(refused.stdout).toBe('');
  const listed = await verbatim(['export', '--list', '--json'], reader);
  const names = JSON.parse(listed.stdout).map(({ name }: { name: string }) => name);
  expect(names).toContain('sentiment_daily');
  expect(names).not.toContain('feedback_analysis');
  const next = await verbatim(['export', 'model_change', '--new', '--to', join(folder, 'reader')], reader);
  expect(next.code, next.stderr).toBe(0);
});

test('the owner exports comments to a folder, and the access log has them', async () => {
  const to = join(folder, 'comments');
  const args = ['export', 'feedback_analysis', '--new', '--format', 'csv', '--to', to];
  const first = await verbatim([...args, '--json'], owner);
  expect(first.code, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({
    file: 'feedback_analysis-000001.csv',
    rows: 30,
    format: 'csv',
  });
  const second = await verbatim(args, owner);
  expect(second.stdout).toBe('feedback_analysis: nothing new since the last export.\n');
  expect(readdirSync(to).sort()).toEqual(['feedback_analysis-000001.csv', 'feedback_analysis.mark.json']);
  const { rows } = await made.database.query(
    `select what, place, cardinality(feedback_ids) as n from verbatim.access_log`,
  );
  expect(rows).toEqual([{ what: 'export', place: 'verbatim export feedback_analysis', n: 30 }]);
});

test('the ending names the format', async () => {
  const file = join(folder, 'model.PARQUET');
  expect((await verbatim(['export', 'model', '--to', file], owner)).stdout).toBe('model.PARQUET: 1 row\n');
  expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1');
});

test.each([
  [['--format', 'csv'], 'Name a view: verbatim export VIEW.'],
  [['model', '--format', 'parquet'], 'Parquet is not for a terminal'],
  [['model', '--format', 'json'], 'A view has no format json'],
  [['model', '--new'], '--new needs a folder'],
  [['model', '--new', '--to', 'a.csv'], '--new writes a file each time'],
  [['model', '--json'], '--json needs --to'],
  [['model', '--bom', '--format', 'ndjson'], 'A byte order mark is for CSV'],
  [['model', '--author', 'x'], '--author is for exports without a view'],
  [['model', '--output', 'x'], 'Name the file of a view with --to'],
  [['model', '--period', 'zz'], 'zz is not a period'],
  [['model', '--to', 's3://bucket'], 'The address of a bucket cannot be read.'],
  [['model', '--to', 's3://me:secret@bucket/a.csv'], 'A secret is written in clear'],
])('export %j is refused', async (args, detail) => {
  const { code, stderr, stdout } = await verbatim(['export', ...args], owner);
  expect(code).toBe(2);
  expect(stderr).toContain(detail);
  expect(stderr).not.toContain('me:secret');
  // With --json the error is a document.
  if (!args.includes('--json')) expect(stdout).toBe('');
});
