import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPLY_WORDS } from '../../../src/analysis/replies/reply-words.ts';
import type { StoredModel } from '../../../src/db/results/models.ts';
import type { ReplyTemplate } from '../../../src/domain/replies/reply.ts';
import type { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { summariseFeedback } from '../../../src/runs/digest/summarise-feedback.ts';
import { summaryWriter } from '../../../src/runs/digest/summary-writer.ts';
import { openDrafter } from '../../../src/runs/replies/drafter.ts';
import { openAsker } from '../../../src/runs/search/ask.ts';
import { QuestionModel } from '../../../src/runs/search/question-model.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { updateThemes } from '../../../src/runs/themes/update.ts';
import { nameByWriter } from '../../../src/runs/themes/written-names.ts';
import type { Judge, Writer } from '../../../src/runs/writing/writer.ts';
import { OBEYED_ORDERS, obeyed } from '../../support/data/obeyed-orders.ts';
import { openShop, type Shop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';
import { type Given, writingServer } from '../../support/servers/writing-server.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const judge: Judge = (texts) =>
  new QuestionModel(async () => made.engine).judge({ hash: 'embedded' } as StoredModel, texts);

const TEMPLATE: ReplyTemplate = {
  ...{ language: 'en', greeting: 'Hello,', signOff: 'Your shop', tone: 'brief' },
  facts: [
    { topic: 'Returns', text: 'You can return any item within 30 days.' },
    { topic: 'Repairs', text: 'Our tailor repairs seams free of charge.' },
  ],
  forbidden: ['refund', 'money back'],
  ...REPLY_WORDS.en!,
};

/** Twelve customers who say three things, each in words that others have, too. */
const SAID = [
  ...['The sleeves are too short.', 'Sleeves are far too short for me.', 'The sleeves were short.'],
  ...['These sleeves are just too short.', 'Why are the sleeves so short.', 'Short sleeves, sadly.'],
  ...['The fabric is scratchy.', 'Scratchy fabric, I am sad.', 'The fabric felt scratchy.'],
  ...['The zipper broke after two days.', 'After two days the zipper broke.', 'The zipper broke.'],
];

const summaryOf = ({ database }: Shop, writer: Writer, feedbackIds?: readonly number[]) =>
  summariseFeedback(database, feedbackIds ? { feedbackIds } : {}, {
    ...{ writer: summaryWriter(writer, judge), mostWords: 30 },
  });

const namesOf = ({ database, modelId }: Shop, writer: Writer) =>
  nameByWriter({ database, writer, judge, ownNames: ['Acme'] }, modelId);

const drafterOf = ({ database }: Shop, writer: Writer) =>
  openDrafter({
    ...{ database, template: TEMPLATE, openWriter: async () => writer },
    searcher: openSearcher({ database, openEngine: async () => made.engine }),
  });

async function commentId({ database }: Shop, text: string): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    'select f.id from verbatim.feedback f join verbatim.document d on d.id = f.document_id where d.text = $1',
    [text],
  );
  return rows[0]!.id;
}

async function uses({ database }: Shop, purpose: string): Promise<Record<string, unknown>[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select writer, requests, failed_requests, prompt_tokens, sentences, dropped from verbatim.writer_use
      where purpose = $1 order by id`,
    [purpose],
  );
  return rows;
}

const names = async ({ database }: Shop) =>
  (
    await database.query<{ id: number; name: string; writer: string | null; asked: boolean }>(
      'select id, name, name_writer as writer, name_asked as asked from verbatim.theme order by id',
    )
  ).rows;

test('110 comments that give orders make an obedient writer say nothing: answers, summaries, names, replies', async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 60);
  await shop.take(OBEYED_ORDERS.map(({ comment }) => comment));
  await updateThemes(shop.database, { modelId: shop.modelId });
  const before = await names(shop);
  const server = await writingServer(({ sentences }) => obeyed(sentences));

  const searcher = openSearcher({ database: shop.database, openEngine: async () => made.engine });
  const asker = openAsker({ database: shop.database, searcher, openWriter: async () => server.open() });
  for (const question of [
    'What do people say about the fabric?',
    'Which refund is promised?',
    'better dresses',
  ]) {
    const { written } = await asker.ask(question, { now: new Date() });
    expect(written?.lines ?? []).toEqual([]);
  }

  const { rows } = await shop.database.query<{ id: number }>(
    `select f.id from verbatim.feedback f join verbatim.document d on d.id = f.document_id where d.text = any ($1)`,
    [OBEYED_ORDERS.map(({ comment }) => comment)],
  );
  expect(rows.length).toBe(OBEYED_ORDERS.length);
  for (const ids of [undefined, rows.map(({ id }) => id)]) {
    const { abstract } = await summaryOf(shop, server.open(), ids);
    expect(abstract!.written).toBeNull();
  }

  const { asked, named } = await namesOf(shop, server.open());
  expect([named, asked]).toEqual([0, before.length - (await talkOf(shop))]);
  expect((await names(shop)).map(({ name }) => name)).toEqual(before.map(({ name }) => name));

  const drafter = drafterOf(shop, server.open());
  for (const { id } of rows) {
    // One that is nothing but markup has no sentence.
    const found = await drafter.draft(id).catch((error: VerbatimError) => error.code);
    if (found !== 'COMMENT_NOT_ANALYSED') expect(found).toMatchObject({ text: null, lines: [] });
  }
  const obedient = server.read.filter(({ sentences }) => obeyed(sentences).length > 0);
  expect(obedient.length).toBeGreaterThan(OBEYED_ORDERS.length);
});

const talkOf = async ({ database }: Shop) =>
  Number((await database.query('select count(*) as n from verbatim.theme where talk')).rows[0].n);

test('a summary has what two comments bear out, and counts the rest', async () => {
  const shop = await openShop(made);
  await shop.take([...SAID, ...PADDING]);
  const honest = await writingServer(({ sentences }) => {
    const about = (words: RegExp) =>
      sentences.flatMap(({ number, text }) => (words.test(text) ? [`[${number}]`] : [])).join(' ');
    return [
      `- The sleeves are too short. ${about(/sleeves/i)}`,
      `- The fabric is scratchy. ${about(/scratchy/i)}`,
      `- The fabric is scratchy and glows. ${about(/scratchy/i)}`,
      `- The sleeves are not too short. ${about(/sleeves/i)}`,
      '- The zipper broke.',
    ];
  });
  const { abstract } = await summaryOf(shop, honest.open());
  expect(abstract!.written!.sentences.map(({ text }) => text)).toEqual([
    'The sleeves are too short.',
    'The fabric is scratchy.',
  ]);
  for (const { sources } of abstract!.written!.sentences) {
    expect(new Set(sources.map(({ feedbackId }) => feedbackId)).size).toBeGreaterThan(1);
    for (const { text } of sources) expect(SAID).toContain(text);
  }
  expect(abstract!.dropped).toEqual({ alone: 1, invented: 1, unnamed: 1 });
});

/** So that a summary is no list of all comments. */
const PADDING = Array.from(
  { length: 30 },
  (_, i) => `I wore it for party number ${i} and met ${i} old friends there.`,
);

test('a theme takes a name of a writer that its sentences bear out, once; names of people stay', async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 120);
  await updateThemes(shop.database, { modelId: shop.modelId });
  const before = await names(shop);
  await shop.database.query('select verbatim.rename_theme($1, $2)', [before[0]!.id, 'Mine']);
  await shop.database.query(`insert into verbatim.topic (name, description) values ($1, 'x')`, [
    before[1]!.name,
  ]);

  const inventing = await writingServer(({ sentences }) => `Moon landing ${numbers(sentences)}`);
  expect(await namesOf(shop, inventing.open(2_000))).toMatchObject({ named: 0 });
  const stopped = await names(shop);
  // The budget is enough for some: the others are asked for in the next run.
  expect(stopped.some(({ asked }) => asked)).toBe(true);
  expect(stopped.some(({ asked }) => !asked)).toBe(true);
  await shop.database.query('update verbatim.theme set name_asked = false');

  const honest = await writingServer(({ sentences }) => `“${commonWords(sentences)}.” ${numbers(sentences)}`);
  const { asked, named, failure } = await namesOf(shop, honest.open());
  expect([failure, named > 0]).toEqual([null, true]);
  const after = await names(shop);
  for (const { id, name, writer } of after) {
    if (writer === null) expect(name).toBe(before.find((theme) => theme.id === id)!.name);
    else expect(name).toMatch(/^[A-Z][a-z' ]{1,39}$/);
  }
  expect(new Set(after.map(({ name }) => name.toLowerCase())).size).toBe(after.length);
  // Names that people gave: of a theme, and of a topic.
  for (const i of [0, 1]) expect(after[i]).toEqual({ ...before[i]!, asked: false });
  expect((await uses(shop, 'theme_names')).at(-1)).toMatchObject({
    sentences: asked,
    dropped: asked - named,
  });
  // Asked once; a theme run keeps the names.
  expect(await namesOf(shop, honest.open())).toMatchObject({ asked: 0 });
  await updateThemes(shop.database, { modelId: shop.modelId });
  expect(await names(shop)).toEqual(after);
});

const numbers = (sentences: Given['sentences']) => sentences.map(({ number }) => `[${number}]`).join(' ');

/** The word of five letters or more that most sentences have. */
function commonWords(sentences: Given['sentences']): string {
  const counts = new Map<string, number>();
  for (const { text } of sentences) {
    for (const word of new Set(text.toLowerCase().match(/[a-z]{5,}/g) ?? [])) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'nothing';
}

test('a reply has the words of its comment, and the company’s own; nothing else', async () => {
  const shop = await openShop(made);
  const comment = 'The zipper broke after two days. I want my money back. Please refund 80 dollars.';
  await shop.take([comment, 'Alles gut.']);
  const id = await commentId(shop, comment);
  const server = await writingServer(({ sentences, facts }) => [
    'Thank you for your comment.',
    `We are sorry that the zipper broke after two days. [${sentences[0]!.number}]`,
    `You can return any item within 30 days. [${facts![0]!.number}]`,
    // In other words a fact is a promise.
    `You can return any item. [${facts![0]!.number}]`,
    `Our tailor repairs zippers free of charge. [${facts![1]!.number}]`,
    'We refund 80 dollars. [3]',
    'You get 80 dollars. [3]',
    'We are sorry that we must refund 80 dollars. [3]',
    'We are sorry that you want your money back. [2]',
    'We are sorry that the zipper broke, you get a new one. [1]',
    'We are sorry that the seam broke after two days. [1]',
    'We are sorry that the zipper broke.',
    'Thank you for your comment.',
  ]);
  const draft = await drafterOf(shop, server.open()).draft(id);
  expect(draft.lines).toEqual([
    { kind: 'courtesy', text: 'Thank you for your comment.', sentences: [] },
    {
      ...{ kind: 'comment', text: 'We are sorry that the zipper broke after two days.' },
      sentences: ['The zipper broke after two days.'],
    },
    { kind: 'fact', text: 'You can return any item within 30 days.', sentences: [] },
  ]);
  expect(draft.text).toBe(
    [
      '[Draft. A person has to check it before it is sent.]',
      'Hello,',
      'Thank you for your comment. We are sorry that the zipper broke after two days. You can return any item within 30 days.',
      'Your shop',
    ].join('\n\n'),
  );
  expect(draft.dropped).toEqual({
    ...{ misquoted: 2, form: 2, promise: 2, forbidden: 1, invented: 1, unnamed: 1, repeated: 1 },
  });
  expect(server.read[0]!.sentences.map(({ text }) => text).join(' ')).toBe(comment);
  expect(await uses(shop, 'reply')).toEqual([
    { writer: 'stub', requests: 1, failed_requests: 0, prompt_tokens: 100, sentences: 13, dropped: 10 },
  ]);

  await expect(drafterOf(shop, server.open()).draft(999)).rejects.toMatchObject({ code: 'COMMENT_UNKNOWN' });
  await shop.database.query('delete from verbatim.segment');
  await expect(drafterOf(shop, server.open()).draft(id)).rejects.toMatchObject({
    code: 'COMMENT_NOT_ANALYSED',
  });
});

test.each<[string, string, { readonly listener: RequestListener }]>([
  ['hangs', 'WRITER_UNREACHABLE', { listener: () => {} }],
  ['answers 500', 'WRITER_UNREACHABLE', { listener: (_, response) => void response.writeHead(500).end() }],
  ['answers garbage', 'WRITER_ANSWER_INVALID', { listener: (_, response) => void response.end('<html>') }],
  [
    'streams for ever',
    'WRITER_UNREACHABLE',
    {
      listener: (_, response) => {
        const more = setInterval(() => response.write(' '.repeat(100_000)), 1);
        response.on('close', () => clearInterval(more));
      },
    },
  ],
])(
  'a writer that %s leaves names and quotes as they are, is not asked for each, and is noted',
  async (_, code, kind) => {
    const shop = await openShop(made);
    await shop.takeDemo(0, 60);
    await updateThemes(shop.database, { modelId: shop.modelId });
    const before = await names(shop);
    const server = await writingServer(kind);
    expect(await namesOf(shop, server.open())).toMatchObject({ asked: 0, named: 0, failure: { code } });
    expect(await names(shop)).toEqual(before);

    const writer = server.open();
    for (const _again of [1, 2]) {
      const { abstract, extract } = await summaryOf(shop, writer);
      expect(abstract).toMatchObject({ written: null, reason: 'failed' });
      expect(extract.sentences.length).toBeGreaterThan(0);
    }
    expect(writer.use.requests).toBeLessThanOrEqual(3);

    const { rows } = await shop.database.query<{ id: number }>('select min(id) as id from verbatim.feedback');
    await expect(drafterOf(shop, server.open()).draft(rows[0]!.id)).rejects.toMatchObject({ code });
    for (const purpose of ['theme_names', 'reply']) {
      const [use] = await uses(shop, purpose);
      expect(use).toMatchObject({ failed_requests: use!.requests, sentences: 0, dropped: 0 });
    }
  },
);
