import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sameSaying, sayingReader } from '../../../src/analysis/summaries/saying.ts';
import { editTopics } from '../../../src/db/topics/edits.ts';
import { readTopics } from '../../../src/db/topics/rows.ts';
import { changeTopic, mergeTopics } from '../../../src/domain/topics/topic-edits.ts';
import { topicFromTheme } from '../../../src/reporting/theme-topic.ts';
import { updateThemes } from '../../../src/runs/themes/update.ts';
import { openShop, type Shop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';

const TOO_LONG = 240_000;
let made: Awaited<ReturnType<typeof testEngine>>;
let shop: Shop;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const rows = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  (await shop.database.query<Row>(sql, values)).rows;

const example = async (name: string) =>
  (await readTopics(shop.database)).find((it) => it.name === name)!.examples;

test('a theme becomes a topic with distinct sentences; a deleted comment takes its example with it', {
  timeout: TOO_LONG,
}, async () => {
  shop = await openShop(made);
  await shop.takeDemo(0, 200);
  await updateThemes(shop.database);
  const [subject, second] = await rows<{ id: number; name: string; keywords: string[] }>(
    'select theme_id as id, name, keywords from reporting.theme where not talk order by feedback desc, theme_id limit 2',
  );
  const [talk] = await rows<{ id: number }>('select theme_id as id from reporting.theme where talk');
  for (const theme of [talk!.id, 987_654]) {
    await expect(topicFromTheme(shop.database, randomUUID(), { theme })).rejects.toMatchObject({
      code: 'THEME_UNKNOWN',
    });
  }
  const { added } = await topicFromTheme(shop.database, randomUUID(), { theme: subject!.id });
  expect(added).toMatchObject([{ name: subject!.name, origin: 'theme' }]);
  expect(added[0]!.description).toContain(subject!.keywords[0]);
  const texts = (await example(subject!.name)).map(({ text }) => text);
  expect(texts.length).toBeGreaterThanOrEqual(8);
  const embedding = new Float32Array(1);
  const sayingOf = sayingReader(['en']);
  const sayings = texts.map((text) =>
    sayingOf({ feedbackId: 1, start: 0, end: 1, text, embedding, sentiment: [0, 1, 0] }),
  );
  for (const [i, one] of sayings.entries()) {
    expect(sayings.slice(0, i).some((other) => sameSaying(one, other))).toBe(false);
  }
  await expect(topicFromTheme(shop.database, randomUUID(), { theme: subject!.id })).rejects.toMatchObject({
    code: 'TOPIC_NAME_TAKEN',
  });
  await topicFromTheme(shop.database, randomUUID(), { theme: second!.id, name: 'Second' });
  // Edits and merges keep where an example is from.
  const own = { addExamples: [{ text: 'Written by a person.', language: null, counter: false }] };
  await editTopics(shop.database, changeTopic('Second', { ...own, description: 'Of ours.' }));
  await editTopics(shop.database, mergeTopics('Second', subject!.name));
  const before = (await example(subject!.name)).length;
  const copied = await rows<{ feedback_id: number; text: string }>(
    `select e.feedback_id, e.text from verbatim.topic_example e join verbatim.topic t on t.id = e.topic_id
      where t.name = $1 and e.feedback_id is not null order by e.id`,
    [subject!.name],
  );
  expect(copied.length).toBe(before - 1);
  const last = copied.at(-1)!;
  await rows('delete from verbatim.feedback where id = $1', [last.feedback_id]);
  const left = await rows<{ text: string }>('select text from verbatim.topic_example');
  expect(left.some(({ text }) => text === last.text)).toBe(false);
  expect(left.some(({ text }) => text === 'Written by a person.')).toBe(true);
});
