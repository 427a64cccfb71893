import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, AnswerStatement } from '../../../src/domain/search/answer.ts';
import { codePointSlices } from '../../../src/domain/text/code-point-slices.ts';
import { openAsker } from '../../../src/runs/search/ask.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { openShop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testServer } from '../../support/servers/upload-server.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
const NOW = new Date('2026-11-30T12:00:00Z');

beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

/** The first reviews of the demo, and what may be asked of them. */
async function reviews(rows: number) {
  const shop = await openShop(made);
  await shop.takeDemo(0, rows);
  const { database } = shop;
  const searcher = openSearcher({ database, openEngine: async () => made.engine });
  const asker = openAsker({ database, searcher });
  return {
    ...{ database, asker },
    ask: (question: string): Promise<Answer> => asker.ask(question, { now: NOW }),
    /** The counted sentences of a statement, read from the tables. */
    async counted({ sentences }: AnswerStatement): Promise<string[]> {
      const { rows: found } = await database.query<{ text: string }>(
        `select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text
           from unnest($1::bigint[], $2::int[]) as k (document_id, ordinal)
           join verbatim.segment s using (document_id, ordinal) join verbatim.document d on d.id = s.document_id`,
        [sentences.map(({ documentId }) => documentId), sentences.map(({ ordinal }) => ordinal)],
      );
      return found.map(({ text }) => text);
    },
  };
}

test('answers hold what a person found by reading the first 250 reviews, and are proven', async () => {
  const { database, ask, counted } = await reviews(250);
  const allOf = async ({ statements }: Answer) => (await Promise.all(statements.map(counted))).flat();

  // Eleven reviews tell of compliments, and are glad.
  const compliments = await ask('what do people say about compliments?');
  const [first] = compliments.statements;
  expect(first).toMatchObject({
    sentiment: 'positive',
    quote: { text: expect.stringMatching(/compliment/i) },
  });
  const told = (await counted(first!)).filter((text) => /compliment/i.test(text));
  expect(told.length).toBeGreaterThanOrEqual(4);
  const inAll = (await allOf(compliments)).filter((text) => /compliment/i.test(text));
  expect(new Set(inAll).size).toBeGreaterThanOrEqual(8);
  expect(compliments.about!.comments).toBeGreaterThanOrEqual(11);

  // One finds the top "so scratchy"; three deny what others say.
  const scratchy = await ask('why do people complain about scratchy material?');
  expect(scratchy.filter).toEqual({ sentiment: 'negative' });
  const complaints = await allOf(scratchy);
  expect(complaints.filter((text) => text.includes('scratchy'))).not.toEqual([]);
  for (const text of complaints) {
    expect(text).not.toMatch(/did not feel scratchy|do not agree|wasn't as scratchy/);
  }

  // It broke, it is at the side, a layer is sewn into it; two praise it.
  const zipper = await ask('what problems do people have with the zipper?');
  const problems = await allOf(zipper);
  expect(problems.filter((text) => /zipper broke|side zipper|major design flaw/.test(text))).not.toEqual([]);
  for (const text of problems) expect(text).not.toMatch(/easier to get on and off|structured look/);
  expect(new Set(zipper.statements.map(({ sentiment }) => sentiment))).toEqual(new Set(['negative']));

  for (const subject of ['fabric', 'sleeves', 'the price']) {
    const { statements, comments } = await ask(`what do people say about ${subject}?`);
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements) {
      const { quote, share } = statement;
      const { rows } = await database.query<{ text: string }>(
        'select d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id where f.id = $1',
        [quote.feedbackId],
      );
      expect(codePointSlices(rows[0]!.text, [quote])).toEqual([quote.text]);
      expect(share!.value).toBeCloseTo(statement.comments / comments, 12);
      expect(await counted(statement)).toContain(quote.text);
    }
  }

  for (const question of [
    'invoices in Portuguese',
    'what do people say about mortgages?',
    'Warum sind Kunden mit dem Frühstück unzufrieden?',
    'Can I pay into my account by cheque?',
  ]) {
    const { statements, about, comments } = await ask(question);
    expect([question, statements, about]).toEqual([question, [], null]);
    expect(comments).toBeGreaterThan(200);
  }
});

test('bad input', async () => {
  const { database, ask } = await reviews(40);
  for (const empty of ['', ' ?! '])
    await expect(ask(empty)).rejects.toMatchObject({ code: 'QUESTION_EMPTY' });
  await expect(ask('why '.repeat(10_000))).rejects.toMatchObject({ code: 'QUESTION_TOO_LONG' });
  for (const hostile of [
    '<img src=x onerror=alert(1)> sleeves',
    `sleeves'; drop table verbatim.feedback; --`,
    'sleeves \u0000 \ud800',
  ]) {
    expect((await ask(hostile)).question.isWellFormed()).toBe(true);
  }
  const { rows } = await database.query<{ n: number }>('select count(*) as n from verbatim.feedback');
  expect(rows[0]!.n).toBe(40);

  const near = await ask('what do people say about sleeves in Dreses?');
  expect(near.near).toEqual([{ word: 'Dreses', value: 'Dresses', name: expect.any(String) }]);
  expect(near.subject).toBe('sleeves');

  const unserved = await ask('袖についてどう思いますか');
  expect(unserved.language).toBe('ja');
  expect(unserved.notes).toEqual(['Filters are understood in en, de, fr, es only; the question is in ja.']);
});

test('POST /ask answers keys that may see quotes, and notes them in the access log', async () => {
  const { asker } = await reviews(40);
  const apiKey = 'k'.repeat(40);
  const { address, database } = await testServer({ asker, apiKey });
  const post = (body: unknown, key = apiKey) =>
    fetch(`${address}/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const question = 'what do people say about the dress?';
  const response = await post({ question, limit: 2 });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as Answer;
  expect(answer).toEqual(
    JSON.parse(JSON.stringify(await asker.ask(question, { now: new Date(), limit: 2 }))),
  );
  expect(answer.statements).toHaveLength(2);
  const { rows } = await database.query('select what, place from verbatim.access_log');
  expect(rows).toEqual([{ what: 'quote', place: 'POST /ask' }]);
  for (const bad of [{ question: '' }, { question: 'why', limit: 99 }, {}]) {
    expect((await post(bad)).status).toBe(400);
  }
  expect((await post({ question }, 'wrong')).status).toBe(401);
});
