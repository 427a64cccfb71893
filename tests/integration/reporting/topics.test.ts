import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { z } from 'zod';
import { readConfig } from '../../../src/app/config.ts';
import { Lifecycle } from '../../../src/app/lifecycle.ts';
import type { App } from '../../../src/app/open.ts';
import { withLoneRun } from '../../../src/db/lone-run.ts';
import { activateModel, recordModel } from '../../../src/db/results/models.ts';
import { embeddingDimensions } from '../../../src/db/themes/vectors.ts';
import { editTopics } from '../../../src/db/topics/edits.ts';
import { readTopics } from '../../../src/db/topics/rows.ts';
import { readTextVectors, textHash, writeTextVectors } from '../../../src/db/topics/texts.ts';
import {
  addTopic,
  changeTopic,
  mergeTopics,
  retireTopic,
  reviveTopic,
} from '../../../src/domain/topics/topic-edits.ts';
import { modelRecord, readServedModel } from '../../../src/inference/model/served-model.ts';
import { report } from '../../../src/reporting/report.ts';
import { undoImport } from '../../../src/runs/imports/undo.ts';
import { catalogueTopics } from '../../../src/runs/topics/candidates.ts';
import { suggestFromFiles } from '../../../src/runs/topics/catalogue.ts';
import { judgeTrials } from '../../../src/runs/topics/prepared.ts';
import { suggestTopics } from '../../../src/runs/topics/suggest.ts';
import { updateTopics } from '../../../src/runs/topics/update.ts';
import { SUGGESTIONS } from '../../../src/server/routes/codebook-routes.ts';
import { buildServer } from '../../../src/server/server.ts';
import { ROOT } from '../../support/cli.ts';
import { openShop, type Shop } from '../../support/data/theme-nights.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const TOO_LONG = 180_000;
const never = new AbortController().signal;
const appOf = ({ database }: Shop): App => ({
  ...{ config: readConfig({}), database, keyring: null, lifecycle: new Lifecycle(), wait: 0, first: false },
});
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const example = (text: string, counter = false) => ({ text, language: null, counter });

async function rows<Row>(shop: Shop, sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await shop.database.query(sql, values)).rows as Row[];
}
/** All results: topic, sentence, probability. */
const results = (shop: Shop) =>
  rows<{ row: string }>(
    shop,
    `select concat_ws(' ', t.name, s.document_id, s.ordinal, s.probability) as row
       from verbatim.sentence_topic s join verbatim.topic t on t.id = s.topic_id order by 1`,
  ).then((found) => found.map(({ row }) => row));

/** As after the loss of results, with the judges kept. */
async function forget(shop: Shop): Promise<void> {
  await shop.database.query('delete from verbatim.sentence_topic');
  await shop.database.query('delete from verbatim.topic_scored');
}

async function clothes(rowCount = 150): Promise<Shop> {
  const shop = await openShop(made);
  await shop.takeDemo(0, rowCount);
  await editTopics(shop.database, (topics) =>
    addTopic(uuid(1), { name: 'Clothes', description: 'What is said of a garment.' })(topics),
  );
  for (const [n, name, description] of [
    [
      2,
      'Fabric',
      'What the item is made of and how the material feels: soft, itchy, thin, thick, see through.',
    ],
    [3, 'Size', 'Whether the item fits: true to size, runs small or large, tight or loose.'],
    [4, 'Returns', 'Sending an item back: returned it, it goes back, exchange, refund.'],
  ] as const) {
    await editTopics(
      shop.database,
      addTopic(uuid(n), { name, description, parent: n < 4 ? 'Clothes' : null }),
    );
  }
  return shop;
}

test('sentences are judged by descriptions; a comment has the topics of its sentences and of those above', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes();
  const run = await updateTopics(appOf(shop));
  expect(run).toMatchObject({ topics: 4, rejudged: 4 });
  expect(run.results).toBeGreaterThan(50);
  const sure = await rows<{ topic: string; sentence: string; text: string }>(
    shop,
    `select s.topic, s.sentence, d.text from reporting.sentence_topic s join verbatim.document d on d.id = s.document_id
      where s.probability > 0.6 order by s.probability desc`,
  );
  for (const { sentence, text } of sure) expect(text).toContain(sentence);
  const of = (topic: string) => sure.filter((it) => it.topic === topic).map(({ sentence }) => sentence);
  const share = (found: string[], words: RegExp) =>
    found.filter((it) => words.test(it)).length / found.length;
  expect(of('Fabric').length).toBeGreaterThan(5);
  expect(
    share(
      of('Fabric'),
      /fabric|material|soft|thick|thin|sheer|cotton|knit|silk|wool|stretch|lin(en|ing)|itch/i,
    ),
  ).toBeGreaterThan(0.8);
  expect(
    share(of('Size'), /fit|size|small|large|tight|loose|big|petite|medium|wide|xs/i),
  ).toBeGreaterThanOrEqual(0.8);

  // A comment is about Clothes if it is about Fabric or Size.
  const [counts] = await rows<Record<string, number>>(
    shop,
    `select count(*) filter (where topic in ('Fabric', 'Size')) as below,
            count(distinct feedback_id) filter (where topic in ('Fabric', 'Size')) as comments,
            count(distinct feedback_id) filter (where topic = 'Clothes') as above,
            count(*) filter (where topic = 'Clothes' and path <> 'Clothes') as wrong
       from reporting.feedback_topic`,
  );
  expect(counts!.above).toBeGreaterThanOrEqual(Number(counts!.comments));
  expect(counts!.wrong).toBe(0);

  const [section] = await report(shop.database, { name: 'topics' });
  const fabric = section!.rows.find(({ topic }) => topic === 'Clothes › Fabric')!;
  const [counted] = await rows<{ n: number; negative: number }>(
    shop,
    `select count(*) as n, count(*) filter (where negative > 0) as negative from reporting.feedback_topic where topic = 'Fabric'`,
  );
  expect(fabric).toMatchObject({ n: counted!.n, negative: counted!.negative / counted!.n });
  expect(Number(fabric.low)).toBeLessThan(Number(fabric.share));
  expect(Number(fabric.high)).toBeGreaterThan(Number(fabric.share));
  expect(section!.rows.at(-1)!.topic).toBe('(no topic)');
  const split = await report(shop.database, { name: 'topics', attributes: ['Department Name'] });
  const parts = split[0]!.rows.filter(({ topic }) => topic === 'Clothes › Fabric');
  expect(parts.reduce((sum, { n }) => sum + Number(n), 0)).toBe(fabric.n);
  expect(parts.length).toBeGreaterThan(1);
  // Cells of fewer than ten comments are not shown to callers without the right to read comments.
  await expect(
    report(shop.database, { name: 'topics', attributes: ['Department Name'], countsOnly: true }),
  ).rejects.toMatchObject({ code: 'ATTRIBUTE_UNCOUNTED' });
  const few = await report(shop.database, { name: 'topics', countsOnly: true });
  for (const { n } of few[0]!.rows) expect(n === null || Number(n) >= 10).toBe(true);
});

test('a run judges new sentences, an edit that topic alone, and a run without news writes nothing', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes(60);
  const app = appOf(shop);
  await updateTopics(app);
  const first = await results(shop);
  expect(await updateTopics(app)).toMatchObject({ rejudged: 0, documents: 0, sentences: 0, results: 0 });
  expect(await results(shop)).toEqual(first);

  await shop.takeDemo(60, 80);
  const second = await updateTopics(app);
  expect(second).toMatchObject({ rejudged: 0 });
  expect(second.documents).toBeGreaterThan(10);
  expect(await results(shop)).toEqual(expect.arrayContaining(first));
  // As if all had come at once.
  const before = await results(shop);
  await forget(shop);
  await updateTopics(app);
  expect(await results(shop)).toEqual(before);

  await editTopics(
    shop.database,
    changeTopic('Fabric', { description: 'Colours: blue, red, the shade of a print.' }),
  );
  expect(await updateTopics(app)).toMatchObject({ rejudged: 1, documents: 0 });
  const after = await results(shop);
  const others = (all: string[]) => all.filter((row) => !row.startsWith('Fabric '));
  expect(others(after)).toEqual(others(before));
  expect(after.filter((row) => row.startsWith('Fabric '))).not.toEqual(
    before.filter((row) => row.startsWith('Fabric ')),
  );
  // A move changes no definition.
  await editTopics(shop.database, changeTopic('Fabric', { parent: null }));
  expect(await updateTopics(app)).toMatchObject({ rejudged: 0 });
});

test('a topic that is changed while a run goes on is judged as it was, and by the next run as it is', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes(60);
  const app = appOf(shop);
  await updateTopics(app);
  await shop.takeDemo(60, 120);
  const stored = await readTopics(shop.database);
  // Renamed, and renamed back, so that a new definition is judged while it is changed again.
  await editTopics(
    shop.database,
    changeTopic('Returns', { description: 'The shop: its staff and its branches.' }),
  );
  const running = updateTopics(app);
  await editTopics(
    shop.database,
    changeTopic('Returns', {
      name: 'Sent back',
      description: stored.find(({ name }) => name === 'Returns')!.description,
    }),
  );
  await running;
  const next = await updateTopics(app);
  const [judge] = await rows<{ n: number }>(
    shop,
    `select count(distinct definition) as n from verbatim.topic_model where topic_id = $1`,
    [uuid(4)],
  );
  expect(judge!.n).toBe(1);
  expect(next.rejudged).toBeLessThanOrEqual(1);
  expect(await updateTopics(app)).toMatchObject({ rejudged: 0, documents: 0 });
  const settled = await results(shop);
  await forget(shop);
  await updateTopics(app);
  expect(await results(shop)).toEqual(settled);
  expect(settled.some((row) => row.startsWith('Sent back '))).toBe(true);

  // One run at a time, and an aborted one stores nothing.
  await withLoneRun(shop.database, 'topics', async () => {
    await expect(updateTopics(app)).rejects.toMatchObject({ code: 'TOPICS_BUSY' });
  });
  const aborted = AbortSignal.abort('SIGTERM');
  await expect(updateTopics(app, { rebuild: true, signal: aborted })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  expect(await results(shop)).toEqual(settled);
});

test('eight examples make a head, whose precision and recall are shown before it is used', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes();
  const app = appOf(shop);
  const length = [
    'It is too short on me.',
    'The skirt is the perfect length.',
    'Sleeves end above my wrists.',
    'Way too long, I had to hem it.',
    'It hits just below the knee.',
    'The dress is very short.',
    'Nice length for tall women.',
    'The top is cropped and shorter than in the picture.',
    'It drags on the floor.',
  ];
  const colour = [
    'The colour is a bright red.',
    'I love the blue.',
    'Colors fade after a wash.',
    'It is more grey than green.',
    'The print is vivid.',
    'The navy looks black.',
    'Beautiful shade of pink.',
    'The white is see through.',
  ];
  await editTopics(
    shop.database,
    addTopic(uuid(5), {
      name: 'Length',
      description: 'How long or short it is.',
      examples: [...length.map((it) => example(it)), example('Short on time, I ordered online.', true)],
    }),
  );
  await editTopics(
    shop.database,
    addTopic(uuid(6), {
      name: 'Colour',
      description: 'Its colour and print.',
      examples: colour.map((it) => example(it)),
    }),
  );
  const topics = await readTopics(shop.database);
  const trials = await judgeTrials(app, topics, never);
  const judges = await trials.judges(
    topics.filter(({ name }) => name === 'Length'),
    { checked: true },
  );
  expect(judges[0]).toMatchObject({ method: 'head', examples: 9, counterExamples: 1 });
  const { hits, misses, falseAlarms } = judges[0]!.check!;
  expect(hits + misses).toBe(9);
  expect(hits).toBeGreaterThanOrEqual(5);
  expect(falseAlarms).toBeLessThanOrEqual(2);
  expect(await rows(shop, 'select from verbatim.topic_model')).toEqual([]);
  await updateTopics(app);
  const [stored] = await rows<Record<string, unknown>>(
    shop,
    `select method, examples, precision, precision_low, recall, recall_high from reporting.topic where name = 'Length'`,
  );
  expect(stored).toMatchObject({ method: 'head', examples: 9, recall: hits / 9 });
  const best = await rows<{ sentence: string }>(
    shop,
    `select sentence from reporting.sentence_topic where topic = 'Length' order by probability desc limit 10`,
  );
  const about = best.filter(({ sentence }) =>
    /long|short|length|knee|hem|tall|crop|sleeve|ankle|hit/i.test(sentence),
  );
  expect(about.length).toBeGreaterThanOrEqual(8);
});

test('what is erased is gone from topics; a topic that is retired keeps its results and comes back whole', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes(60);
  const app = appOf(shop);
  await updateTopics(app);
  await editTopics(shop.database, retireTopic('Size'));
  const [kept] = await rows<{ n: number }>(
    shop,
    'select count(*) as n from verbatim.sentence_topic where topic_id = $1',
    [uuid(3)],
  );
  expect(kept!.n).toBeGreaterThan(0);
  expect(await rows(shop, `select from reporting.sentence_topic where topic_id = $1`, [uuid(3)])).toEqual([]);
  expect(
    (await report(shop.database, { name: 'topics' }))[0]!.rows.some(({ topic }) =>
      String(topic).endsWith('Size'),
    ),
  ).toBe(false);
  await shop.takeDemo(60, 80);
  await updateTopics(app);
  await editTopics(shop.database, reviveTopic('Size'));
  expect(await updateTopics(app)).toMatchObject({ rejudged: 1 });
  const whole = await results(shop);
  await forget(shop);
  await updateTopics(app);
  // Sums in other batches may differ in the last stored digit.
  const again = await results(shop);
  const place = (row: string) => row.slice(0, row.lastIndexOf(' '));
  const probability = (row: string) => Number(row.slice(row.lastIndexOf(' ')));
  expect(again.map(place)).toEqual(whole.map(place));
  for (const [i, row] of again.entries()) {
    expect(Math.abs(probability(row) - probability(whole[i]!))).toBeLessThan(2e-4);
  }

  await editTopics(shop.database, mergeTopics('Size', 'Fabric'));
  expect((await readTopics(shop.database)).find(({ name }) => name === 'Size')).toMatchObject({
    id: uuid(3),
    mergedInto: uuid(2),
    retired: true,
  });

  await shop.take(['The soft fabric of this one-off is lovely and itchy.']);
  await updateTopics(app);
  const lost = () =>
    rows<{ n: number }>(
      shop,
      `select count(*) as n from verbatim.sentence_topic s join verbatim.document d on d.id = s.document_id where d.text like '%one-off%'`,
    );
  expect((await lost())[0]!.n).toBeGreaterThan(0);
  const imports = await rows<{ id: number }>(shop, 'select id from verbatim.import order by id desc limit 1');
  await undoImport(shop.database, imports[0]!.id, { dryRun: false, withLabels: false, signal: never });
  expect((await lost())[0]!.n).toBe(0);
  const orphans = await rows(
    shop,
    `select from verbatim.topic_scored s where not exists (select from verbatim.document d where d.id = s.document_id)`,
  );
  expect(orphans).toEqual([]);
});

test('another model judges topics anew by its own embeddings, and the results of the one before stay', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes(60);
  const app = appOf(shop);
  await updateTopics(app);
  const before = await results(shop);
  // The same files under another version are another model.
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-model-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'verbatim.json'), 'utf8'));
  writeFileSync(join(folder, 'verbatim.json'), JSON.stringify({ ...manifest, version: '9.9.9' }));
  const second = await recordModel(shop.database, modelRecord(await readServedModel(folder, { fast: true })));
  for (const table of ['analysis', 'segment']) {
    const columns = await rows<{ name: string }>(
      shop,
      `select column_name as name from information_schema.columns where table_schema = 'verbatim' and table_name = $1 and column_name <> 'model_id'`,
      [table],
    );
    const names = columns.map(({ name }) => name).join(', ');
    await shop.database.query(
      `insert into verbatim.${table} (model_id, ${names}) select $1::int, ${names} from verbatim.${table}`,
      [second],
    );
  }
  await activateModel(shop.database, second);
  expect(await rows(shop, 'select from reporting.sentence_topic')).toEqual([]);
  expect(await updateTopics(app)).toMatchObject({ rejudged: 4 });
  const byModel = await rows<{ model_id: number; n: number }>(
    shop,
    'select model_id, count(*) as n from verbatim.sentence_topic group by 1 order by 1',
  );
  expect(byModel).toEqual([
    { model_id: shop.modelId, n: before.length },
    { model_id: second, n: before.length },
  ]);
});

test('codebooks are tried on feedback without storing anything', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 100);
  const tried = [
    ...[{ name: 'Fabric', description: 'How the material feels: soft, itchy, thin, thick.' }],
    ...[{ name: 'Battery', description: 'How long a charge of the phone lasts.' }],
  ];
  let topics: ReturnType<ReturnType<typeof addTopic>> = [];
  for (const [n, it] of tried.entries()) topics = addTopic(uuid(n), it)(topics);
  const found = await suggestTopics(appOf(shop), topics, never);
  const [fabric] = found.topics;
  expect(fabric!.topic.name).toBe('Fabric');
  expect(fabric!.documents).toBeGreaterThan(5);
  expect(fabric!.quotes.length).toBe(3);
  expect(found.topics.find(({ topic }) => topic.name === 'Battery')?.documents ?? 0).toBeLessThan(5);
  expect(found.uncovered.sentences).toBeGreaterThan(100);
  expect(found.uncovered.quotes.length).toBeGreaterThan(5);
  for (const table of ['topic', 'topic_model', 'sentence_topic', 'topic_space']) {
    expect(await rows(shop, `select from verbatim.${table}`)).toEqual([]);
  }
});

test('of many topics the likeliest are counted; embeddings of the catalogue outlast an update, others do not', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 100);
  const app = appOf(shop);
  // No comment is Finnish: then these examples are used all the same.
  const examples = ['Kangas on pehmeä.', 'Villa kutittaa.'].map((text) => ({
    ...example(text),
    language: 'fi',
  }));
  const description = 'How the material feels: soft, itchy, thin, thick.';
  const fabric = { name: 'Fabric', description, examples };
  let topics: ReturnType<ReturnType<typeof addTopic>> = [];
  for (let n = 0; n < 40; n++) {
    const other = { name: `Line ${n}`, description: `What is said of tram line ${n} and its driver.` };
    topics = addTopic(uuid(n), n === 33 ? fabric : other)(topics);
  }
  const found = await suggestTopics(app, topics, never);
  expect(found.topics.length).toBeLessThanOrEqual(30);
  expect(found.topics.find(({ topic }) => topic.name === 'Fabric')?.documents).toBeGreaterThan(5);

  const [known] = await catalogueTopics();
  const texts = [known!.name, 'a sentence of a deleted comment'].map(textHash);
  const vector = new Float32Array((await embeddingDimensions(shop.database, shop.modelId))!).fill(0.05);
  await writeTextVectors(shop.database, shop.modelId, new Map(texts.map((hash) => [hash, vector])));
  await editTopics(shop.database, addTopic(uuid(1), fabric));
  await updateTopics(app);
  const kept = await readTextVectors(shop.database, shop.modelId, texts);
  expect([...kept.keys()]).toEqual([texts[0]]);
});

test('kinds of statement are stored once, judged, and kept out of the lists of subjects', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes();
  const app = appOf(shop);
  await updateTopics(app);
  const kinds = await rows<{ statement: string; n: number }>(
    shop,
    `select name as statement, feedback::int as n from reporting.topic where kind = 'statement' order by name`,
  );
  expect(kinds.map(({ statement }) => statement)).toEqual([
    ...[
      'Can wait',
      'Complaint',
      'Intent to leave',
      'Needed soon',
      'Praise',
      'Question',
      'Suggestion',
      'Urgency',
    ],
    'Urgent now',
  ]);
  expect(kinds.find(({ statement }) => statement === 'Praise')!.n).toBeGreaterThan(5);
  // Neither a complaint that is clearly positive nor praise that is negative.
  const contrary = await rows(
    shop,
    `select from reporting.sentence_topic where topic = 'Complaint' and sentiment = 'positive'
      union all select from reporting.sentence_topic where topic = 'Praise' and sentiment = 'negative'`,
  );
  expect(contrary.length).toBe(0);
  const [topics] = await report(shop.database, { name: 'topics' });
  expect(topics!.rows.map((row) => row.topic)).not.toContain('Praise');
  const [statements] = await report(shop.database, { name: 'statements' });
  expect(statements!.rows.map((row) => row.statement)).toContain('Praise');
  expect(statements!.rows.map((row) => row.statement)).not.toContain('Clothes › Fabric');

  // A wish does not count as negative about a topic.
  const [wish] = await rows<{ document_id: number; ordinal: number }>(
    shop,
    `select s.document_id, s.ordinal from verbatim.sentence_topic s join verbatim.topic t on t.id = s.topic_id
       join verbatim.segment g using (document_id, model_id, ordinal)
      where t.name = 'Fabric' and s.probability >= 0.5 and g.sentiment = 'negative' limit 1`,
  );
  const negative = async () =>
    (
      await rows<{ n: number }>(
        shop,
        `select coalesce(sum(negative), 0)::int as n from verbatim.document_topic where topic_id = '${uuid(2)}'`,
      )
    )[0]!.n;
  const before = await negative();
  await shop.database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select t.id, $1, m.id, $2, 1 from verbatim.topic t, verbatim.model m
      where t.key = 'statement-suggestion' and m.active and m.task = 'feedback'
         on conflict (document_id, model_id, ordinal, topic_id) do update set probability = 1`,
    [wish!.document_id, wish!.ordinal],
  );
  expect(await negative()).toBe(before - 1);

  // An edit of Suggestion judges complaints again, too: the same ones as a run over everything.
  await editTopics(shop.database, changeTopic('Suggestion', { description: 'What should be added.' }));
  await updateTopics(app);
  const complaints = async () => (await results(shop)).filter((row) => row.startsWith('Complaint '));
  const edited = await complaints();
  expect(edited.length).toBeGreaterThan(10);
  await updateTopics(app, { rebuild: true });
  expect(await complaints()).toEqual(edited);

  // Without suggestions, what they took from complaints comes back; with them, it goes again.
  for (const edit of [retireTopic('Suggestion'), reviveTopic('Suggestion')]) {
    await editTopics(shop.database, edit);
    await updateTopics(app);
    const found = await complaints();
    const retired = (await readTopics(shop.database)).some((it) => it.name === 'Suggestion' && it.retired);
    expect(found.length > edited.length, 'complaints that came back').toBe(retired);
    expect(await updateTopics(app)).toMatchObject({ sentences: 0 });
    await updateTopics(app, { rebuild: true });
    expect(await complaints()).toEqual(found);
  }

  // What a user retires stays retired.
  await editTopics(shop.database, retireTopic('Question'));
  await updateTopics(app);
  const stored = await readTopics(shop.database);
  expect(stored.filter(({ key }) => key === 'statement-question').map(({ retired }) => retired)).toEqual([
    true,
  ]);
  expect(stored.filter(({ kind }) => kind === 'statement').length).toBe(9);
});

test('over HTTP topics of a codebook are counted as on the command line; callers that come meanwhile get the same answer', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await clothes(60);
  const app = appOf(shop);
  let times = 0;
  const counted = () => {
    times++;
    return suggestFromFiles(app, [join(ROOT, 'examples/topics-shop.yaml')], never);
  };
  const parts = {
    database: shop.database,
    uploads: await testUploads(shop.database),
    suggestTopics: counted,
  };
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ ...parts, queueCounts, apiKey: null });
  const ask = () => server.inject({ url: '/codebook/suggestions', headers: { host: 'localhost' } });
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(first.statusCode, first.body).toBe(200);
  expect(SUGGESTIONS.parse(first.json())).toEqual(first.json());
  expect([second.body === first.body, times]).toEqual([true, 1]);
  const { topics, documents } = first.json() as z.output<typeof SUGGESTIONS>;
  expect(topics.length).toBeGreaterThan(3);
  const [most] = topics;
  expect(most!.share!.value).toBeCloseTo(most!.documents / documents, 9);
  const [stored] = await rows<{ texts: string }>(
    shop,
    `select string_agg(text, ' ') as texts from verbatim.document`,
  );
  for (const { quotes } of topics) for (const quote of quotes) expect(stored!.texts).toContain(quote);
  expect(await rows(shop, 'select from verbatim.sentence_topic')).toEqual([]);
});
