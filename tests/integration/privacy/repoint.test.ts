import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, inTransaction, openDatabase } from '../../../src/db/client.ts';
import { type Repointed, repointDocuments } from '../../../src/db/privacy/repoint.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { maskedText } from '../../../src/privacy/masked-text.ts';
import { addModel, rollupTables } from '../../support/data/rollup-rows.ts';
import { countAll } from '../../support/data/stored-tables.ts';
import { testDatabase } from '../../support/servers/database.ts';

const CANARY = 'Zebulon Quark';

/** What rules or a model find in these tests. */
function findCanary(text: string) {
  const found = [];
  for (let at = text.indexOf(CANARY); at !== -1; at = text.indexOf(CANARY, at + 1)) {
    found.push({ kind: 'person', start: at, end: at + CANARY.length });
  }
  return found;
}

async function shop() {
  const { url } = await testDatabase();
  const database = await openDatabase(url, { connections: 10, name: 'tests' });
  onTestFinished(() => database.end());
  const modelId = await addModel(database, 'first');
  const read = (source: string, rows: readonly string[]) =>
    importFile(database, {
      ...{ file: 'f.csv', source, update: true },
      input: Readable.from([`id,text,rating,time\n${rows.join('\n')}\n`]),
    });
  return { database, modelId, read };
}

const rows = (from: number, to: number, text: (i: number) => string) =>
  Array.from({ length: to - from }, (_, i) => {
    const day = `2026-03-${String(1 + ((from + i) % 20)).padStart(2, '0')}`;
    return `${from + i},"${text(from + i)}",${1 + (i % 5)},${day}T10:00:00Z`;
  });
// Some cells are stored as they came, too: accents are composed in documents.
const TEXT = (i: number) =>
  i % 3 === 0 ? `${CANARY} helped me in cafe\u0301 ${i % 9}. Thanks.` : `Comment ${i % 20}`;

/** Masks what is found in all documents, as `privacy mask` and a worker do. */
async function mask(database: Database, sources: readonly string[]): Promise<Repointed> {
  const { rows: documents } = await database.query<{ id: number; text: string }>(
    'select id, text from verbatim.document order by id',
  );
  const pairs = documents
    .map(({ id, text }) => ({ documentId: id, found: findCanary(text), text }))
    .filter(({ found }) => found.length > 0)
    .map((pair) => ({ ...pair, text: maskedText(pair.text, pair.found) }));
  return inTransaction(database, (connection) => repointDocuments(connection, pairs, sources));
}

/** Tables and columns that hold a text. */
async function tablesWith(database: Database, text: string): Promise<string[]> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema = 'verbatim' and table_type = 'BASE TABLE' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await database.query(
      `select from ${name} t where t::text like '%' || $1 || '%' limit 1`,
      [text],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

describe('documents of masked texts', () => {
  test('take the place of the old ones in every table, and the counts are those of a masked import', async () => {
    const { database, modelId, read } = await shop();
    await read('shop', rows(0, 60, TEXT));
    await read(
      'shop',
      rows(0, 20, (i) => `${TEXT(i)} Again, ${CANARY}!`),
    );
    await countAll(database, modelId);
    await plantQuotes(database, modelId);
    expect(await tablesWith(database, CANARY)).toEqual(
      ['digest', 'digest_quote', 'document', 'feedback', 'feedback_change', 'theme_quote'].map(
        (name) => `verbatim.${name}`,
      ),
    );

    const { ids, kept, feedback } = await mask(database, ['shop']);
    expect({ documents: ids.size, kept: kept.size, feedback }).toEqual({
      documents: 19,
      kept: 0,
      feedback: 33,
    });
    expect(await tablesWith(database, CANARY)).toEqual([]);
    const { rows: left } = await database.query<{ n: number }>(
      `select count(*) as n from verbatim.document d
        where not exists (select from verbatim.feedback f where f.document_id = d.id)
          and not exists (select from verbatim.feedback_change c where d.id in (c.old_document_id, c.new_document_id))`,
    );
    expect(left[0]!.n).toBe(0);

    // Another installation, which masked at the door. The scores of these tests depend on ids, so only counts compare.
    await countAll(database, modelId);
    const other = await shop();
    const masked = (i: number) => TEXT(i).replaceAll(CANARY, '[person]');
    await other.read('shop', rows(0, 60, masked));
    await other.read(
      'shop',
      rows(0, 20, (i) => `${masked(i)} Again, [person]!`),
    );
    await countAll(other.database, other.modelId);
    const texts = async (of: Database) =>
      (
        await of.query(
          `select f.external_id, d.text, f.occurred_at, f.rating from verbatim.feedback f
             join verbatim.document d on d.id = f.document_id order by f.external_id`,
        )
      ).rows;
    expect(await texts(database)).toEqual(await texts(other.database));
    const counts = async (of: Database) =>
      (await of.query('select day, source, feedback from verbatim.rollup_day order by 1, 2')).rows;
    expect(await counts(database)).toEqual(await counts(other.database));
    const before = await rollupTables(database);
    await database.query('delete from verbatim.rollup_state');
    await countAll(database, modelId);
    expect(await rollupTables(database)).toEqual(before);
  });

  test('keep labels, also those of sentences, and examples of topics', async () => {
    const { database, read } = await shop();
    await read('shop', [`1,"😀 Ask ${CANARY}. Then ${CANARY} helped. Thanks.",5,2026-03-01T10:00:00Z`]);
    const label = (labeller: string, from: number | null, to: number | null) =>
      database.query(
        `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id, start_offset, end_offset)
         select id, 'sentiment', 'positive', $1, 'page', document_id, $2, $3 from verbatim.feedback`,
        [labeller, from, to],
      );
    await label('ann', null, null);
    await label('ann', 0, 20);
    await label('ann', 21, 47);
    await label('ann', 48, 55);
    await database.query(
      `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
       select id, 'sentiment', 'negative', 'bob', 'l.csv' from verbatim.feedback`,
    );
    await database.query(
      `with t as (insert into verbatim.topic (name, description) values ('help', 'made') returning id)
       insert into verbatim.topic_example (topic_id, text, feedback_id)
       select t.id, e, f.id from t, verbatim.feedback f, unnest(array['Then ${CANARY} helped.', 'Thanks.', 'by hand']) e`,
    );
    await mask(database, ['shop']);
    const { rows: labels } = await database.query<{ said: string | null }>(
      `select l.labeller, substring(d.text from l.start_offset + 1 for l.end_offset - l.start_offset) as said
         from verbatim.label l left join verbatim.document d on d.id = l.document_id order by l.id`,
    );
    expect(labels).toEqual([
      { labeller: 'ann', said: null },
      { labeller: 'ann', said: '😀 Ask [person].' },
      { labeller: 'ann', said: 'Then [person] helped.' },
      { labeller: 'ann', said: 'Thanks.' },
      { labeller: 'bob', said: null },
    ]);
    const { rows: valid } = await database.query('select labellers from verbatim.label_majority');
    expect(valid).toHaveLength(4);
    const { rows: examples } = await database.query('select text from verbatim.topic_example order by id');
    expect(examples.map(({ text }) => text)).toEqual(['Then [person] helped.', 'Thanks.', 'by hand']);
  });

  test('leave other sources and their results as they are', async () => {
    const { database, modelId, read } = await shop();
    await read('shop', rows(0, 10, TEXT));
    await read('open', rows(0, 10, TEXT));
    await countAll(database, modelId);
    const results = `select * from verbatim.analysis a join verbatim.feedback f using (document_id)
                      where f.source = 'open' order by f.id`;
    const before = (await database.query(results)).rows;
    const { kept, feedback } = await mask(database, ['shop']);
    expect({ kept: kept.size, feedback }).toEqual({ kept: 3, feedback: 4 });
    expect((await database.query(results)).rows).toEqual(before);
    const again = await mask(database, ['shop']);
    expect(again).toMatchObject({ feedback: 0, kept: new Set(kept) });
  });

  test('are found where they are stored already, and make two comments no one', async () => {
    const { database, read } = await shop();
    await read('shop', [
      '1,Hi [person],5,2026-03-01',
      `2,Hi ${CANARY},1,2026-03-01`,
      `3,  Hi ${CANARY},1,2026-03-01`,
    ]);
    await mask(database, ['shop']);
    const { rows: stored } = await database.query(
      `select count(*) as comments, count(distinct document_id) as documents, count(raw_text) as raw from verbatim.feedback`,
    );
    expect(stored).toEqual([{ comments: 3, documents: 1, raw: 0 }]);
  });
});

/** A digest and a theme that quote a text with the canary. */
async function plantQuotes(database: Database, modelId: number): Promise<void> {
  await database.query(
    `with f as (select f.id, d.id as document_id, d.text from verbatim.feedback f
                  join verbatim.document d on d.id = f.document_id where d.text like '%${CANARY}%' order by f.id limit 1),
          made as (insert into verbatim.digest (hash, period, grouped_by, model_id, content)
                   select 'a', 'all', '{}', $1, jsonb_build_object('quote', f.text) from f returning id),
          q as (insert into verbatim.digest_quote (digest_id, place, feedback_id, document_id, start_offset, end_offset, quote)
                select made.id, 1, f.id, f.document_id, 0, length(f.text), f.text from made, f)
     insert into verbatim.theme_quote (theme_id, rank, feedback_id, document_id, ordinal, start_offset, end_offset, quote)
     select (select min(id) from verbatim.theme), 1, f.id, f.document_id, 0, 0, length(f.text), f.text from f`,
    [modelId],
  );
}
