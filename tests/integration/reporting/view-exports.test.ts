import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { readableViews } from '../../../src/db/views/view-columns.ts';
import { fileAt, folderAt } from '../../../src/runs/exports/destination.ts';
import { exportNew, exportView, type ViewRequest } from '../../../src/runs/exports/export-view.ts';
import { addFeedback, addModel, addResults } from '../../support/data/rollup-rows.ts';
import { bucketServer } from '../../support/servers/bucket-server.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const AUTHOR = 'Wilhelmine Canary';
let made: Awaited<ReturnType<typeof makeDatabase>>;
let database: Database;
let folder: string;

beforeAll(async () => {
  made = await makeDatabase();
  database = made.database;
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 60, count: 2_500, tag: 'a' });
  await addFeedback(database, { source: 'app', first: '2026-02-01', days: 20, count: 40, tag: 'b' });
  await addResults(database, model);
  await database.query('update verbatim.feedback set author = $1', [AUTHOR]);
  await settle();
}, 600_000);
afterAll(() => made?.drop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-exports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** An export leaves rows of the last tenth of a second to the next one. */
const settle = () => database.query('select pg_sleep(0.2)');

const request = (view: string, more: Partial<ViewRequest> = {}): ViewRequest => ({
  ...{ view, format: 'ndjson', columns: null, source: null, period: null, smallCells: false, bom: false },
  shown: async () => {},
  ...more,
});

function toFile(file: string, environment = {}) {
  const { destination, name } = fileAt(file, environment);
  return {
    place: `${destination.place}/${name}`,
    write: (parts: AsyncIterable<Uint8Array>) => destination.write(name, parts),
  };
}

const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const idsOf = (rows: Record<string, unknown>[]) =>
  rows.map((row) => Number(row.feedback_id)).sort((a, b) => a - b);
const numbered = (file: number) => `feedback_analysis-${String(file).padStart(6, '0')}.ndjson`;

test('every view is written in every format, with the rows that SQL has and without authors', async () => {
  const views = await readableViews(database);
  expect(views.length).toBeGreaterThan(45);
  for (const { name } of views) {
    const { rows } = await database.query(`select count(*)::int as n from reporting.${name}`);
    for (const format of ['csv', 'ndjson', 'parquet'] as const) {
      const file = join(folder, `${name}.${format}`);
      const written = await exportView(database, request(name, { format }), toFile(file));
      expect(written.rows, `${name}.${format}`).toBe(rows[0].n);
      expect(statSync(file).size).toBe(written.bytes);
      expect(readFileSync(file).includes(AUTHOR), `${name}.${format}`).toBe(false);
    }
    expect(linesOf(`${name}.ndjson`).length).toBe(rows[0].n);
    const bytes = new Uint8Array(readFileSync(join(folder, `${name}.parquet`))).buffer;
    expect((await parquetReadObjects({ file: bytes })).length).toBe(rows[0].n);
  }
  expect(statSync(join(folder, 'feedback_analysis.csv')).mode & 0o777).toBe(0o600);
}, 600_000);

test('values are those of SQL', async () => {
  await exportView(database, request('feedback_analysis'), toFile(join(folder, 'all.ndjson')));
  const { rows } = await database.query(
    `select feedback_id::int, occurred_at, rating, attributes, text, sentiment, score, emotions
       from reporting.feedback_analysis order by 1`,
  );
  const lines = linesOf('all.ndjson').sort((a, b) => Number(a.feedback_id) - Number(b.feedback_id));
  for (const [at, { occurred_at, ...values }] of rows.entries()) {
    expect(lines[at]).toMatchObject(values);
    const time = lines[at]!.occurred_at as string | null;
    expect(time === null ? null : new Date(time)).toEqual(occurred_at);
  }
});

test('columns, source and period choose', async () => {
  const chosen = { columns: ['feedback_id', 'source'], source: 'app' };
  const period = { name: '', first: '2026-02-03', last: '2026-02-05' };
  await exportView(
    database,
    request('feedback_analysis', { ...chosen, period }),
    toFile(join(folder, 'a.ndjson')),
  );
  const { rows } = await database.query(
    `select id::int as feedback_id, source from verbatim.feedback where source = 'app'
        and (occurred_at at time zone 'UTC')::date between '2026-02-03' and '2026-02-05'`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(idsOf(linesOf('a.ndjson'))).toEqual(idsOf(rows));
  expect(Object.keys(linesOf('a.ndjson')[0]!)).toEqual(['feedback_id', 'source']);
  const work = toFile(join(folder, 'b.ndjson'));
  for (const [view, more, detail] of [
    ['model', { source: 'app' }, 'The view model has no column source'],
    ['theme', { columns: ['nmae'] }, 'The view theme has no column nmae'],
    ['model', { period }, 'The view model has no days'],
  ] as const) {
    await expect(exportView(database, request(view, more), work)).rejects.toThrow(detail);
  }
  await expect(exportView(database, request('sentiment_dayly'), work)).rejects.toThrow(
    'Did you mean sentiment_daily?',
  );
});

test('a file that breaks off leaves the one before, and nothing else', async () => {
  const file = join(folder, 'kept.ndjson');
  writeFileSync(file, 'before\n');
  const fault = new Error('the rows broke off');
  async function* parts() {
    yield Buffer.from('half');
    throw fault;
  }
  const { write } = toFile(file);
  await expect(write(parts())).rejects.toBe(fault);
  expect(readFileSync(file, 'utf8')).toBe('before\n');
  expect(readdirSync(folder)).toEqual(['kept.ndjson']);
  await expect(toFile(join(folder, 'none', 'a.csv')).write(parts())).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
  });
});

test('each export has what changed since the last one, once', async () => {
  const destination = await folderAt(join(folder, 'new'), {});
  folder = join(folder, 'new');
  const next = () => exportNew(database, request('feedback_analysis'), destination);
  const all = async () => {
    const { rows } = await database.query('select feedback_id from reporting.feedback_analysis');
    return idsOf(rows);
  };
  expect(await next()).toMatchObject({ file: numbered(1), rows: 2_540 });
  expect(await next()).toMatchObject({ file: null, rows: 0 });
  expect(idsOf(linesOf(numbered(1)))).toEqual(await all());

  // A transaction that began before an export and commits after it: its rows have the time at which it began.
  const late = await database.connect();
  await late.query('begin');
  await late.query('select now()');
  await addFeedback(database, { source: 'mail', first: '2026-03-01', days: 3, count: 10, tag: 'c' });
  await database.query(`update verbatim.feedback set created_at = now() where source = 'mail'`);
  await late.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint)
     select min(id), 999999, 'late', md5('late')::uuid, md5('late')::uuid from verbatim.import`,
  );
  await settle();
  const during = await next();
  await late.query('commit');
  late.release();
  await settle();
  await next();
  const files = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
  expect(during.rows).toBeLessThanOrEqual(10);
  expect(idsOf(files.flatMap(linesOf))).toEqual(await all());

  // Rows that change are written again.
  const [{ feedback_id: id }] = (
    await database.query('select min(feedback_id) as feedback_id from reporting.feedback_analysis')
  ).rows;
  await database.query(
    `insert into verbatim.handled (feedback_id, handled_by, note) values ($1, 'test', '=cmd')`,
    [id],
  );
  await settle();
  const changed = await next();
  expect(changed.rows).toBe(1);
  expect(linesOf(changed.file!)[0]).toMatchObject({ feedback_id: id, handled_note: '=cmd' });
});

test('an export that ended between its file and its mark is written again under the same name', async () => {
  const destination = await folderAt(folder, {});
  const next = () => exportNew(database, request('feedback_analysis', { source: 'app' }), destination);
  expect(await next()).toMatchObject({ file: numbered(1), rows: 40 });
  rmSync(join(folder, 'feedback_analysis.mark.json'));
  expect(await next()).toMatchObject({ file: numbered(1), rows: 40 });
  expect(readdirSync(folder).sort()).toEqual([numbered(1), 'feedback_analysis.mark.json']);
});

test('a mark of another export is refused, and a second export at the same time', async () => {
  const destination = await folderAt(folder, {});
  const next = (more: Partial<ViewRequest> = {}) =>
    exportNew(database, request('feedback_analysis', more), destination);
  await next();
  await expect(next({ format: 'csv' })).rejects.toThrow('in the format ndjson');
  await expect(next({ source: 'app' })).rejects.toThrow('of all sources');
  const mark = join(folder, 'feedback_analysis.mark.json');
  const text = readFileSync(mark, 'utf8');
  writeFileSync(mark, text.replace(/"database": "[^"]+"/, '"database": "1/2"'));
  await expect(next()).rejects.toThrow('of another database');
  writeFileSync(mark, '{');
  await expect(next()).rejects.toThrow('it is no mark of an export');
  writeFileSync(mark, text);
  await expect(exportNew(database, request('theme'), destination)).rejects.toMatchObject({
    code: 'EXPORT_NOT_INCREMENTAL',
  });

  const file = toFile(join(folder, 'a.ndjson'));
  const second = exportView(database, request('model'), {
    ...file,
    write: async (parts) => {
      await expect(exportView(database, request('model'), file)).rejects.toMatchObject({
        code: 'EXPORT_BUSY',
      });
      await file.write(parts);
    },
  });
  await expect(second).resolves.toMatchObject({ rows: 1 });
});

test('a bucket gets whole files, and keeps the mark', async () => {
  const { address, environment } = await bucketServer();
  const whole = toFile(address('night/model.ndjson'), environment);
  await exportView(database, request('model'), whole);
  const { destination, name } = fileAt(address('night/model.ndjson'), environment);
  expect(name).toBe('model.ndjson');
  expect(destination.place).not.toContain('secret');
  expect(JSON.parse((await destination.read(name))!)).toMatchObject({ name: 'first' });
  const prefix = await folderAt(address('comments'), environment);
  const next = () => exportNew(database, request('feedback_analysis', { source: 'app' }), prefix);
  expect(await next()).toMatchObject({ rows: 40 });
  expect(await next()).toMatchObject({ rows: 0, file: null });
  expect((await prefix.read(numbered(1)))!.trimEnd().split('\n').length).toBe(40);
  expect(await prefix.read('none')).toBeNull();
  expect(() => fileAt('s3://exports', environment)).toThrow(
    expect.objectContaining({ code: 'BUCKET_ADDRESS' }),
  );
});

test('small cells are hidden, unless they are asked for', async () => {
  const daily = async (smallCells: boolean) => {
    await exportView(database, request('sentiment_daily', { smallCells }), toFile(join(folder, 'd.ndjson')));
    return linesOf('d.ndjson');
  };
  await database.query(
    `insert into verbatim.rollup_day (day, dated, source, model_id, attribute, value, feedback, analysed, negative)
     select '2026-01-05', true, 'few', id, '', '', 3, 3, 2 from verbatim.model`,
  );
  const [hidden] = (await daily(false)).filter(({ source }) => source === 'few');
  expect(hidden).toMatchObject({ n: null, negative: null, hidden_reason: 'fewer than 10 people' });
  const [shown] = (await daily(true)).filter(({ source }) => source === 'few');
  expect(shown).toMatchObject({ n: 3, negative: 2, hidden_reason: null });
});

test('comments whose results are written are told to the access log', async () => {
  const shown: (readonly number[] | null)[] = [];
  const log = { shown: async (ids: readonly number[] | null) => void shown.push(ids) };
  await exportView(
    database,
    request('feedback_analysis', { ...log, source: 'app' }),
    toFile(join(folder, 'a.ndjson')),
  );
  expect(shown.flat()).toEqual(linesOf('a.ndjson').map((row) => row.feedback_id));
  const columns = { columns: ['text'] };
  await exportView(
    database,
    request('feedback_analysis', { ...log, ...columns }),
    toFile(join(folder, 'a.ndjson')),
  );
  expect(shown.at(-1)).toBeNull();
  const before = shown.length;
  await exportView(database, request('sentiment_daily', log), toFile(join(folder, 'a.ndjson')));
  expect(shown.length).toBe(before);
});
