import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { Lifecycle } from '../../../src/app/lifecycle.ts';
import type { App } from '../../../src/app/open.ts';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { agreeOnKeys } from '../../../src/db/privacy/keys.ts';
import { readOriginals } from '../../../src/db/privacy/originals.ts';
import { changeRules } from '../../../src/db/privacy/rules.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { authorPseudonym, openKeyring } from '../../../src/privacy/keyring.ts';
import type { RuleChanges } from '../../../src/privacy/source-rules.ts';
import { storedId } from '../../../src/privacy/tombstone-macs.ts';
import { maskStored } from '../../../src/runs/privacy/mask.ts';
import { addModel, addResults } from '../../support/data/rollup-rows.ts';
import { namedModel } from '../../support/models/named-model.ts';
import { testDatabase } from '../../support/servers/database.ts';

const keyring = openKeyring([randomBytes(32)]);
const EMAIL = 'zebulon.quark@example.org';
const PHONE = '+49 30 901820';

/** An installation with comments as version 0.3 stored them: nothing is masked. */
async function old(rules: RuleChanges = {}, keyed = true) {
  const { url } = await testDatabase();
  const database = await openDatabase(url, { connections: 10, name: 'tests' });
  onTestFinished(() => database.end());
  if (keyed) await agreeOnKeys(database, keyring);
  const app: App = {
    ...{ config: readConfig({}), database, keyring: keyed ? keyring : null },
    ...{ lifecycle: new Lifecycle(), wait: 0, first: false },
  };
  await changeRules(database, 'shop', { identifiers: false });
  const read = (source: string, rows: readonly string[]) =>
    importFile(database, {
      ...{ file: 'f.csv', source, update: true, keyring: app.keyring },
      input: Readable.from([`id,text,contact,note\n${rows.join('\n')}\n`]),
    });
  await changeRules(database, 'open', { identifiers: false });
  await read('shop', [
    `1,Write to ${EMAIL} or ${PHONE},${EMAIL},fine`,
    `2,  Write to ${EMAIL} again cafe\u0301,x,call ${PHONE}`,
    '3,Nothing here,,',
    `4,Was ${EMAIL},,`,
    `"torn ${EMAIL}`,
  ]);
  await read('shop', ['4,Is nothing now,,', '2,  Write to a@example.org cafe\u0301,y,z']);
  await read('open', [`1,Write to ${EMAIL} or ${PHONE},${EMAIL},fine`]);
  await database.query(
    `update verbatim.feedback set author = 'Zebulon Quark', attributes = case external_id when '3' then attributes
       else attributes || jsonb_build_object('contact', $1::text, 'note', 'call ' || $2::text) end where source = 'shop'`,
    [EMAIL, PHONE],
  );
  await database.query(
    `update verbatim.feedback_change set old_values = old_values || jsonb_build_object('author', 'Zebulon Quark',
       'attributes', jsonb_build_object('contact', $1::text))`,
    [EMAIL],
  );
  await changeRules(database, 'shop', { identifiers: true, ...rules });
  const mask = (options: { source?: string; dryRun?: boolean; signal?: AbortSignal } = {}) =>
    maskStored(app, {
      ...{ source: options.source ?? 'shop', dryRun: options.dryRun ?? false },
      signal: options.signal ?? new AbortController().signal,
    });
  return { database, app, mask };
}

/** Tables of comments of the source where a word is found, in any column. */
async function found(database: Database, word: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select 'feedback' as name from verbatim.feedback f where f.source = 'shop' and f::text like '%' || $1 || '%'
      union select 'document' from verbatim.document d where d.text like '%' || $1 || '%'
        and exists (select from verbatim.feedback f where f.document_id = d.id and f.source = 'shop')
      union select 'change' from verbatim.feedback_change c where c::text like '%' || $1 || '%'
      union select 'reject' from verbatim.reject r join verbatim.import i on i.id = r.import_id
        where i.source = 'shop' and r::text like '%' || $1 || '%' order by 1`,
    [word],
  );
  return rows.map(({ name }) => name);
}

const snapshot = async (database: Database) =>
  (
    await database.query(
      `select f.source, f.external_id, d.text, f.raw_text, f.author, f.attributes from verbatim.feedback f
         join verbatim.document d on d.id = f.document_id order by 1, 2`,
    )
  ).rows;

describe('masking of what is stored', () => {
  test('takes identifiers and authors out of every table, counts them, and finds no more', async () => {
    const { database, mask } = await old();
    expect(await found(database, 'quark@')).toEqual(['change', 'document', 'feedback', 'reject']);
    const before = await snapshot(database);
    const planned = await mask({ dryRun: true });
    expect(await snapshot(database)).toEqual(before);
    const [masked] = await mask();
    expect(planned).toEqual([masked]);
    expect(masked).toMatchObject({ source: 'shop', comments: 2 });
    // Texts of 1 and 2, two former texts, cells of 1, 2 and 4, two former cells, the reject; 4 authors and 2 former.
    expect(masked!.masked).toEqual({ email: 10, phone: 4, author: 6 });
    for (const word of ['quark@', '901820', 'Zebulon', 'a@example'])
      expect(await found(database, word)).toEqual([]);
    const after = await snapshot(database);
    expect(after.filter(({ source }) => source === 'open')).toEqual(
      before.filter(({ source }) => source === 'open'),
    );
    expect(after.find(({ external_id: id, source }) => id === '1' && source === 'shop')).toEqual({
      ...{ source: 'shop', external_id: '1', text: 'Write to [email] or [phone]', raw_text: null },
      ...{ author: authorPseudonym(keyring, 'Zebulon Quark') },
      attributes: { contact: '[email]', note: 'call [phone]' },
    });
    expect(await mask()).toEqual([{ source: 'shop', comments: 0, masked: {} }]);
    expect(await snapshot(database)).toEqual(after);
  });

  test('follows the rules of columns, numbers and originals', async () => {
    const { database, mask } = await old({
      ...{ numbered: true, keepOriginal: true },
      columns: { contact: 'hash', note: 'drop' },
    });
    await mask();
    const rows = (await snapshot(database)).filter(({ source }) => source === 'shop');
    const hashed = `h.${keyring.lasting('value', EMAIL).toString('base64url')}`;
    expect(rows.map(({ attributes }) => attributes)).toEqual([
      { contact: hashed },
      { contact: hashed },
      {},
      { contact: hashed },
    ]);
    expect(rows[0]!.text).toMatch(/^Write to \[email 1\] or \[phone 1\]$/);
    const { rows: ids } = await database.query<{ id: number }>(
      `select id from verbatim.feedback where source = 'shop' order by id`,
    );
    const originals = await readOriginals(
      database,
      keyring,
      ids.map(({ id }) => id),
    );
    expect(originals.map(({ cells }) => cells)).toEqual([
      { text: `Write to ${EMAIL} or ${PHONE}` },
      { text: '  Write to a@example.org cafe\u0301' },
    ]);
  });

  test('hides ids that tell who wrote and what rows were, and finds them again in the old file', async () => {
    const { database, mask } = await old();
    await changeRules(database, 'shop', { identifiers: false, keepOriginal: true });
    const files = [
      // Two comments under one id; a row that is not touched.
      `Respondent ID,text,contact\n${EMAIL},Fine,x\n${EMAIL},Not fine,x\n7,Plain,x\nguest-8,Old,x\n`,
      // No id: known by its content, and twice the same.
      `text,contact\nWrite to ${EMAIL},x\nWrite to ${EMAIL},x\nGood,${PHONE}\nGood,x\n`,
    ];
    const read = async (csv: string) => {
      const { accepted, changed, rejected } = await importFile(database, {
        ...{ file: 'g.csv', source: 'shop', update: true, keyring },
        input: Readable.from([csv]),
      });
      return { accepted, changed, rejected };
    };
    for (const csv of files) expect(await read(csv)).toEqual({ accepted: 4, changed: 0, rejected: 0 });
    const rows = async () =>
      (
        await database.query<{ id: number; name: string | null; identity: string; fingerprint: string }>(
          `select id, external_id as name, identity, fingerprint from verbatim.feedback
            where source = 'shop' and author is null order by id`,
        )
      ).rows;
    const before = await rows();
    await database.query(
      `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, reason)
       values ($1, 'sentiment', 'negative', 'ann', 'page', $2)`,
      [before[0]!.id, `She called from ${PHONE}`],
    );
    await database.query(
      `insert into verbatim.label_change (feedback_id, task, labeller, former_value, value, changed_from, former)
       select feedback_id, task, labeller, 'mixed', value, 'page', to_jsonb(l) from verbatim.label l`,
    );
    const note = `Called back: ${PHONE}`;
    await database.query('insert into verbatim.handled (feedback_id, note, handled_by) values ($1, $2, $3)', [
      before[0]!.id,
      note,
      'ann',
    ]);
    await changeRules(database, 'shop', { identifiers: true, columns: { respondent_id: 'hash' } });
    const [masked] = await mask();
    expect(masked!.masked).toMatchObject({ id: 4 });
    const after = await rows();
    expect(after.slice(0, 4).map(({ name }) => name)).toEqual(
      [EMAIL, EMAIL, '7', 'guest-8'].map((id) => storedId(keyring, id)),
    );
    const isOther = (key: 'identity' | 'fingerprint') => after.map((it, at) => it[key] !== before[at]![key]);
    expect(isOther('identity')).toEqual([true, true, true, true, true, true, true, false]);
    expect(isOther('fingerprint')).toEqual(isOther('identity'));
    const { rows: labels } = await database.query(
      `select reason, former ->> 'reason' as former from verbatim.label join verbatim.label_change using (feedback_id)`,
    );
    expect(labels).toEqual([{ reason: 'She called from [phone]', former: 'She called from [phone]' }]);
    const { rows: notes } = await database.query('select note from verbatim.handled');
    expect(notes).toEqual([{ note: 'Called back: [phone]' }]);
    const ids = after.map(({ id }) => id);
    const originals = await readOriginals(database, keyring, ids);
    expect(originals.find(({ feedbackId }) => feedbackId === ids[4])!.cells.text).toBe(`Write to ${EMAIL}`);
    for (const csv of [...files, ...files])
      expect(await read(csv)).toEqual({ accepted: 0, changed: 0, rejected: 0 });
    expect(await mask()).toEqual([{ source: 'shop', comments: 0, masked: {} }]);
  });

  test('hashes a cell as an import does, however its header and the cell are written', async () => {
    const { database, mask } = await old();
    const csv = `id,text,Batch No\n21,a," '0012 "\n22,b,="0012"\n23,c,h.${'x'.repeat(22)}\n24,d,NULL\n`;
    const read = (source: string) =>
      importFile(database, { ...{ file: 'm.csv', source, keyring }, input: Readable.from([csv]) });
    await changeRules(database, 'hashed', { columns: { 'batch no': 'hash' } });
    await read('hashed');
    await read('kept');
    await changeRules(database, 'kept', { columns: { batch_no: 'hash' } });
    await mask({ source: 'kept' });
    const cells = async (source: string) =>
      (
        await database.query('select attributes from verbatim.feedback where source = $1 order by line', [
          source,
        ])
      ).rows;
    expect(await cells('kept')).toEqual(await cells('hashed'));
    expect(new Set((await cells('kept')).slice(0, 2).map((it) => it.attributes['Batch No'])).size).toBe(1);
  });

  test('masks examples that people wrote for topics, by the rules of all sources', async () => {
    const { database, app } = await old();
    await database.query(
      `with t as (insert into verbatim.topic (name, description) values ('Calls', 'About calls') returning id)
       insert into verbatim.topic_example (topic_id, text)
       select id, example from t, unnest($1::text[]) as example`,
      [[`Nobody answers at ${PHONE}`, 'Nobody answers at [phone]', `${EMAIL} bounces`, 'Nobody answers']],
    );
    const all = (dryRun: boolean) =>
      maskStored(app, { source: null, dryRun, signal: new AbortController().signal });
    const examples = async () =>
      (await database.query<{ text: string }>('select text from verbatim.topic_example')).rows
        .map(({ text }) => text)
        .sort();
    const before = await examples();
    const own = { source: null, comments: 0, masked: { email: 1, phone: 1 } };
    expect((await all(true)).at(-1)).toEqual(own);
    expect(await examples()).toEqual(before);
    expect((await all(false)).at(-1)).toEqual(own);
    expect(await examples()).toEqual(['Nobody answers', 'Nobody answers at [phone]', '[email] bounces']);
    expect((await all(false)).map(({ source }) => source)).toEqual(['open', 'shop']);
  });

  test('resumes where it was stopped, and begins again when the rules have changed', async () => {
    const { database, mask } = await old();
    await database.query(
      `create function verbatim.test_stop() returns trigger language plpgsql as $$ begin raise 'stopped'; end $$;
       create trigger test_stop before update on verbatim.reject for each row execute function verbatim.test_stop()`,
    );
    await expect(mask()).rejects.toThrow('stopped');
    const stage = async () =>
      (await database.query('select stage, finished_at is null as open from verbatim.mask_pass')).rows;
    expect(await stage()).toEqual([{ stage: 'change', open: true }]);
    await database.query('drop function verbatim.test_stop() cascade');
    expect((await mask())[0]).toMatchObject({ comments: 2, masked: { email: 10, phone: 4, author: 6 } });
    expect(await stage()).toEqual([{ stage: 'name', open: false }]);

    await changeRules(database, 'shop', { patterns: { order: 'again' } });
    expect(await mask()).toEqual([{ source: 'shop', comments: 0, masked: { order: 1 } }]);
    await changeRules(database, 'shop', { patterns: { order: 'Nothing' } });
    expect(await mask()).toEqual([{ source: 'shop', comments: 1, masked: { order: 1 } }]);
    expect(await mask()).toEqual([{ source: 'shop', comments: 0, masked: {} }]);
    const stopped = new AbortController();
    stopped.abort('SIGTERM');
    await expect(mask({ signal: stopped.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  test('masks names in texts that are analysed, where the source asks for it', async () => {
    const { database, app } = await old();
    const named = await namedModel({ Anna: 'PER' });
    onTestFinished(() => named.remove());
    const model = await readServedModel(named.folder, { fast: true });
    const engine = await openEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 1024 });
    onTestFinished(() => engine.close());
    const read = (source: string) =>
      importFile(database, {
        ...{ file: 'n.csv', source, keyring },
        input: Readable.from([
          'text\nAnna was kind to me.\nThanks to Anna for the call.\nNobody was there.\n',
        ]),
      });
    await read('asks');
    await read('keeps');
    await changeRules(database, 'keeps', { names: 'off' });
    await changeRules(database, 'asks', { keepOriginal: true });
    const modelId = await addModel(database, 'first');
    await addResults(database, modelId);
    await database.query(
      `delete from verbatim.analysis a using verbatim.document d where d.id = a.document_id and d.text like 'Thanks to%'`,
    );
    const mask = (source: string, dryRun = false) =>
      maskStored(app, { source, dryRun, signal: new AbortController().signal }, { open: async () => engine });
    const texts = async () =>
      (
        await database.query<{ line: string }>(
          `select f.source || ': ' || d.text as line from verbatim.feedback f join verbatim.document d on d.id = f.document_id
            where f.source in ('asks', 'keeps') order by f.source, f.id`,
        )
      ).rows.map(({ line }) => line);
    const before = await texts();
    const planned = await mask('asks', true);
    expect(await texts()).toEqual(before);
    expect(await mask('keeps')).toEqual([{ source: 'keeps', comments: 0, masked: {} }]);
    expect(await mask('asks')).toEqual([{ source: 'asks', comments: 1, masked: { person: 1 } }]);
    expect(planned).toEqual([{ source: 'asks', comments: 1, masked: { person: 1 } }]);
    const { rows: kept } = await database.query<{ id: number }>(
      'select feedback_id as id from verbatim.original',
    );
    expect((await readOriginals(database, keyring, [kept[0]!.id])).map(({ cells }) => cells)).toEqual([
      { text: 'Anna was kind to me.' },
    ]);
    expect(kept).toHaveLength(1);
    // The worker has not seen the second one yet.
    expect(await texts()).toEqual(['asks: [person] was kind to me.', ...before.slice(1)]);
  });

  test('needs a key where authors are names, and a source that is known', async () => {
    const { database, mask } = await old({}, false);
    await expect(mask()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await found(database, 'quark@')).toContain('document');
    await expect(mask({ source: 'none' })).rejects.toMatchObject({ code: 'SOURCE_UNKNOWN' });
    await database.query('update verbatim.feedback set author = null');
    expect((await mask())[0]).toMatchObject({ comments: 2 });
  });
});
