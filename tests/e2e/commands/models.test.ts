import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { PARITY_FIXTURES } from '../../support/models/parity.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const LONG = `${'The order was fine and the parcel was good. '.repeat(3_000)}But the refund was late and it was awful.`;
const CSV = `id,text,rating
1,"Very good, I love it!",5
2,Awful and late.,1
3,"${LONG}",2
`;

/** Models of one's own, from the command line. */
describe('models', () => {
  let folder: string;
  let file: string;
  let env: Record<string, string>;
  let made: Awaited<ReturnType<typeof makeDatabase>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'verbatim-models-'));
    file = join(folder, 'feedback.csv');
    writeFileSync(file, CSV);
    made = await makeDatabase();
    env = { DATABASE_URL: made.url, REDIS_URL: '' };
  });
  afterAll(async () => {
    await made.drop();
    rmSync(folder, { recursive: true, force: true });
  });
  const query = async (sql: string) => (await made.database.query(sql)).rows;

  test('run --model writes the labels of a classification folder, and shows them', async () => {
    const model = join(FIXTURES, 'tiny-classifier');
    const { code, stdout } = await verbatim(['run', file, '--source', 'shop', '--model', model], env);
    expect(code).toBe(0);
    expect(stdout).toContain('complaint');
    expect(stdout).toContain('3 new comments, 3 new analyses.');
    const rows = await query(
      `select external_id, label, probability, tokens, windows, truncated, model_name, model_active
         from reporting.feedback_label order by external_id`,
    );
    expect(rows).toMatchObject([
      { external_id: '1', label: 'praise', windows: 1, truncated: false, model_active: true },
      { external_id: '2', label: 'complaint', windows: 1, truncated: false },
      { external_id: '3', truncated: false, model_name: 'tiny-classifier' },
    ]);
    expect(rows[2]!.tokens).toBeGreaterThan(25_000);
    expect(rows[2]!.windows).toBeGreaterThan(400);
  });

  test('another model over the same feedback leaves the rows of the first', async () => {
    const before = await query('select * from verbatim.analysis order by document_id');
    const model = join(PARITY_FIXTURES, 'cls-bert');
    const { code, stdout } = await verbatim(
      ['run', file, '--source', 'shop', '--model', model, '--json'],
      env,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 0, duplicates: 3, analysed: 3 });
    const rows = await query('select * from verbatim.analysis order by model_id, document_id');
    expect(rows.slice(0, 3)).toEqual(before);
    expect(rows).toHaveLength(6);
  });

  test('model list shows both; activate turns back by name, without running anything again', async () => {
    const list = async () => (await verbatim(['model', 'list', '--json'], env)).stdout;
    const active = async () =>
      (JSON.parse(await list()) as { name: string; active: boolean }[])
        .filter((it) => it.active)
        .map((it) => it.name);
    expect(await active()).toEqual(['cls-bert']);
    const { code, stdout } = await verbatim(['model', 'activate', 'tiny-classifier'], env);
    expect(code).toBe(0);
    expect(stdout).toContain('is active for classification');
    expect(await active()).toEqual(['tiny-classifier']);
    const people = await verbatim(['model', 'list'], env);
    expect(people.stdout).toMatch(/^\* +classification +tiny-classifier/m);
  });

  test('model add checks and records without activating; an unknown name is an error', async () => {
    const added = await verbatim(['model', 'add', join(PARITY_FIXTURES, 'cls-electra')], env);
    expect(added).toMatchObject({ code: 0 });
    const [row] = await query(
      `select active, checked_at is not null as checked from verbatim.model where name = 'cls-electra'`,
    );
    expect(row).toEqual({ active: false, checked: true });
    const unknown = await verbatim(['model', 'activate', 'no-such-model'], env);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('MODEL_UNKNOWN') });
    expect(unknown.stderr).toContain('tiny-classifier');
  });

  test('a broken model and a refused precision change nothing', async () => {
    const count = 'select count(*) from verbatim.feedback';
    const [before] = await query(count);
    writeFileSync(join(folder, 'more.csv'), 'id,text\n9,Something new.\n');
    const more = join(folder, 'more.csv');
    const broken = await verbatim(['run', more, '--model', join(FIXTURES, 'broken-models/no-graph')], env);
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('lacks onnx/model.onnx') });
    expect(await query(count)).toEqual([before]);
    const cls = join(PARITY_FIXTURES, 'cls-bert');
    const refused = await verbatim(['model', 'add', cls, '--precision', 'int8'], env);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('MODEL_PRECISION_REFUSED') });
    const checked = await verbatim(['model', 'check', cls, '--precision', 'int8'], env);
    expect(checked).toMatchObject({ code: 5, stdout: expect.stringContaining('refused') });
  });

  test('a period is judged again by another model: no other feedback, and the rows of the first stay', async () => {
    const dated = join(folder, 'dated.csv');
    const days = ['01-31T23:59:59Z', '02-01', '02-28T23:59:59Z', '03-01', ''];
    const rows = days.map((day, i) => `d${i},Comment number ${i} is good.,${day && `2026-${day}`}`);
    // Said once inside of the period and once outside.
    rows.push('d5,Said in two months.,2026-01-15', 'd6,Said in two months.,2026-02-15');
    writeFileSync(dated, `id,text,created_at\n${rows.join('\n')}\n`);
    expect(await verbatim(['import', dated, '--source', 'dated'], env)).toMatchObject({ code: 0 });
    const others = `select * from verbatim.analysis where model_id not in (select id from verbatim.model where name = 'cls-electra') order by model_id, document_id`;
    const before = await query(others);
    const period = ['--since', '2026-02-01', '--until', '2026-03-01'];
    const found = await verbatim(
      ['analyze', ...period, '--model', join(PARITY_FIXTURES, 'cls-electra')],
      env,
    );
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('3 documents analysed') });
    const judged = await query(
      `select d.text from verbatim.analysis a join verbatim.document d on d.id = a.document_id
         join verbatim.model m on m.id = a.model_id where m.name = 'cls-electra' order by d.text`,
    );
    expect(judged.map(({ text }) => text)).toEqual([
      'Comment number 1 is good.',
      'Comment number 2 is good.',
      'Said in two months.',
    ]);
    expect(await query(others)).toEqual(before);
    expect(await query("select active from verbatim.model where name = 'cls-electra'")).toEqual([
      { active: false },
    ]);
  });

  test('of a text of 30,000 words the embedded model reads all, to the last sentence', async () => {
    const words = LONG.split(' ').length;
    expect(words).toBeGreaterThan(27_000);
    const model = join(import.meta.dirname, '../../../models/verbatim-multilingual');
    expect(await verbatim(['analyze', '--model', model], env)).toMatchObject({ code: 0 });
    const [row] = await query(
      `select a.windows, a.truncated, a.tokens, d.characters, max(s.end_offset) as last,
              (array_agg(substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) order by s.ordinal desc))[1] as sentence,
              (array_agg(s.sentiment order by s.ordinal desc))[1] as sentiment, sum(s.tokens) as segment_tokens
         from verbatim.analysis a join verbatim.document d on d.id = a.document_id
         join verbatim.segment s using (document_id, model_id)
        where d.characters > 1000 group by a.document_id, a.model_id, d.id`,
    );
    expect(row).toMatchObject({
      truncated: false,
      sentence: 'But the refund was late and it was awful.',
      sentiment: 'negative',
    });
    expect(row!.windows).toBeGreaterThan(100);
    expect(row!.last).toBe(row!.characters);
    expect(Number(row!.segment_tokens)).toBe(row!.tokens);
  });
});
