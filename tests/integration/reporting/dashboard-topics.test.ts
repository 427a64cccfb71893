import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { storeKey } from '../../../src/db/api-keys.ts';
import { CUBES } from '../../../src/db/rollups/rollup-counts.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { BREAKDOWN, FIGURES, QUOTES, TOPICS } from '../../../src/server/routes/dashboard-answers.ts';
import { buildServer } from '../../../src/server/server.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { makeDatabase, testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

type Topics = z.output<typeof TOPICS>;
type Figures = z.output<typeof FIGURES>;
type Breakdown = z.output<typeof BREAKDOWN>;
type Quotes = z.output<typeof QUOTES>;

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
/** Topic, the one above it, and the sentences about it: SQL over segment `s`. */
const TREE = [
  [1, null, 's.document_id % 5 = 0 and s.ordinal = 0'],
  [2, 1, 's.document_id % 3 = 0 and s.ordinal < 2'],
  [3, 2, 's.document_id % 4 = 0 and s.ordinal = 2'],
  [4, null, 's.document_id % 2 = 0 and s.ordinal = 1'],
  // Of fewer than ten comments.
  [5, null, 's.document_id between 20 and 23'],
] as const;

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
  const { database } = made;
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 90, count: 600, tag: 'a' });
  await addFeedback(database, { source: 'app', first: '2026-02-01', days: 60, count: 300, tag: 'b' });
  await addResults(database, model);
  await addThemes(database, model);
  for (const [n, above, where] of TREE) await addTopic(n, above, where);
  await setRollupAttributes(database, ['Department']);
  for (const cube of CUBES) await updateRollup(database, cube, model);
});
afterAll(() => made.drop());

async function addTopic(n: number, above: number | null, where: string, { database } = made): Promise<void> {
  await database.query(
    `insert into verbatim.topic (id, name, description, parent_id, threshold) values ($1, $2, 'd', $3, 0.5)`,
    [...[id(n), `topic ${n}`, above && id(above)]],
  );
  await database.query(
    `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
     select $1, id, 'd', 'description', '', 0, 0, 0 from verbatim.model where active`,
    [id(n)],
  );
  // Those below the threshold do not count.
  await database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select $1, s.document_id, s.model_id, s.ordinal, case when ${where} then 0.8 else 0.4 end
       from verbatim.segment s`,
    [id(n)],
  );
}

async function asking(scopes: Scope[], { database } = made) {
  const key = newKey();
  await storeKey(database, key, { name: key.id, scopes, expiresAt: null });
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads: await testUploads(database), apiKey: null });
  return async <T>(path: string, schema: z.ZodType<T>, question: Record<string, string> = {}): Promise<T> => {
    const url = `/dashboard/${path}?${new URLSearchParams({ period: 'all', ...question })}`;
    const answer = await server.inject({ url, headers: { authorization: `Bearer ${key.key}` } });
    if (answer.statusCode !== 200) return answer.json();
    expect(schema.parse(answer.json())).toEqual(answer.json());
    return answer.json();
  };
}

const rowsOf = async <T>(sql: string, values: unknown[] = []) =>
  (await made.database.query(sql, values)).rows as T[];
/** Counts by the view that analysts query. */
const viewed = (where: string) =>
  rowsOf<{ topic_id: string; n: number; negative: number; rated: number; rating: number }>(
    `select topic_id, count(*) as n, count(*) filter (where negative > 0) as negative, count(rating) as rated,
            avg(rating) as rating from reporting.feedback_topic f where ${where} group by 1 order by 1`,
  );
const counted = ({ topics }: Topics) =>
  topics
    .filter(({ count }) => count > 0)
    .map((topic) => ({
      ...{ topic_id: topic.id, n: topic.count, rated: topic.rated },
      negative: Math.round(topic.negative!.value * topic.count),
      rating: topic.rating === null ? null : Number(topic.rating.toFixed(9)),
    }))
    .sort((a, b) => (a.topic_id < b.topic_id ? -1 : 1));
const rounded = (rows: Awaited<ReturnType<typeof viewed>>) =>
  rows.map(({ rating, ...row }) => ({ ...row, rating: rating && Number(Number(rating).toFixed(9)) }));

const MARCH = '2026-03-01..2026-03-31';
const IN_MARCH = `f.occurred_at >= '2026-03-01Z' and f.occurred_at < '2026-04-01Z'`;

test.each([
  [{}, 'true'],
  [{ period: MARCH }, IN_MARCH],
  [{ source: 'app' }, `f.source = 'app'`],
  [
    { attribute: 'Department', value: 'D1' },
    `f.feedback_id in (select id from verbatim.feedback where attributes ->> 'Department' = 'D1')`,
  ],
  [
    { theme: '11' },
    `f.feedback_id in (select feedback_id from reporting.feedback_theme where theme_id = 11)`,
  ],
])('the tree counts as the view does: %o', async (question, where) => {
  const ask = await asking(['read', 'quotes']);
  const tree = await ask('topics', TOPICS, question as Record<string, string>);
  expect(counted(tree)).toEqual(rounded(await viewed(where)));
  expect(counted(tree).length).toBeGreaterThan(3);
  expect([tree.defined, tree.judged]).toEqual([5, 5]);
});

test('the tree has each topic before those below it; shares are of the analysed comments, the change of those before', async () => {
  const ask = await asking(['read', 'quotes']);
  const { topics } = await ask('topics', TOPICS, { period: MARCH });
  const places = topics.map(({ name, level }) => `${level} ${name}`);
  expect(places.indexOf('1 topic 2')).toBe(places.indexOf('0 topic 1') + 1);
  expect(places.indexOf('2 topic 3')).toBe(places.indexOf('1 topic 2') + 1);
  const [all] = await rowsOf<{ now: number; before: number }>(
    `select count(*) filter (where ${IN_MARCH}) as now,
            count(*) filter (where f.occurred_at >= '2026-01-29Z' and f.occurred_at < '2026-03-01Z') as before
       from reporting.feedback_analysis f where status = 'analysed'`,
  );
  const before = await viewed(`f.occurred_at >= '2026-01-29Z' and f.occurred_at < '2026-03-01Z'`);
  const four = topics.find((topic) => topic.id === id(4))!;
  expect(four.of).toBe(all!.now);
  const share = before.find(({ topic_id }) => topic_id === id(4))!.n / all!.before;
  expect(four.change!.value).toBeCloseTo(four.count / four.of - share, 9);
});

test('a topic filters figures, themes, values and comments; its sentences are marked where they are', async () => {
  const ask = await asking(['read', 'quotes']);
  const topic = id(2);
  const [two] = (await viewed(`topic_id = '${topic}'`))!;
  const figures = await ask<Figures>('figures', FIGURES, { topic });
  expect(figures).toMatchObject({ live: true, topicName: 'topic 2' });
  expect(figures.totals).toMatchObject({ comments: two!.n, rated: two!.rated });
  expect(figures.totals.shares.negative).toMatchObject({ count: two!.negative, of: two!.n });
  expect(figures.totals.rating).toBeCloseTo(Number(two!.rating), 9);
  const themes = await rowsOf<{ theme_id: number; n: number }>(
    `select theme_id, count(*) as n from reporting.feedback_theme
      where feedback_id in (select feedback_id from reporting.feedback_topic where topic_id = $1)
      group by 1 order by 2 desc, 1`,
    [topic],
  );
  expect(figures.themes.map((theme) => [theme.id, theme.count, theme.of])).toEqual(
    themes.map(({ theme_id, n }) => [theme_id, n, two!.n]),
  );
  const theme = String(themes[0]!.theme_id);
  expect((await ask<Figures>('figures', FIGURES, { topic, theme })).totals).toMatchObject({
    comments: themes[0]!.n,
    aboutShare: { count: themes[0]!.n, of: two!.n },
  });
  const sources = await rowsOf<{ value: string; comments: number; negative: number }>(
    `select source as value, count(*) as comments, count(*) filter (where negative > 0) as negative
       from reporting.feedback_topic where topic_id = $1 group by 1 order by 2 desc`,
    [topic],
  );
  const { values } = await ask<Breakdown>('breakdown', BREAKDOWN, { topic });
  expect(values.map(({ value, comments, negative }) => ({ value, comments, negative }))).toEqual(sources);

  const { quotes } = await ask<Quotes>('quotes', QUOTES, { topic, sentiment: 'negative', limit: '100' });
  expect(quotes.length).toBe(Math.min(100, two!.negative));
  for (const { id: feedback, sentences } of quotes.slice(0, 10)) {
    const places = await rowsOf<{ place: number[] }>(
      `select distinct jsonb_build_array(start_offset, end_offset) as place, start_offset
         from reporting.sentence_topic s join verbatim.feedback f using (document_id)
        where f.id = $1 and s.assigned and topic_id in ($2, $3) order by start_offset`,
      [feedback, topic, id(3)],
    );
    expect(sentences).toEqual(places.map(({ place }) => place));
  }
});

test('counts on request equal those of roll-ups, and are taken while roll-ups lack results', async () => {
  const ask = await asking(['read', 'quotes']);
  const questions = [{}, { source: 'app' }, { attribute: 'Department', value: 'D2', period: MARCH }];
  const all = () =>
    Promise.all(
      questions.map(async (question) => {
        const { live: _, ...figures } = await ask<Figures>('figures', FIGURES, { ...question, topic: id(1) });
        const { live: __, ...values } = await ask<Breakdown>('breakdown', BREAKDOWN, {
          ...question,
          topic: id(1),
        });
        const { state: ___, ...shown } = figures;
        return {
          tree: await ask<Topics>('topics', TOPICS, question as Record<string, string>),
          shown,
          values,
        };
      }),
    );
  const rolledUp = await all();
  await addTopic(8, null, 'false');
  try {
    const counted = await all();
    for (const { tree } of counted) {
      expect(tree.topics.at(-1)).toMatchObject({ id: id(8), count: 0 });
      expect([tree.defined, tree.judged]).toEqual([6, 6]);
    }
    const without = counted.map(({ tree: { topics }, ...rest }) => ({
      ...rest,
      tree: { defined: 5, judged: 5, topics: topics.slice(0, -1) },
    }));
    expect(without).toEqual(rolledUp);
    // It touched every day of topics, so these are counted when asked.
    const { rows } = await made.database.query(
      `select from verbatim.rollup_touched where cube = 'topic' limit 1`,
    );
    expect(rows.length).toBe(1);
  } finally {
    await made.database.query('delete from verbatim.topic where id = $1', [id(8)]);
    await updateRollup(made.database, 'topic', 1);
  }
});

test('without the scope quotes no small topic is shown, and none from which one could be computed', async () => {
  // Of the comments about topic 6 a few are not about topic 7, which is below it.
  await addTopic(6, null, 's.document_id % 7 = 1');
  await addTopic(7, 6, 's.document_id % 7 = 1 and s.document_id > 20');
  try {
    const [reader, analyst] = [await asking(['read']), await asking(['read', 'quotes'])];
    const all = await analyst<Topics>('topics', TOPICS);
    const of = (n: number) => all.topics.find((topic) => topic.id === id(n))!;
    expect(of(5).count).toBeLessThan(10);
    expect(of(6).count - of(7).count).toBeGreaterThan(0);
    expect(of(6).count - of(7).count).toBeLessThan(10);
    expect(of(7).count).toBeGreaterThan(10);
    const shown = await reader<Topics>('topics', TOPICS);
    const hidden = shown.topics.filter((topic) => topic.hidden).map((topic) => topic.id);
    expect(hidden).toEqual(expect.arrayContaining([id(5), id(7)]));
    expect(hidden).not.toContain(id(6));
    for (const topic of shown.topics.filter((it) => it.hidden)) {
      expect(topic).toMatchObject({ count: 0, share: null, change: null, negative: null, rated: 0 });
    }
    for (const n of [5, 7]) {
      for (const path of ['figures', 'breakdown']) {
        const answer = (await reader(path, FIGURES, { topic: id(n) })) as { error?: { code: string } };
        expect([n, path, answer.error?.code]).toEqual([n, path, 'CELL_HIDDEN']);
      }
    }
    expect((await reader<Figures>('figures', FIGURES, { topic: id(4) })).totals.comments).toBe(of(4).count);
    const small = (await reader('figures', FIGURES, { topic: id(4), attribute: 'Shop', value: 'S1' })) as {
      error?: { code: string };
    };
    expect(small.error?.code).toBe('ATTRIBUTE_UNCOUNTED');
  } finally {
    await made.database.query('delete from verbatim.topic where id = any ($1)', [[id(7), id(6)]]);
  }
});

test('before topics are defined, and before they are judged, the tree is empty; an unknown topic has nothing', async () => {
  const other = await testDatabase();
  const model = await addModel(other.database, 'first');
  await addFeedback(other.database, { source: 's', first: '2026-01-05', days: 9, count: 60, tag: 'a' });
  await addResults(other.database, model);
  for (const cube of CUBES) await updateRollup(other.database, cube, model);
  const ask = await asking(['read', 'quotes'], other as unknown as typeof made);
  expect(await ask('topics', TOPICS)).toEqual({ defined: 0, judged: 0, topics: [] });
  await other.database.query(`insert into verbatim.topic (name, description) values ('New', 'd')`);
  expect(await ask('topics', TOPICS)).toEqual({ defined: 1, judged: 0, topics: [] });
  const figures = await ask<Figures>('figures', FIGURES, { topic: id(9) });
  expect([figures.topicName, figures.totals.comments]).toEqual([null, 0]);
  expect(
    ((await ask('figures', FIGURES, { topic: 'x' })) as unknown as { error: object }).error,
  ).toBeTruthy();
});
