import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { storeMissingWords } from '../../../src/db/search/document-words.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { addModel } from '../../support/data/rollup-rows.ts';
import { insertDocuments } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

const never = new AbortController().signal;
const openEngine = () => Promise.reject(new Error('no model is opened for words'));

/** Comments of one sentence each, analysed by no model, with their words. @param texts language and text */
async function shop(texts: readonly (readonly [language: string | null, text: string])[]) {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'stub');
  await insertDocuments(
    database,
    texts.map(([, text]) => text),
  );
  await database.query(
    `with r as (insert into verbatim.run (trigger, model_id, status) values ('test', $1, 'done') returning id)
     insert into verbatim.analysis (document_id, model_id, run_id, emotions, emotion_probabilities, tokens, windows, truncated)
     select d.id, $1, r.id, '{}', '{}', 5, 1, false from verbatim.document d, r`,
    [modelId],
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative, neutral,
            positive, score, tokens)
     select d.id, $1, 0, 0, least(d.characters, 400), 'neutral', 0, 1, 0, 0, 5 from verbatim.document d`,
    [modelId],
  );
  await database.query(
    `with i as (insert into verbatim.import (source, file_name, encoding, delimiter, mapping)
                values ('shop', 'made', 'utf-8', ',', '{}') returning id)
     insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id)
     select i.id, d.id, 'shop', md5(d.id::text)::uuid, md5(d.id::text)::uuid, d.id from verbatim.document d, i`,
  );
  for (const [language, text] of texts) {
    await database.query('update verbatim.document set language = $1 where text = $2', [language, text]);
  }
  const stored = await storeMissingWords(database, never);
  const searcher = openSearcher({ database, openEngine });
  const find = async (question: string) =>
    (await searcher.search(question, { by: 'words', limit: 50 })).sentences.map(({ sentence }) => sentence);
  return { database, stored, find };
}

const words = async (database: Database) =>
  (
    await database.query<{ words: string[] }>(
      'select tsvector_to_array(words) as words from verbatim.document_words order by document_id',
    )
  ).rows.map((row) => row.words);

describe('words', () => {
  test('are compared by the rules of the language of each text, and as they are without rules', async () => {
    const { database, stored, find } = await shop([
      ['de', 'Die Lieferungen waren verspätet.'],
      ['en', 'Deliveries were delayed.'],
      ['fr', 'Les livraisons étaient retardées.'],
      ['ja', '配送 が 遅れました'],
      ['pl', 'Dostawy były opóźnione.'],
      [null, 'deliveries late lieferungen'],
    ]);
    expect(stored).toBe(6);
    expect(await find('Lieferung')).toEqual(['Die Lieferungen waren verspätet.']);
    expect(await find('Lieferungen')).toEqual([
      'Die Lieferungen waren verspätet.',
      'deliveries late lieferungen',
    ]);
    expect(await find('delivery')).toEqual(['Deliveries were delayed.']);
    expect(await find('livraison')).toEqual(['Les livraisons étaient retardées.']);
    expect(await find('配送')).toEqual(['配送 が 遅れました']);
    expect(await find('dostawy')).toEqual(['Dostawy były opóźnione.']);
    expect(await find('dostawa')).toEqual([]);
    // A second time there is nothing to store; words of a deleted text go with it.
    expect(await storeMissingWords(database, never)).toBe(0);
    await database.query(
      `delete from verbatim.feedback; delete from verbatim.analysis; delete from verbatim.document where language = 'de'`,
    );
    expect(await words(database)).toHaveLength(5);
  });

  test('are no masks', async () => {
    const { database, find } = await shop([
      ['en', 'Mail [email] and ask [person 3] for a refund [Sic].'],
      ['en', 'A person asked by email.'],
    ]);
    expect(await words(database)).toEqual([
      ['ask', 'mail', 'refund', 'sic'],
      ['ask', 'email', 'person'],
    ]);
    expect(await find('person')).toEqual(['A person asked by email.']);
  });

  test('that are rare count more, and half of the weight of a question must be there', async () => {
    const common = Array.from(
      { length: 60 },
      (_, i) => ['en', `The delivery was fine, number ${i}.`] as const,
    );
    const { find } = await shop([
      ...common,
      ['en', 'The hinge of the cupboard squeaks.'],
      ['en', 'A delivery with a broken hinge.'],
      [
        'en',
        'Squeaking hinges, again and again, whatever oil one takes, in every cupboard and in every door of it.',
      ],
    ]);
    expect(await find('hinge delivery')).toEqual([
      'A delivery with a broken hinge.',
      'The hinge of the cupboard squeaks.',
      'Squeaking hinges, again and again, whatever oil one takes, in every cupboard and in every door of it.',
    ]);
    expect(await find('hinge -squeaks')).toEqual(['A delivery with a broken hinge.']);
    expect(await find('"hinge broken"')).toEqual([]);
    expect(await find('"broken hinge"')).toEqual(['A delivery with a broken hinge.']);
    expect(await find('hinge or zipper')).toHaveLength(3);
  });

  test('of texts beyond the limits of Postgres do not stop a batch', async () => {
    const letters = Array.from({ length: 400 }, (_, i) =>
      String.fromCodePoint(0x10400 + (i % 40), 0x10400 + (i % 37)),
    );
    const pieces = (count: number, one: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => one(i)).join(' ');
    const { database, stored, find } = await shop([
      // 3 MB of different words, beyond 16,383 positions; first and last are looked for.
      ['en', `aardvark ${pieces(300_000, (i) => `word${i}`)} zymurgy`],
      ['en', pieces(40_000, (i) => `ab${i % 100}-cd${i}-ef${i}`)],
      ['en', pieces(40_000, (i) => `www.a${i}.de/b${i}?c=${i}`)],
      [
        'pl',
        pieces(60_000, (i) => `${letters[i % 400]}-${letters[(i * 7) % 400]}${letters[(i * 13) % 400]}`),
      ],
      ['en', 'x'.repeat(1_200_000)],
      ['en', `${'İ'.repeat(40)} `.repeat(20_000)],
      ['en', '\u0301'.repeat(100_000)],
      ['en', `${"'".repeat(3_000)}\\\\ & | ! :*`],
    ]);
    expect(stored).toBe(8);
    const { rows } = await database.query<{ largest: number }>(
      `select max(length(words::text)) as largest from verbatim.document_words`,
    );
    expect(rows[0]!.largest).toBeGreaterThan(100_000);
    expect(await find('aardvark')).toHaveLength(1);
    expect(await find('zymurgy')).toEqual([]);
  });
});

describe('reporting.search', () => {
  async function reviews() {
    const made = await shop([
      ['en', 'The zipper broke on the first day.'],
      ['en', 'Zippers break, they said, and gave my money back.'],
      ['en', 'A zip that works.'],
      ['de', 'Der Reißverschluss ist gebrochen.'],
    ]);
    await made.database.query(
      `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating)
       select import_id, 9, source, md5('later')::uuid, md5('later')::uuid, document_id, now() + interval '1 day', 2
         from verbatim.feedback where document_id = (select id from verbatim.document where text like 'The zipper%')`,
    );
    return made.database;
  }

  test('finds sentences with all words, the newest comment of each, by the rules of its text', async () => {
    const database = await reviews();
    const ask = async (question: string | null, most = 20) =>
      (
        await database.query<{ rank: number; sentence: string; comments: number; rating: number | null }>(
          'select rank, sentence, comments, rating from reporting.search($1, $2)',
          [question, most],
        )
      ).rows;
    expect(await ask('zipper broke')).toEqual([
      { rank: 1, sentence: 'The zipper broke on the first day.', comments: 2, rating: 2 },
    ]);
    expect((await ask('zippers')).map(({ rank }) => rank)).toEqual([1, 2]);
    expect(await ask('zippers', 1)).toHaveLength(1);
    expect(await ask('zippers', -5)).toHaveLength(1);
    expect((await ask('zipper -money')).map(({ sentence }) => sentence)).toEqual([
      'The zipper broke on the first day.',
    ]);
    expect(await ask('reißverschlusses')).toHaveLength(1);
    for (const question of [
      '',
      null,
      '-zipper',
      'the',
      "'; drop table verbatim.document; --",
      '& | !',
      '"',
    ]) {
      expect(await ask(question), String(question)).toEqual([]);
    }
    expect(await ask('zipper '.repeat(1_000))).toHaveLength(2);
  });

  test('is for roles that may read comments', async () => {
    const database = await reviews();
    const as = async (role: string) => {
      const connection = await database.connect();
      try {
        await connection.query(`set role ${role}`);
        return (await connection.query(`select * from reporting.search('zipper')`)).rowCount;
      } catch (error) {
        return (error as { code: string }).code;
      } finally {
        await connection.query('reset role');
        connection.release();
      }
    };
    expect(await as('verbatim_analyst')).toBe(2);
    expect(await as('verbatim_reader')).toBe('42501');
  });
});
