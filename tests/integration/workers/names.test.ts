import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { mergeSource } from '../../../src/db/imports/sources.ts';
import { agreeOnKeys } from '../../../src/db/privacy/keys.ts';
import { readOriginals } from '../../../src/db/privacy/originals.ts';
import { changeRules } from '../../../src/db/privacy/rules.ts';
import { activateModel, recordModel } from '../../../src/db/results/models.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { modelRecord, readServedModel } from '../../../src/inference/model/served-model.ts';
import { fingerprinter, identityOfRow } from '../../../src/ingest/columns/identity.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { openKeyring } from '../../../src/privacy/keyring.ts';
import type { RuleChanges } from '../../../src/privacy/source-rules.ts';
import { keyedIdentity } from '../../../src/privacy/tombstone-macs.ts';
import { undoImport } from '../../../src/runs/imports/undo.ts';
import { analyseBatch, type BatchParts } from '../../../src/workers/analyse-batch.ts';
import { maskTranslations } from '../../../src/workers/named-translations.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';
import { namedModel } from '../../support/models/named-model.ts';
import { testDatabase } from '../../support/servers/database.ts';

let named: Awaited<ReturnType<typeof namedModel>>;
let engine: Engine;
let plain: Engine;
beforeAll(async () => {
  named = await namedModel({
    Anna: 'PER',
    Maria: 'PER',
    Schmidt: 'PER',
    Kevin: 'PER',
    Paris: 'LOC',
    Alex: 'PER',
  });
  const options = { device: 'cpu', sessions: 2, tokenBudget: 1024 };
  engine = await openEngine(await readServedModel(named.folder, { fast: true }), options);
  plain = await openEngine(await readServedModel(MODEL_FOLDER, { fast: true }), options);
});
afterAll(async () => {
  await engine.close();
  await plain.close();
  named.remove();
});

const keyring = openKeyring([Buffer.alloc(32, 7)]);

/** Sources with their comments and rules. */
async function setUp(
  sources: Readonly<Record<string, { readonly texts: readonly string[]; readonly rules?: RuleChanges }>>,
  own: Engine = engine,
) {
  const { url } = await testDatabase();
  const database = await openDatabase(url, { connections: 10, name: 'tests' });
  onTestFinished(() => database.end());
  await agreeOnKeys(database, keyring);
  const read = (source: string, texts: readonly string[]) =>
    importFile(database, {
      ...{ file: `${source}.csv`, source, keyring },
      input: Readable.from([`text\n${texts.map((text) => `"${text}"`).join('\n')}\n`]),
    });
  for (const [source, { texts, rules }] of Object.entries(sources)) {
    if (rules) await changeRules(database, source, rules);
    if (texts.length > 0) await read(source, texts);
  }
  const modelId = await recordModel(database, modelRecord(own.model));
  await activateModel(database, modelId);
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.run (trigger, model_id) values ('test', $1) returning id`,
    [modelId],
  );
  const runId = rows[0]!.id;
  const parts = {
    database,
    engine: own,
    names: { open: async (): Promise<Engine | null> => engine },
    keyring,
  };
  const analyse = (other: Partial<BatchParts> = {}) =>
    analyseBatch({ ...parts, ...other }, { runId, modelId, from: 1, to: 2 ** 40 });
  const run = async () =>
    (await database.query('select analysed, failed, masked from verbatim.run where id = $1', [runId]))
      .rows[0]!;
  return { database, read, analyse, run, modelId, runId };
}

/** `source: text` of every comment, sorted. */
async function texts(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ line: string }>(
    `select f.source || ': ' || d.text as line from verbatim.feedback f join verbatim.document d on d.id = f.document_id`,
  );
  return rows.map(({ line }) => line).sort();
}

/** Tables that hold any of the words. */
async function tablesWith(database: Database, words: RegExp): Promise<string[]> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema = 'verbatim' and table_type = 'BASE TABLE' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
    if (rows.some(({ row }) => words.test(row))) found.push(name);
  }
  return found;
}

/** Documents without a result, and results whose segments lie outside of their texts. */
async function faults(database: Database, modelId: number) {
  const { rows } = await database.query(
    `select (select count(*) from verbatim.document d
              where not exists (select from verbatim.analysis a where a.document_id = d.id and a.model_id = $1)
                and not exists (select from verbatim.failure f where f.document_id = d.id and f.model_id = $1)) as missing,
            (select count(*) from verbatim.segment s join verbatim.document d on d.id = s.document_id
              where s.end_offset > d.characters) as outside,
            (select count(*) from verbatim.document d
              where not exists (select from verbatim.feedback f where f.document_id = d.id)) as orphans`,
    [modelId],
  );
  return rows[0]!;
}
const NONE = { missing: 0, outside: 0, orphans: 0 };

test('names are masked before anything of a text is stored; comments that look alike then stay apart', async () => {
  const { database, analyse, run, modelId } = await setUp({
    shop: {
      texts: [
        'Anna Schmidt was kind.',
        'Kevin was kind.',
        'It works.',
        "Maria's help in Paris, thanks Anna!",
        'Anna',
      ],
    },
  });
  expect(await analyse()).toMatchObject({ changed: 0 });
  expect(await texts(database)).toEqual([
    'shop: It works.',
    'shop: [person]',
    'shop: [person] was kind.',
    'shop: [person] was kind.',
    "shop: [person]'s help in Paris, thanks [person]!",
  ]);
  expect(await tablesWith(database, /Anna|Schmidt|Kevin|Maria/)).toEqual([]);
  // Two comments share a text; a text of masks alone says nothing.
  expect(await run()).toEqual({ analysed: 3, failed: 1, masked: { person: 5 } });
  expect(await faults(database, modelId)).toEqual(NONE);
  await analyse();
  expect(await run()).toEqual({ analysed: 3, failed: 1, masked: { person: 5 } });
});

test('a masked text keeps the number of its document, whichever batch ends first', async () => {
  const { database, analyse } = await setUp({
    shop: { texts: ['Anna was late.', 'It works.', 'Maria was kind.'] },
  });
  const numbers = async () =>
    (
      await database.query<{ line: number; document: number }>(
        'select line, document_id as document from verbatim.feedback order by line',
      )
    ).rows;
  const before = await numbers();
  await analyse();
  expect(await texts(database)).toEqual([
    'shop: It works.',
    'shop: [person] was kind.',
    'shop: [person] was late.',
  ]);
  expect(await numbers()).toEqual(before);
});

test('each source of a text has its own rules', async () => {
  const text = 'Anna was kind in Paris.';
  const { database, analyse, run, modelId } = await setUp({
    masks: { texts: [text] },
    places: { texts: [text], rules: { names: 'off', places: 'mask' } },
    both: { texts: [text], rules: { places: 'mask' } },
    flags: { texts: [text], rules: { names: 'flag', places: 'flag' } },
    leaves: { texts: [text], rules: { names: 'off' } },
    staff: { texts: [text, 'Anna Schmidt was kind.'], rules: { keptNames: ['ánna'] } },
    mixed: { texts: [text], rules: { places: 'flag' } },
  });
  await analyse();
  expect(await texts(database)).toEqual([
    'both: [person] was kind in [place].',
    'flags: Anna was kind in Paris.',
    'leaves: Anna was kind in Paris.',
    'masks: [person] was kind in Paris.',
    'mixed: [person] was kind in Paris.',
    'places: Anna was kind in [place].',
    'staff: Anna was kind in Paris.',
    'staff: [person] was kind.',
  ]);
  expect(await faults(database, modelId)).toEqual(NONE);
  const { rows } = await database.query(
    `select distinct text, label, entity, score > 0.9 as sure from reporting.feedback_entity order by text, label`,
  );
  expect(rows).toEqual([
    { text, label: 'PERSON', entity: 'Anna', sure: true },
    { text, label: 'PLACE', entity: 'Paris', sure: true },
    { text: '[person] was kind in Paris.', label: 'PLACE', entity: 'Paris', sure: true },
  ]);
  expect((await run()).masked).toEqual({ person: 3, place: 2, flagged_person: 1, flagged_place: 2 });
});

test('a source that keeps originals has the text encrypted as it came', async () => {
  const { database, analyse } = await setUp({
    keeps: {
      texts: ['Anna was kind. Write to me@shop.example', 'Maria was kind.'],
      rules: { keepOriginal: true },
    },
    other: { texts: ['Maria was kind.'] },
  });
  await analyse();
  const { rows } = await database.query<{ id: number }>(
    `select feedback_id as id from verbatim.original join verbatim.feedback f on f.id = feedback_id
      where f.source = 'keeps' order by 1`,
  );
  const originals = await readOriginals(
    database,
    keyring,
    rows.map(({ id }) => id),
  );
  expect(originals.map(({ cells }) => Object.values(cells))).toEqual([
    ['Anna was kind. Write to me@shop.example'],
    ['Maria was kind.'],
  ]);
  expect(await tablesWith(database, /Anna|Maria|shop\.example/)).toEqual([]);
});

test('what a comment is known by does not tell its names, and the file still finds it', async () => {
  const rows = ['Anna was kind.', 'Anna was kind.', 'It works.', 'Maria!'];
  const { database, analyse, read, modelId } = await setUp({ shop: { texts: rows } });
  const known = async () =>
    (
      await database.query<{ text: string; identity: string; fingerprint: string }>(
        `select d.text, f.identity, f.fingerprint from verbatim.feedback f
           join verbatim.document d on d.id = f.document_id order by f.id`,
      )
    ).rows;
  // As anybody can make them who tries names: a SHA-256 of the header and the cells, and one of that.
  const plain = fingerprinter(['text']);
  const tried = (text: string) => [plain([text]), identityOfRow(plain([text]), 0)];
  const before = await known();
  expect([before[0]!.fingerprint, before[0]!.identity]).toEqual(tried('Anna was kind.'));
  await analyse();
  const after = await known();
  expect(after.map(({ text }) => text)).toEqual([
    '[person] was kind.',
    '[person] was kind.',
    'It works.',
    '[person]!',
  ]);
  const stored = after.flatMap((it) => [it.fingerprint, it.identity]);
  for (const text of rows) {
    expect(tried(text).some((it) => stored.includes(it))).toBe(text === 'It works.');
  }
  // Nor does a key find it that is another one.
  const other = openKeyring([Buffer.alloc(32, 8)]);
  for (const name of tried('Maria!')) expect(stored).not.toContain(keyedIdentity(other, name));
  expect(await read('shop', rows)).toMatchObject({ accepted: 0, duplicates: 4 });
  expect(await read('shop', [...rows, 'Anna was kind.'])).toMatchObject({ accepted: 1, duplicates: 4 });
  await analyse();
  await analyse();
  expect(await texts(database)).toHaveLength(5);
  expect(await known()).toEqual(expect.arrayContaining([...after]));
  expect(await faults(database, modelId)).toEqual(NONE);
});

test('comments under ids, several of a row, and former texts tell no names either', async () => {
  const { database, analyse, modelId } = await setUp({ other: { texts: ['x'] } });
  const read = (csv: string, map = {}) =>
    importFile(database, { file: 'a.csv', source: 'shop', keyring, input: Readable.from([csv]), map });
  const two = { text: ['good', 'bad'] };
  const csv = 'id,good,bad\n1,Anna was kind.,It is slow.\n2,Fine.,No.\n';
  await read(csv, two);
  const rows = async () =>
    (
      await database.query<{ fingerprint: string; old: string | null; identity: string }>(
        `select f.fingerprint, f.identity, c.old_fingerprint as old from verbatim.feedback f
           left join verbatim.feedback_change c on c.feedback_id = f.id where f.source = 'shop' order by f.id`,
      )
    ).rows;
  const before = await rows();
  await analyse();
  const after = await rows();
  // Both comments of the first row; their identities are made of the id.
  expect(after.map(({ fingerprint }, at) => fingerprint === before[at]!.fingerprint)).toEqual([
    ...[false, false],
    ...[true, true],
  ]);
  expect(after.map(({ identity }) => identity)).toEqual(before.map(({ identity }) => identity));
  expect(await read(csv, two)).toMatchObject({ accepted: 0, duplicates: 4, changed: 0 });
  // A former text that was never analysed before its comment changed.
  await read('id,good,bad\n3,Kevin again.,x\n', two);
  await read('id,good,bad\n3,Kevin again.,y\n', two);
  await read('id,good,bad\n3,Fine again.,y\n', two);
  const plain = fingerprinter(['id', 'good', 'bad']);
  const tried = ['x', 'y'].map((bad) => plain(['3', 'Kevin again.', bad]));
  expect((await rows()).map(({ old }) => old)).toEqual(expect.arrayContaining([tried[1]]));
  await analyse();
  await analyse();
  const now = (await rows()).flatMap(({ old, fingerprint }) => [old, fingerprint]);
  for (const fingerprint of tried) expect(now).not.toContain(fingerprint);
  expect((await faults(database, modelId)).missing).toBe(0);
});

test('equal names of a source have equal numbers, where it asks for them', async () => {
  const { database, analyse } = await setUp({
    a: { texts: ['Anna met Maria.', 'ANNA Anna said so.', 'Maria again.'], rules: { numbered: true } },
    b: { texts: ['Maria again.'], rules: { numbered: true } },
    c: { texts: ['Maria again.'] },
  });
  await analyse();
  const stored = await texts(database);
  expect(stored).toContain('b: [person 1] again.');
  expect(stored).toContain('c: [person] again.');
  expect(stored.find((it) => it.startsWith('a: [person') && it.includes('met'))).toMatch(
    /\[person \d\] met \[person \d\]\./,
  );
  const number = /met \[person (\d)\]/.exec(stored.join('\n'))![1];
  expect(stored).toContain(`a: [person ${number}] again.`);
  expect(await tablesWith(database, /Maria/)).toEqual([]);
});

test('texts that the model does not serve, and answers that say nothing, are masked too', async () => {
  const { database, analyse } = await setUp({
    shop: {
      texts: ['Schmidt はとても親切でした。ありがとうございました。', 'Anna - no comment', 'no comment'],
    },
  });
  await analyse();
  expect(await texts(database)).toEqual([
    'shop: [person] - no comment',
    'shop: [person] はとても親切でした。ありがとうございました。',
    'shop: no comment',
  ]);
  const { rows } = await database.query(
    'select code, count(*) from verbatim.failure group by code order by code',
  );
  expect(rows).toEqual([
    { code: 'LANGUAGE_UNSUPPORTED', count: 1 },
    { code: 'NO_ANSWER', count: 2 },
  ]);
});

test('a model without a names head: another finds the names', async () => {
  const { database, analyse, run } = await setUp({ shop: { texts: ['Anna was kind.', 'It works.'] } }, plain);
  await analyse();
  expect(await texts(database)).toEqual(['shop: It works.', 'shop: [person] was kind.']);
  expect(await run()).toMatchObject({ analysed: 2, failed: 0, masked: { person: 1 } });
});

test('where no source looks for names, none are asked of the model', async () => {
  const { database, analyse } = await setUp({ '*': { texts: ['Anna was kind.'], rules: { names: 'off' } } });
  const asked: unknown[] = [];
  await analyse({
    engine: {
      ...engine,
      analyse(documents, options) {
        asked.push(options);
        return engine.analyse(documents, options);
      },
    },
    names: { open: () => Promise.reject(new Error('opened')) },
  });
  expect(asked).toEqual([undefined]);
  expect(await texts(database)).toEqual(['*: Anna was kind.']);
});

const MANY = Array.from({ length: 120 }, (_, i) =>
  i % 3 === 0
    ? `Anna Schmidt helped with order ${i}.`
    : i % 3 === 1
      ? `Order ${i} was late.`
      : `n/a Kevin ${i % 7}`,
);
const WANTED = MANY.map(
  (text) => `shop: ${text.replace('Anna Schmidt', '[person]').replace('Kevin', '[person]')}`,
).sort();

test('two workers on one batch mask it once', async () => {
  const { database, analyse, run, modelId } = await setUp({ shop: { texts: MANY } });
  const counts = await Promise.all([analyse(), analyse(), analyse()]);
  expect(counts.map(({ changed }) => changed)).toEqual([0, 0, 0]);
  expect(await texts(database)).toEqual(WANTED);
  expect(await faults(database, modelId)).toEqual(NONE);
  const { analysed, failed, masked } = await run();
  const { rows } = await database.query(
    'select (select count(*) from verbatim.analysis) as analysed, (select count(*) from verbatim.failure) as failed',
  );
  expect(rows[0]).toEqual({ analysed, failed });
  expect(masked).toEqual({ person: 47 });
});

test('a worker that dies while it masks leaves all as it was, and the batch is done again', async () => {
  const { database, analyse, run, modelId, runId } = await setUp({ shop: { texts: MANY } });
  const holder = await database.connect();
  await holder.query('begin');
  // The last statement of the transaction waits for this row.
  await holder.query('select from verbatim.run where id = $1 for update', [runId]);
  const dying = analyse().catch((error: Error) => error);
  const waiting = async () =>
    (
      await database.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).rows;
  await expect.poll(waiting, { timeout: 60_000 }).toHaveLength(1);
  for (const { pid } of await waiting()) await database.query('select pg_terminate_backend($1)', [pid]);
  expect(await dying).toBeInstanceOf(Error);
  await holder.query('rollback');
  holder.release();
  expect(await texts(database)).toEqual(MANY.map((text) => `shop: ${text}`).sort());
  expect((await run()).masked).toEqual({});
  await analyse();
  expect(await texts(database)).toEqual(WANTED);
  expect(await faults(database, modelId)).toEqual(NONE);
});

test('a text that another source brings while its names are masked is masked for this one, too', async () => {
  const text = 'Anna was kind.';
  const { database, analyse, read, modelId } = await setUp({
    first: { texts: [text] },
    off: { texts: ['x'], rules: { names: 'off' } },
  });
  let calls = 0;
  const late: Engine = {
    ...engine,
    async analyse(documents, options) {
      // Between the look at the sources of the text and the transaction that masks it.
      if (++calls === 2) await Promise.all([read('second', [text]), read('off', [text])]);
      return engine.analyse(documents, options);
    },
  };
  await analyse({ engine: late, names: { open: async () => late } });
  await analyse();
  expect(await texts(database)).toEqual([
    'first: [person] was kind.',
    'off: Anna was kind.',
    'off: x',
    'second: [person] was kind.',
  ]);
  expect(await faults(database, modelId)).toEqual(NONE);
});

test('an import and workers at once lose nothing, and leave no name', async () => {
  const { database, analyse, read, modelId } = await setUp({ shop: { texts: MANY } });
  const others = ['a', 'b', 'c', 'd'].map((source) => read(source, MANY));
  for (let i = 0; i < 4; i++) await Promise.all([analyse(), analyse()]);
  await Promise.all(others);
  await analyse();
  const wanted = ['shop', 'a', 'b', 'c', 'd'].flatMap((source) =>
    WANTED.map((it) => it.replace(/^shop/, source)),
  );
  expect(await texts(database)).toEqual(wanted.sort());
  expect(await faults(database, modelId)).toEqual(NONE);
  expect(await tablesWith(database, /Anna|Schmidt|Kevin/)).toEqual([]);
});

test('a text that was analysed for a source that keeps names is masked for one that does not', async () => {
  const text = 'Anna was kind.';
  const { database, analyse, read, modelId } = await setUp({
    off: { texts: [text, 'It works.', 'Kevin!'], rules: { names: 'off' } },
  });
  await analyse();
  const missing = async () => (await faults(database, modelId)).missing;
  // A source that keeps names needs no second look, nor does one that has a text already.
  await changeRules(database, 'open', { names: 'off' });
  await read('open', [text]);
  expect(await missing()).toBe(0);
  await read('shop', [text, 'It works.', 'New.']);
  expect(await missing()).toBe(3);
  await analyse();
  expect(await texts(database)).toEqual([
    ...['off: Anna was kind.', 'off: It works.', 'off: Kevin!', 'open: Anna was kind.'],
    ...['shop: It works.', 'shop: New.', 'shop: [person] was kind.'],
  ]);
  await read('shop', ['It works.', 'It works.']);
  expect(await faults(database, modelId)).toEqual(NONE);
});

test('a source that is put into one which masks names, and texts that only were of a source', async () => {
  const { database, analyse, read, modelId } = await setUp({
    off: { texts: ['Anna was kind.', 'It works.'], rules: { names: 'off' } },
    shop: { texts: ['Kevin!'] },
    open: { texts: [], rules: { names: 'off' } },
  });
  const open = (text: string) =>
    importFile(database, {
      ...{ file: 'open.csv', source: 'open', keyring },
      input: Readable.from([`id,text\n1,${text}\n`]),
    });
  await open('Maria again.');
  await analyse();
  await open('New.');
  await read('shop', ['Maria again.']);
  await analyse();
  expect(await texts(database)).toContain('shop: [person] again.');
  await mergeSource(database, 'off', 'shop', { dryRun: false, dropClashes: false });
  await analyse();
  expect(await texts(database)).toEqual([
    'open: New.',
    'shop: It works.',
    'shop: [person] again.',
    'shop: [person] was kind.',
    'shop: [person]!',
  ]);
  expect((await faults(database, modelId)).missing).toBe(0);
  // A source that keeps names may have what it likes.
  await mergeSource(database, 'open', 'shop', { dryRun: false, dropClashes: false });
  await analyse();
  expect(await tablesWith(database, /Anna|Maria|Kevin/)).toEqual([]);
});

test('undoing an import gives a comment its former text with masks', async () => {
  const { database, analyse, read, modelId } = await setUp({
    off: { texts: ['Anna was kind.'], rules: { names: 'off' } },
  });
  await analyse();
  const file = (text: string) =>
    importFile(database, {
      ...{ file: 'shop.csv', source: 'shop', keyring },
      input: Readable.from([`id,text\n1,${text}\n`]),
    });
  // Both texts came before a worker saw them, and one is analysed for the other source.
  await file('Anna was kind.');
  const second = await file('Kevin came.');
  await read('off', ['Kevin came.']);
  await analyse();
  await undoImport(database, second.importId!, {
    ...{ dryRun: false, withLabels: false },
    signal: new AbortController().signal,
  });
  await analyse();
  expect(await texts(database)).toEqual([
    'off: Anna was kind.',
    'off: Kevin came.',
    'shop: [person] was kind.',
  ]);
  expect((await faults(database, modelId)).missing).toBe(0);
});

test('names that only a translation shows are masked in it', async () => {
  const { database } = await setUp({
    shop: { texts: ['アンナは親切でした。'] },
    off: { texts: ['マリアは親切でした。'], rules: { names: 'off' } },
  });
  const sentences = [
    { text: 'Fine.', start: 0, end: 4 },
    { text: 'Anna Schmidt was kind, thanks Maria.', start: 4, end: 10 },
  ];
  const made = [1, 2].map((documentId) => ({ documentId, translatorId: 9, truncated: false, sentences }));
  const [masked, kept] = await maskTranslations(database, engine, made, []);
  expect(masked!.sentences.map((it) => it.text)).toEqual(['Fine.', '[person] was kind, thanks [person].']);
  expect(kept).toEqual(made[1]);
});
