import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quotesOf } from '../../../src/analysis/digest/digest.ts';
import { feedbackIdsOf } from '../../../src/db/reports/summary-segments.ts';
import type { StoredModel } from '../../../src/db/results/models.ts';
import { type Generator, openGenerator } from '../../../src/inference/generation/generator.ts';
import { type DigestWriter, makeAndStoreDigest } from '../../../src/runs/digest/make-digest.ts';
import { summariseFeedback } from '../../../src/runs/digest/summarise-feedback.ts';
import { summaryWriter } from '../../../src/runs/digest/summary-writer.ts';
import { QuestionModel } from '../../../src/runs/search/question-model.ts';
import { updateThemes } from '../../../src/runs/themes/update.ts';
import { generatorWriter, type Judge } from '../../../src/runs/writing/writer.ts';
import { openShop, type Shop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';

const T5 = join(import.meta.dirname, '../../fixtures/parity/seq2seq-t5');
let made: Awaited<ReturnType<typeof testEngine>>;
let generator: Generator;
beforeAll(async () => {
  made = await testEngine();
  generator = await openGenerator(T5, { task: 'summarization' });
});
afterAll(async () => {
  await made.engine.close();
  await generator.close();
});

const NAMED = { name: 'seq2seq-t5', hash: 'c'.repeat(64) };
const TOO_LONG = 60_000;
const judge: Judge = (texts) =>
  new QuestionModel(async () => made.engine).judge({ hash: 'embedded' } as StoredModel, texts);

/** Every quote is what Postgres finds at its offsets. */
async function checkQuotes(
  shop: Shop,
  quotes: readonly { feedbackId: number; start: number; end: number; text: string }[],
) {
  for (const { feedbackId, start, end, text } of quotes) {
    const { rows } = await shop.database.query(
      `select substring(d.text from $2::int for $3::int) as text from verbatim.feedback f
         join verbatim.document d on d.id = f.document_id where f.id = $1`,
      [feedbackId, start + 1, end - start],
    );
    expect(rows[0].text).toBe(text);
  }
}

describe('a summary of', () => {
  test('all, a theme, a text, and what a query names', { timeout: TOO_LONG }, async () => {
    const shop = await openShop(made);
    await shop.takeDemo(0, 150);
    await updateThemes(shop.database);
    const count = async (sql: string) => (await shop.database.query<{ n: number }>(sql)).rows[0]!.n;
    const all = await summariseFeedback(shop.database, {});
    expect(all.comments).toBe(
      await count(`select count(*) as n from reporting.feedback_analysis where status = 'analysed'`),
    );
    expect(all).toMatchObject({ read: all.comments, abstract: null, extract: { kind: 'extracted' } });
    expect(all.extract.words).toBeLessThanOrEqual(60);
    expect(all.coverage!.value).toBeGreaterThan(0);
    await checkQuotes(shop, all.extract.sentences);
    expect(await summariseFeedback(shop.database, {})).toEqual(all);

    const { rows } = await shop.database.query(
      'select theme_id, feedback from reporting.theme order by 2 desc limit 1',
    );
    const theme = await summariseFeedback(shop.database, { themeId: rows[0].theme_id });
    expect(theme.comments).toBe(rows[0].feedback);
    await checkQuotes(shop, theme.extract.sentences);

    const ids = await feedbackIdsOf(
      shop.database,
      'select feedback_id, rating from reporting.feedback_analysis where rating <= 2',
    );
    const unhappy = await summariseFeedback(shop.database, { feedbackIds: ids }, { mostWords: 30 });
    expect(unhappy.comments).toBeGreaterThan(0);
    for (const { feedbackId } of unhappy.extract.sentences) expect(ids).toContain(feedbackId);

    const text = await summariseFeedback(shop.database, { documentId: 2 });
    expect(text.comments).toBe(1);
    const sample = await summariseFeedback(shop.database, {}, { mostComments: 20 });
    expect(sample).toMatchObject({ comments: all.comments, read: 20 });
  });

  test('what is not toxic: by the threshold of the model, also in a digest', {
    timeout: TOO_LONG,
  }, async () => {
    const shop = await openShop(made);
    await shop.takeDemo(0, 150);
    await updateThemes(shop.database);
    const model = { id: shop.modelId, name: 'm', version: '1', hash: 'a'.repeat(64) };
    const options = { model, period: { name: 'all', first: null, last: null }, by: [] };
    const placesOf = async () => {
      const { digest } = await makeAndStoreDigest(shop.database, options);
      expect(digest.subjects.complaints.flatMap(({ quotes }) => quotes).length).toBeGreaterThan(0);
      const { extract } = await summariseFeedback(shop.database, {});
      const quotes = [...quotesOf(digest), ...extract.sentences];
      return quotes.map(({ feedbackId, start }) => `${feedbackId} ${start}`);
    };
    const before = await placesOf();
    // The shipped model's threshold is 0.4.
    const mark = (toxicity: number) =>
      shop.database.query(
        `update verbatim.segment s set toxicity = $2 from verbatim.feedback f
          where f.document_id = s.document_id and f.id || ' ' || s.start_offset = any ($1)`,
        [before, toxicity],
      );
    await mark(0.39);
    expect(await placesOf()).toEqual(before);
    await mark(0.41);
    const after = await placesOf();
    expect(after.filter((place) => before.includes(place))).toEqual([]);
  });

  test('a period and a source; of nothing it is empty', { timeout: TOO_LONG }, async () => {
    const shop = await openShop(made);
    await shop.take(['Fine.', 'Bad.', 'It was late.']);
    await shop.database.query(
      `update verbatim.feedback set occurred_at = '2026-01-01'::timestamptz + id * interval '1 day'`,
    );
    const { rows } = await shop.database.query<{ at: Date }>(
      'select occurred_at as at from verbatim.feedback order by id',
    );
    const part = await summariseFeedback(shop.database, {
      since: rows[0]!.at,
      until: rows[2]!.at,
      source: 'shop',
    });
    expect(part).toMatchObject({ comments: 2, extract: { kind: 'quoted' } });
    expect(part.extract.sentences.map(({ text }) => text)).toEqual(['Fine.', 'Bad.']);
    const none = await summariseFeedback(shop.database, { source: 'nowhere' });
    expect(none).toMatchObject({ comments: 0, extract: { kind: 'empty' }, coverage: null, dissent: null });
  });

  test('a query that writes is refused', { timeout: TOO_LONG }, async () => {
    const shop = await openShop(made);
    await shop.take(['Fine.']);
    await expect(feedbackIdsOf(shop.database, 'delete from verbatim.feedback returning id')).rejects.toThrow(
      'read-only',
    );
    await expect(
      feedbackIdsOf(shop.database, 'select 1; commit; delete from verbatim.feedback'),
    ).rejects.toThrow();
    expect(await feedbackIdsOf(shop.database, 'select id from verbatim.feedback')).toHaveLength(1);
  });
});

test('a model that writes without sense is not believed', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 40);
  // Random weights: whatever it answers is borne out by nothing, or goes round in circles.
  const writer = summaryWriter(generatorWriter(NAMED, generator, { max_new_tokens: 40 }), judge);
  const { abstract, extract } = await summariseFeedback(shop.database, {}, { writer });
  expect(abstract!.written).toBeNull();
  expect(['unsupported', 'loops', 'empty', 'one-sided']).toContain(abstract!.reason);
  expect(extract.kind).toBe('extracted');
});

// Clear on one side, alone and in any context, by any weights.
const GOOD = [
  'The fabric is wonderfully soft and feels great all day.',
  'I love the bright colors of the print.',
  'It fits me perfectly and looks beautiful.',
  'The delivery was very fast and the parcel was nicely packed.',
  'The staff in the shop were friendly and really helpful.',
  'Excellent quality for such a low price.',
];
const BAD = [
  'The zipper broke on the very first day.',
  'Both seams ripped after one wash, which is terrible.',
  'The sleeves are far too short and look awful.',
  'Nobody answered when I asked for my money back.',
  'The parcel arrived two weeks late and was damaged.',
  'It smells horrible and the smell does not go away.',
];
const PLAIN = GOOD.flatMap((good, i) => [`${good} ${GOOD[(i + 2) % 6]}`, `${BAD[i]} ${BAD[(i + 3) % 6]}`]);

test('the engine judges what is written sentence by sentence', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.take(PLAIN);
  const { extract } = await summariseFeedback(shop.database, {});
  const engine = summaryWriter(generatorWriter(NAMED, generator), judge);
  // A model that repeats what it read is borne out by it.
  const writer = { ...engine, write: async () => extract.sentences.map(({ text }) => text).join(' ') };
  const { abstract } = await summariseFeedback(shop.database, {}, { writer });
  expect(abstract!.reason).toBeNull();
  expect(abstract!.dropped.invented).toBeUndefined();
  for (const { support } of abstract!.written!.sentences) expect(support).toBeGreaterThan(0.5);
});

test('a digest with a writer keeps what comments bear out, names its model, and is written once', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await openShop(made);
  await shop.take(PLAIN);
  await updateThemes(shop.database, { modelId: shop.modelId });
  const engine = summaryWriter(generatorWriter(NAMED, generator), judge);
  const model = { id: shop.modelId, name: 'm', version: '1', hash: 'a'.repeat(64) };
  const options = { model, period: { name: 'all', first: null, last: null }, by: ['source'] };
  const plain = await makeAndStoreDigest(shop.database, options);
  expect(plain.digest).not.toHaveProperty('writer');
  expect(plain.digest.summary).not.toHaveProperty('written');

  let loaded = 0;
  // Says again what is quoted of what it reads, and one thing that nobody said.
  const quoted = quotesOf(plain.digest).map(({ text }) => text.trim());
  const writer: DigestWriter = {
    model: NAMED,
    using: (work) => {
      loaded++;
      const write = async (sentences: readonly string[]) =>
        [...quoted.filter((it) => sentences.join(' ').includes(it)), 'The moon has 77 doors.'].join(' ');
      return work({ ...engine, write });
    },
  };
  const first = await makeAndStoreDigest(shop.database, { ...options, writer });
  expect(first.fresh).toBe(true);
  expect(first.id).not.toBe(plain.id);
  expect(first.digest.writer).toEqual(NAMED);
  const { written, quotes } = first.digest.summary;
  // The customers' own words are beside it, as without a writer.
  expect(quotes).toEqual(plain.digest.summary.quotes);
  expect(written).toMatchObject({ reason: null });
  expect(written!.sentences.length).toBeGreaterThan(0);
  expect(Object.values(written!.dropped).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  expect(JSON.stringify(first.digest)).not.toContain('77 doors');
  const all = [first.digest.summary, ...first.digest.themes.flatMap(({ summary }) => summary ?? [])];
  for (const summary of all) {
    await checkQuotes(
      shop,
      summary.written!.sentences.flatMap(({ sources }) => sources),
    );
  }

  const second = await makeAndStoreDigest(shop.database, { ...options, writer });
  expect([second.fresh, second.id, second.hash, loaded]).toEqual([false, first.id, first.hash, 1]);
  expect(JSON.stringify(second.digest)).toBe(JSON.stringify(first.digest));
});
