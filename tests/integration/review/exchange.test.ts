import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { importLabels } from '../../../src/ingest/labels/label-import.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { storedId } from '../../../src/privacy/tombstone-macs.ts';
import { verbatim } from '../../support/cli.ts';
import { labelShop, TOOLS } from '../../support/data/label-shop.ts';
import { KEYRING } from '../../support/data/masking.ts';
import { addDraw } from '../../support/data/review.ts';
import { testDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-exchange-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | object) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const labelsOf = async (database: Database) => {
  const { rows } = await database.query(
    `select f.external_id as id, l.task, l.value, l.labeller, l.imported_from as "from", l.start_offset as start,
            l.document_id = f.document_id as "ofText", m.name as model, l.model_value as "modelValue", l.reason
       from verbatim.label l join verbatim.feedback f on f.id = l.feedback_id left join verbatim.model m on m.id = l.model_id
      order by f.external_id, l.start_offset nulls first, l.labeller`,
  );
  return rows;
};
const said = async (database: Database) =>
  (await labelsOf(database)).map(({ id, labeller, value }) => `${id} ${labeller}: ${value}`);
const exporting =
  (url: string) =>
  async (format: string, output: string, ...flags: string[]) => {
    const path = join(folder, output);
    const env = { DATABASE_URL: url, REDIS_URL: '' };
    const ended = await verbatim(['label', 'export', '--format', format, '--output', path, ...flags], env);
    expect(ended.code, ended.stderr).toBe(0);
    return { path, text: readFileSync(path, 'utf8'), ...ended };
  };

test('an export is what the tools have taken, and only its owner can read it', async () => {
  const { database, url } = await testDatabase();
  await labelShop(database);
  const run = exporting(url);
  const open = written('tasks', '');
  chmodSync(open, 0o644);
  const tasks = await run('label-studio', 'tasks', '--unlabelled');
  expect(statSync(tasks.path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(tasks.text)).toEqual(JSON.parse(readFileSync(join(TOOLS, 'tasks.json'), 'utf8')));
  expect(tasks.stdout).toBe(`${tasks.path}: 6 comments.\n`);
  expect(tasks.stderr).toBe('');
  const records = await run('argilla', 'records', '--unlabelled');
  expect(JSON.parse(records.text)).toEqual(JSON.parse(readFileSync(join(TOOLS, 'records.json'), 'utf8')));
  expect((await run('argilla', 'none')).text).toBe('[]\n');
});

test('a label finds its comment by the id as written, though the id is stored as a pseudonym', async () => {
  const { database } = await testDatabase();
  await importFile(database, {
    file: written('ids.csv', 'id,text\nann@example.org,Fine\n7,Bad\n'),
    source: 'shop',
    keyring: KEYRING,
  });
  const file = written(
    'by-id.csv',
    'id,label\nann@example.org,positive\n7,negative\nbob@example.org,mixed\n',
  );
  expect(await importLabels(database, file, {})).toMatchObject({ added: 1 });
  const keyed = await importLabels(database, file, { keyring: KEYRING });
  expect(keyed).toMatchObject({ added: 1, unchanged: 1, rejects: [{ line: 4, reason: 'unknown_feedback' }] });
  const { rows } = await database.query(
    'select external_id as id, value from verbatim.label join verbatim.feedback f on f.id = feedback_id order by f.id',
  );
  expect(rows).toEqual([
    { id: storedId(KEYRING, 'ann@example.org'), value: 'positive' },
    { id: '7', value: 'negative' },
  ]);
});

describe('what people said in a tool comes back once', () => {
  const BY_ONE = ['c-1 P: positive', 'c-2 P: negative', 'c-3 P: neutral', 'c-4 P: neutral', 'c-5 P: mixed'];

  test('Label Studio, JSON and JSON-MIN', async () => {
    const { database } = await testDatabase();
    await labelShop(database);
    const first = await importLabels(database, join(TOOLS, 'label-studio.json'), {});
    // The fourth was labelled twice by one person, the sixth was skipped.
    expect(first).toMatchObject({
      format: 'label-studio',
      read: 6,
      added: 5,
      changed: 0,
      skipped: 1,
      rejects: [],
    });
    expect(first.otherQuestions).toEqual(['spam']);
    const stored = await labelsOf(database);
    const person = stored[0].labeller;
    expect((await said(database)).map((it) => it.replace(person, 'P'))).toEqual(BY_ONE);
    expect(stored[1]).toMatchObject({
      ...{ from: 'label-studio', ofText: true, model: 'stub', modelValue: 'negative', task: 'sentiment' },
    });
    const again = await importLabels(database, join(TOOLS, 'label-studio.json'), {});
    expect(again).toMatchObject({ read: 6, added: 0, changed: 0, unchanged: 6 });
    expect(await labelsOf(database)).toEqual(stored);
  });

  test('Label Studio, JSON-MIN alone', async () => {
    const { database } = await testDatabase();
    await labelShop(database);
    const file = join(TOOLS, 'label-studio-min.json');
    expect(await importLabels(database, file, {})).toMatchObject({ added: 5, rejects: [] });
    const person = (await labelsOf(database))[0].labeller;
    expect((await said(database)).map((it) => it.replace(person, 'P'))).toEqual(BY_ONE);
    expect(await importLabels(database, file, {})).toMatchObject({ added: 0, changed: 0 });
  });

  test('Argilla, nested, flat and as rows', async () => {
    const { database } = await testDatabase();
    await labelShop(database);
    const flat = await importLabels(database, join(TOOLS, 'argilla-flat.json'), {});
    // A draft and a discarded response are no labels.
    expect(flat).toMatchObject({ format: 'argilla', added: 7, skipped: 2, maybeDrafts: false, rejects: [] });
    const [ann, bob] = [
      'argilla 11111111-1111-4111-8111-111111111111',
      'argilla 22222222-2222-4222-8222-222222222222',
    ];
    expect(await said(database)).toEqual([
      ...[`c-1 ${ann}: positive`, `c-1 ${bob}: positive`, `c-2 ${ann}: negative`, `c-2 ${bob}: neutral`],
      ...[`c-3 ${ann}: neutral`, `c-4 ${ann}: negative`, `c-5 ${ann}: mixed`],
    ]);
    const rows = await importLabels(database, join(TOOLS, 'argilla-rows.jsonl'), {});
    expect(rows).toMatchObject({ added: 0, changed: 0, unchanged: 7, skipped: 2 });
    // The nested form does not say what is a draft.
    const nested = await importLabels(database, join(TOOLS, 'argilla.json'), {});
    expect(nested).toMatchObject({ added: 2, unchanged: 7, maybeDrafts: true });
  });
});

test('a CSV export comes back with sentences and reasons, and an empty cell is no label', async () => {
  const { database, url } = await testDatabase();
  const ids = await labelShop(database);
  const run = exporting(url);
  const open = await run('csv', 'open.csv', '--unlabelled');
  expect(open.text).toContain(`,'=SUM(A1:A9) is what the page showed,`);
  expect(await importLabels(database, open.path, {})).toMatchObject({ read: 0, skipped: 6, rejects: [] });
  const [header, ...lines] = open.text.replace('\uFEFF', '').trimEnd().split('\n');
  expect(header).toMatch(/^verbatim_id,text_id,source,external_id,task,label,labeller,/);
  const filled = written(
    'filled.csv',
    [header, lines[0]!.replace(',,,,,,', ',positive,=ann,,,why not,')].join('\n'),
  );
  expect(await importLabels(database, filled, {})).toMatchObject({ added: 1, rejects: [] });

  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id, start_offset, end_offset)
     select id, 'sentiment', 'negative', 'bob', 'page', document_id, 33, 45 from verbatim.feedback where id = $1`,
    [ids.get('c-2')],
  );
  const labelled = await run('csv', 'labelled.csv');
  expect(labelled.stdout).toContain('2 comments, 2 labels');
  expect(labelled.text).toContain(',33,45,,Never again.,');
  const before = await labelsOf(database);
  expect(before[0]).toMatchObject({ labeller: '=ann', reason: 'why not', model: 'stub', from: 'filled.csv' });
  expect(await importLabels(database, labelled.path, {})).toMatchObject({
    added: 0,
    changed: 0,
    unchanged: 2,
  });
  await database.query('delete from verbatim.label');
  expect(await importLabels(database, labelled.path, {})).toMatchObject({ added: 2, rejects: [] });
  const kept = ({ from: _, ...label }: { from: string }) => label;
  expect((await labelsOf(database)).map(kept)).toEqual(before.map(kept));
  expect((await run('label-studio', 'left.json')).stdout).toContain(
    '1 label of sentences are not in the file',
  );
});

test('random comments of a draw go out without the answer of the model, until they are labelled', async () => {
  const { database, url } = await testDatabase();
  const ids = await labelShop(database);
  const run = exporting(url);
  const sample = await addDraw(database, [ids.get('c-3')!, ids.get('c-1')!]);
  const queue = await addDraw(database, [ids.get('c-2')!], { kind: 'queue', reasons: ['least certain'] });
  const blind = await run('label-studio', 'blind.json', '--draw', String(sample));
  expect(
    JSON.parse(blind.text).map(({ data }: { data: { external_id: string } }) => data.external_id),
  ).toEqual([...['c-3', 'c-1']]);
  expect(blind.text).not.toMatch(/model|prediction|neutral|positive/);
  expect(blind.stdout).toContain("Without the model's answer: 2 random comments");
  expect((await run('csv', 'blind.csv', '--draw', String(sample))).text).not.toMatch(/stub 1/);
  const [shown] = JSON.parse((await run('argilla', 'queue.json', '--draw', String(queue))).text);
  expect(shown.suggestions.sentiment.value).toBe('negative');

  const [task] = JSON.parse(blind.text);
  const choice = {
    type: 'choices',
    from_name: 'sentiment',
    to_name: 'text',
    value: { choices: ['Neutral'] },
  };
  const answered = written('blind-done.json', [
    { ...task, annotations: [{ id: 1, completed_by: { email: 'ann@example.org' }, result: [choice] }] },
  ]);
  expect(await importLabels(database, answered, {})).toMatchObject({ added: 1, rejects: [] });
  expect(await said(database)).toEqual(['c-3 ann@example.org: neutral']);
  const { rows } = await database.query(
    'select done_at is not null as done from verbatim.review_item order by id',
  );
  expect(rows.map(({ done }) => done)).toEqual([true, false, false]);
  expect((await run('label-studio', 'after.json', '--draw', String(sample))).text).toContain('"predictions"');
  const left = JSON.parse(
    (await run('label-studio', 'left.json', '--draw', String(sample), '--unlabelled')).text,
  );
  expect(left.length).toBe(1);
  const env = { DATABASE_URL: url, REDIS_URL: '' };
  const unknown = await verbatim(['label', 'export', '--draw', '99', '--output', join(folder, 'x')], env);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('[LABEL_DRAW_UNKNOWN]')]);
});

test('what cannot be stored is listed with its place, and nothing of the file is repeated', async () => {
  const { database } = await testDatabase();
  await labelShop(database);
  const tasks = JSON.parse(readFileSync(join(TOOLS, 'tasks.json'), 'utf8'));
  const choose = (from_name: unknown, ...choices: unknown[]) => ({
    type: 'choices',
    from_name,
    value: { choices },
  });
  const by = (...result: unknown[]) => [{ completed_by: 7, result }];
  const task = (data: object, annotations: unknown) => ({ data: { ...tasks[0].data, ...data }, annotations });
  const label = choose('sentiment', 'negative');
  const lines = [
    task({}, by(label)),
    task({ verbatim_id: '00000000-0000-4000-8000-000000000000' }, by(label)),
    task({ verbatim_id: "x'; drop table label" }, by(label)),
    task({ verbatim_id: null, external_id: null }, by(label)),
    task({ source: 'other' }, by(label)),
    task({ text_id: 't0000000000000000' }, by(label)),
    task({}, by(choose('sentiment', 'SECRET'))),
    task({}, by(choose('sentiment', 'negative', 'positive'))),
    task({}, by(choose('topic_00000000-0000-4000-8000-000000000000', 'yes'))),
    task({}, 'SECRET'),
    task({}, ['SECRET']),
    task({}, [{ completed_by: 7, result: 'SECRET' }]),
    task({}, [{ completed_by: 'rule of law', result: [label] }]),
    task({}, by(choose({ SECRET: 1 }, 'negative'), choose('SECRET', 'yes'), 'SECRET', null)),
    { id: 3, data: 'SECRET', annotations: [] },
    task({ verbatim_id: tasks[1].data.verbatim_id, text_id: null }, by(choose('toxicity', 'Toxic'))),
  ];
  const file = written('rejects.ndjson', lines.map((it) => JSON.stringify(it)).join('\n'));
  const done = await importLabels(database, file, {});
  expect(done.rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    ...[
      '2 unknown_feedback',
      '3 no_id',
      '4 no_id',
      '5 unknown_feedback',
      '6 text_changed',
      '7 label_unknown',
    ],
    ...['8 no_label', '9 task_unknown', '10 unreadable', '11 unreadable', '12 unreadable'],
    ...['13 labeller_invalid', '15 unreadable'],
  ]);
  expect(JSON.stringify(done.rejects)).not.toContain('SECRET');
  expect(await said(database)).toEqual(['c-1 label-studio 7: negative', 'c-2 label-studio 7: yes']);
});

test('a task of another topic, a project of their own, and a comment that was changed meanwhile', async () => {
  const { database } = await testDatabase();
  await labelShop(database);
  const { rows } = await database.query(
    `insert into verbatim.topic (key, name, description) values ('fit', 'Fit', 'Whether it fits.') returning id`,
  );
  const choose = (from_name: string, choice: string) => [
    { completed_by: 1, result: [{ type: 'choices', from_name, value: { choices: [choice] } }] },
  ];
  const own = written('own.json', [
    { data: { id: 'c-1', body: 'theirs' }, annotations: choose('mood', 'Positive') },
    { data: { id: 'c-2', body: 'theirs' }, annotations: choose(`topic_${rows[0].id}`, 'yes') },
    { data: { id: 'c-3' }, annotations: choose('topic_fit', 'no') },
  ]);
  expect(await importLabels(database, own, { source: 'shop' })).toMatchObject({
    added: 2,
    otherQuestions: ['mood'],
  });
  expect(await importLabels(database, own, { source: 'shop', question: 'mood' })).toMatchObject({ added: 1 });
  expect((await labelsOf(database)).map(({ id, task, ofText }) => [id, task, ofText])).toEqual([
    ['c-1', 'sentiment', null],
    ['c-2', `topic ${rows[0].id}`, null],
    ['c-3', `topic ${rows[0].id}`, null],
  ]);
  const changed = written('changed.csv', 'id,text,rating\nc-1,Not sick at all,1\nc-2,Same,1\n');
  await importFile(database, { file: changed, source: 'shop', update: true });
  const late = await importLabels(database, join(TOOLS, 'label-studio.json'), {});
  expect(late.rejects.map(({ reason }) => reason)).toEqual(['text_changed', 'text_changed']);
});

describe('hostile files give a clear error', () => {
  const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`;
  const task = (inner: string) => `[{"data":{"verbatim_id":"x"},"annotations":${inner}}]`;
  const OBJECTS = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
  const says = (text: string) => expect.stringContaining(text);
  test.each<[name: string, content: string, expected: object]>([
    ['lists in lists', task(deep(9_000)), { code: 'FILE_CORRUPT', message: says('deeper than 100') }],
    ['deeper lists', task(deep(100_000)), { code: 'FILE_CORRUPT' }],
    ['objects in objects', task(OBJECTS), { code: 'FILE_CORRUPT', message: says('deeper than 100') }],
    ['a deep one of two', `${task(OBJECTS).slice(0, -1)},${task('[]').slice(1)}`, { rejects: [{ line: 1 }] }],
    ['a cut file', task('[{"result":[').slice(0, -2), { code: 'FILE_CORRUPT' }],
    ['one object', '{\n"data":{},\n"annotations":[]}\n', { code: 'FILE_NOT_TEXT' }],
    ['numbers', '[1,2,3]', { code: 'LABELS_INVALID' }],
    ['nothing asked', '[{"a":1}]', { code: 'LABELS_INVALID' }],
    ['a huge record', task(`["${'x'.repeat(20_000_000)}"]`), { code: 'FILE_CORRUPT' }],
    [
      'keys of prototypes',
      '[{"_server_id":null,"id":"c-1","fields":{"text":"a"},"metadata":{"__proto__":{"source":"shop"}},"responses":{"__proto__":[{"value":"negative"}],"sentiment":7}}]',
      { read: 1, rejects: [{ reason: 'unreadable' }] },
    ],
  ])('%s', async (name, content, expected) => {
    const { database } = await testDatabase();
    const file = written(`${name}.json`, content);
    const outcome = await importLabels(database, file, { source: 'shop' }).catch((error: unknown) => error);
    expect(outcome).toMatchObject(expected);
    const { rows } = await database.query('select from verbatim.label');
    expect(rows).toEqual([]);
  });
});
