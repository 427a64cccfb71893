import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { editTopics } from '../../../src/db/topics/edits.ts';
import type { SearchFilter } from '../../../src/domain/search/found-sentence.ts';
import type { Searcher } from '../../../src/domain/search/searcher.ts';
import { keyOf } from '../../../src/domain/search/sentence-index.ts';
import { codePointSlices } from '../../../src/domain/text/code-point-slices.ts';
import { addTopic } from '../../../src/domain/topics/topic-edits.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { addModel } from '../../support/data/rollup-rows.ts';
import { openShop, type Shop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
let opened = 0;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const openEngine = async () => {
  opened++;
  return made.engine;
};

/** The first 80 reviews of the demo, and whatever else. */
async function reviews(more: readonly string[] = []): Promise<Shop & { searcher: Searcher }> {
  const shop = await openShop(made);
  await shop.takeDemo(0, 80);
  if (more.length > 0) await shop.take(more);
  return { ...shop, searcher: openSearcher({ database: shop.database, openEngine }) };
}

const sentences = (found: { sentences: readonly { sentence: string }[] }) =>
  found.sentences.map(({ sentence }) => sentence);

/** Chosen by reading the reviews: what is asked, and a sentence that answers it. */
const KNOWN = [
  ['itchy labels', 'how can you make an intimates item with such itchy tags?'],
  ['I waited months for my order', 'I ordered this 3 months ago, and it finally came off back order.'],
  [
    'the fabric faded',
    'the problem is that you can tell i wear it all the time as the fabric has started to fade.',
  ],
  ['only dry cleaning', 'the only downside is that they need to be dry cleaned.'],
  ['backpack', 'i wore it to school and the straps on my backpack caused some pilling.'],
  ['could not close the zipper because it was so small', 'so small in fact that i could not zip it up!'],
  ['my friends praise it whenever I put it on', 'every time i wear it, i get nothing but great compliments!'],
  ['straps slip from the shoulders', 'the minute i sat down it fell off my shoulders.'],
  ['kratzige Etiketten', 'how can you make an intimates item with such itchy tags?'],
  ['la lana es de mala calidad', 'the quality of the wool is subpar.'],
] as const;

describe('sentences are found', () => {
  test('that people would choose, byte by byte as in their comments', async () => {
    const { database, searcher } = await reviews();
    const missed: string[] = [];
    for (const [question, expected] of KNOWN) {
      const found = await searcher.search(question);
      if (!sentences(found).includes(expected)) missed.push(`${question}: ${sentences(found).join(' | ')}`);
      for (const { documentId, feedbackId, start, end, sentence, comments } of found.sentences) {
        const { rows } = await database.query<{ text: string }>(
          `select d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id
            where d.id = $1 and f.id = $2`,
          [documentId, feedbackId],
        );
        expect(codePointSlices(rows[0]!.text, [{ start, end }])).toEqual([sentence]);
        expect(comments).toBeGreaterThan(0);
      }
    }
    expect(missed).toEqual([]);
  });

  test('by meaning, by words, and by both', async () => {
    const { database, searcher } = await reviews();
    const before = opened;
    const { searched, ...words } = await searcher.search('compliment', { by: 'words' });
    expect([opened, searched]).toEqual([before, 0]);
    // Stems: "compliments"; every sentence with it, and no other.
    const { rows } = await database.query<{ n: number }>(
      `select count(distinct d.id) as n from verbatim.document d where d.text ~* 'compliment'`,
    );
    expect(words.sentences).toHaveLength(rows[0]!.n);
    for (const { sentence, meaning } of words.sentences) {
      expect([/compliment/i.test(sentence), meaning]).toEqual([true, null]);
    }
    const meaning = await searcher.search('I get many compliments', { by: 'meaning', limit: 5 });
    const all = await database.query<{ n: number }>('select count(*) as n from verbatim.segment');
    expect(meaning).toMatchObject({
      searched: all.rows[0]!.n,
      model: made.engine.model.hash,
      language: 'en',
      notes: [],
    });
    expect(meaning.sentences.map((it) => it.words)).toEqual([null, null, null, null, null]);
    const cosines = meaning.sentences.map(({ similarity }) => similarity!);
    expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
    const both = await searcher.search('compliments');
    expect(both.sentences.some((it) => it.words !== null && it.meaning !== null)).toBe(true);
  });

  test('in comments that hold "what is quoted" and not -what has a minus', async () => {
    const { database, searcher } = await reviews();
    const texts = async (question: string) => {
      const { sentences } = await searcher.search(question, { limit: 50 });
      const { rows } = await database.query<{ text: string }>(
        'select text from verbatim.document where id = any($1::bigint[])',
        [sentences.map(({ documentId }) => documentId)],
      );
      return rows.map(({ text }) => text.toLowerCase());
    };
    const quoted = await texts('"true to size"');
    expect(quoted.length).toBeGreaterThan(1);
    for (const text of quoted) expect(text).toContain('true to size');
    const without = await texts('dress -petite -zipper');
    expect(without.length).toBeGreaterThan(10);
    for (const text of without) expect(text).not.toMatch(/\b(?:petites?|zippers?)\b/);
  });

  test('near to those of a comment, without its own', async () => {
    const { database, searcher } = await reviews([
      'I ordered this coat months ago, and it is still on back order.',
    ]);
    const { rows } = await database.query<{ id: number }>(
      `select f.id from verbatim.feedback f join verbatim.document d on d.id = f.document_id where d.text like '%still on back order%'`,
    );
    const found = await searcher.similar(rows[0]!.id);
    expect(sentences(found)).toContain('I ordered this 3 months ago, and it finally came off back order.');
    expect(found.sentences.map(({ feedbackId }) => feedbackId)).not.toContain(rows[0]!.id);
    await expect(searcher.similar(999_999)).rejects.toMatchObject({ code: 'COMMENT_UNKNOWN' });
  });
});

test('what many comments say is one sentence with their number', async () => {
  const crushed = Array.from(
    { length: 40 },
    (_, i) => `The parcel box was crushed. Order number ${i + 100}.`,
  );
  const { database, searcher } = await reviews([...crushed, 'The parcel box was crushed!']);
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id)
     select f.import_id, 1000 + i, f.source, md5('x' || i)::uuid, md5('x' || i)::uuid, f.document_id
       from generate_series(1, 9999) i
      cross join (select f.* from verbatim.feedback f join verbatim.document d on d.id = f.document_id
                   where d.text = 'The parcel box was crushed!') f`,
  );
  const found = await searcher.search('the parcel box was crushed');
  expect(sentences(found).filter((it) => /crushed/.test(it))).toHaveLength(1);
  expect(found.sentences[0]).toMatchObject({ comments: 10_040 });
  // The rest is other sentences, as many as were asked for.
  expect(found.sentences).toHaveLength(10);
});

describe('a filter', () => {
  async function dated() {
    const shop = await reviews();
    const { database } = shop;
    await database.query(
      `update verbatim.feedback set occurred_at = '2026-01-01'::timestamptz + id * interval '1 day',
              source = case when id % 2 = 0 then 'web' else 'shop' end;
       update verbatim.import set source = 'shop';
       insert into verbatim.import (source, file_name, encoding, delimiter, mapping) values ('web', 'x', 'utf-8', ',', '{}');
       insert into verbatim.handled (feedback_id, handled_by) select id, 'ana' from verbatim.feedback where id % 3 = 0`,
    );
    await editTopics(
      database,
      addTopic('00000000-0000-4000-8000-000000000001', { name: 'Tags', description: 'Tags.' }),
    );
    await database.query(
      `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
       select '00000000-0000-4000-8000-000000000001', s.document_id, s.model_id, s.ordinal, 0.9
         from verbatim.segment s join verbatim.document d on d.id = s.document_id
        where substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) ~ '\\mtags?\\M'`,
    );
    return shop;
  }

  test('leaves out comments and sentences before they are ranked, whichever way they are found', async () => {
    const { database, searcher } = await dated();
    const facts = async (ids: readonly number[]) =>
      (
        await database.query<{ day: string; source: string; rating: number; department: string }>(
          `select (occurred_at at time zone 'UTC')::date::text as day, source, rating, attributes ->> 'Department Name' as department
             from verbatim.feedback where id = any($1::bigint[])`,
          [ids],
        )
      ).rows;
    for (const by of ['both', 'words', 'meaning'] as const) {
      const find = async (filter: Partial<SearchFilter>) =>
        (await searcher.search('the dress is pretty', { filter, limit: 20, by })).sentences;
      const of = async (filter: Partial<SearchFilter>) => {
        const found = await find(filter);
        expect(found.length, JSON.stringify([by, filter])).toBeGreaterThan(0);
        return facts(found.map(({ feedbackId }) => feedbackId));
      };
      for (const { day } of await of({ first: '2026-01-10', last: '2026-02-20' })) {
        expect(day >= '2026-01-10' && day <= '2026-02-20').toBe(true);
      }
      for (const { source } of await of({ source: 'web' })) expect(source).toBe('web');
      for (const { rating } of await of({ ratings: [1, 3] })) expect(rating).toBeLessThanOrEqual(3);
      for (const { department } of await of({ attributes: { 'Department Name': 'Dresses' } })) {
        expect(department).toBe('Dresses');
      }
      for (const sentiment of ['negative', 'positive'] as const) {
        const found = await find({ sentiment });
        expect(found.map((it) => it.sentiment)).toEqual(found.map(() => sentiment));
        expect(found.length).toBeGreaterThan(0);
      }
      for (const handled of [true, false]) {
        const found = await find({ handled });
        expect(found.length).toBeGreaterThan(0);
        expect(found.map((it) => [it.handled, it.feedbackId % 3 === 0])).toEqual(
          found.map(() => [handled, handled]),
        );
      }
    }
    const tags = await searcher.search('a skirt', { filter: { topic: 'tags' }, by: 'meaning' });
    expect(tags.sentences.length).toBeGreaterThan(1);
    for (const { sentence } of tags.sentences) expect(sentence).toMatch(/\btags?\b/);
    // Two filters at once; the languages of texts are known without an attribute.
    const both = await searcher.search('dress', {
      filter: { source: 'web', attributes: { language: 'en' } },
    });
    expect(both.sentences.map(({ source }) => source)).toEqual(Array(10).fill('web'));
    expect(await searcher.search('dress', { filter: { first: '2030-01-01' } })).toMatchObject({
      sentences: [],
      searched: 0,
    });
  });

  test('that nothing fits says what was meant', async () => {
    const { searcher } = await dated();
    const code = (filter: Partial<SearchFilter>) =>
      searcher.search('dress', { filter }).then(
        ({ sentences }) => sentences.length,
        (error) => `${error.code}: ${error.message}`,
      );
    expect(await code({ source: 'wep' })).toBe(
      'FILTER_VALUE_UNKNOWN: No comment has the source wep. Did you mean web?',
    );
    expect(await code({ attributes: { 'Department Name': 'Dreses' } })).toBe(
      'FILTER_VALUE_UNKNOWN: No comment has the Department Name Dreses. Did you mean Dresses?',
    );
    expect(await code({ attributes: { Departmint: 'Dresses' } })).toMatch(
      /^ATTRIBUTE_UNKNOWN: .*Department Name/,
    );
    expect(await code({ topic: 'Tag' })).toMatch(/^TOPIC_UNKNOWN: .*Did you mean Tags\?/);
    expect(await code({ first: '2026-02-30' })).toMatch(/^FILTER_INVALID/);
    expect(await code({ first: '2026-03-01', last: '2026-02-01' })).toMatch(/^FILTER_INVALID/);
    expect(await code({ ratings: [3, 1] })).toMatch(/^FILTER_INVALID/);
    expect(await code({ source: "web' or true --" })).toMatch(/^FILTER_VALUE_UNKNOWN/);
  });
});

describe('a question', () => {
  test('may be anything', async () => {
    const { database, searcher } = await reviews();
    for (const question of ['', '   ', '""', '-', '?!', '\0', '-dress']) {
      await expect(searcher.search(question), JSON.stringify(question)).rejects.toMatchObject({
        code: 'QUESTION_EMPTY',
      });
    }
    const long = Array.from({ length: 10_000 }, (_, i) => `word${i}`).join(' ');
    await expect(searcher.search(long)).rejects.toMatchObject({ code: 'QUESTION_TOO_LONG' });
    for (const question of [
      "'; drop table verbatim.document; --",
      '<script>alert(1)</script> dress',
      'dress & | ! ( ) <-> :* \\ \' "',
      'dress\0with NUL and half a pair \ud800',
      `${'dress '.repeat(333)}`,
      '😀 dress',
      'a'.repeat(2_000),
      ':source :attributes $1 $2',
    ]) {
      const found = await searcher.search(question);
      expect(found.sentences.length, question.slice(0, 40)).toBeGreaterThan(0);
      await searcher.search(question, { by: 'words' });
    }
    const { rows } = await database.query<{ n: number }>('select count(*) as n from verbatim.document');
    expect(rows[0]!.n).toBeGreaterThan(70);
  });

  test('in a language that is not served says so', async () => {
    const { searcher } = await reviews();
    const { language, notes } = await searcher.search('生地がとても薄くて破れてしまいました');
    expect(language).toBe('ja');
    expect(notes).toContainEqual(expect.stringContaining('(ja)'));
  });
});

describe('the model', () => {
  test('that roll-ups are of is searched, and the active one is named', async () => {
    const { database, searcher, modelId } = await reviews();
    await updateRollup(database, 'day', modelId);
    await addModel(database, 'newcomer');
    const { model, notes, sentences } = await searcher.search('itchy tags');
    expect(model).toBe(made.engine.model.hash);
    expect(sentences.length).toBe(10);
    // Both are named by their hashes.
    const { rows } = await database.query<{ hash: string }>(
      `select hash from verbatim.model where name = 'newcomer'`,
    );
    expect(notes).toHaveLength(1);
    for (const hash of [model, rows[0]!.hash]) expect(notes[0]).toContain(hash.slice(0, 12));
  });

  test('without embeddings is searched by words, and refused by meaning', async () => {
    const { database, searcher } = await reviews();
    await database.query('update verbatim.segment set embedding = null');
    const found = await searcher.search('itchy tags');
    expect(sentences(found)).toContain('how can you make an intimates item with such itchy tags?');
    expect(found.notes).toEqual([expect.stringMatching(/^Only words were searched\./)]);
    await expect(searcher.search('itchy tags', { by: 'meaning' })).rejects.toMatchObject({
      code: 'SEARCH_UNREADABLE',
    });
  });

  test('is needed', async () => {
    const { database } = await testDatabase();
    const searcher = openSearcher({ database, openEngine });
    await expect(searcher.search('dress')).rejects.toMatchObject({ code: 'SEARCH_NO_DATA' });
  });
});

test('an index is asked with the documents of a filter; without an answer the tables are read', async () => {
  const { database, searcher } = await reviews();
  const asked: (readonly number[] | undefined)[] = [];
  const exact = await searcher.search('the fabric is thin', { by: 'meaning', limit: 30 });
  const withIndex = (answers: boolean) =>
    openSearcher({
      ...{ database, openEngine },
      index: {
        async nearest(_vector, { most, within }) {
          asked.push(within);
          const all = exact.sentences.map(({ documentId, ordinal, similarity }) => ({
            documentId,
            ordinal,
            similarity: similarity!,
          }));
          const sentences = all
            .filter(({ documentId }) => within?.includes(documentId) ?? true)
            .slice(0, most);
          return answers ? { sentences, searched: 1, notes: [] } : { notes: ['not ready'] };
        },
      },
    });
  const keys = (found: typeof exact) => found.sentences.map(keyOf);
  const options = { by: 'meaning', limit: 5 } as const;
  const found = await withIndex(true).search('the fabric is thin', options);
  expect([found.searched, keys(found)]).toEqual([1, keys(exact).slice(0, 5)]);
  const other = await withIndex(false).search('the fabric is thin', options);
  expect([other.searched, keys(other)]).toEqual([exact.searched, keys(exact).slice(0, 5)]);
  const filter = { ratings: [1, 2] as const, sentiment: 'negative' as const };
  const few = await withIndex(true).search('the fabric is thin', { ...options, filter });
  expect(asked[2]!.length).toBeLessThan(40);
  // It does not hold all that the filter leaves, so the tables are read in the end.
  expect(keys(few)).toEqual(keys(await searcher.search('the fabric is thin', { ...options, filter })));
});
