import { expect, test } from 'vitest';
import { QuoteTaker } from '../../../src/analysis/digest/quotes.ts';
import { listedSubjects, risenTopics, type SubjectFigures } from '../../../src/analysis/digest/subjects.ts';
import { topicChanges } from '../../../src/analysis/topics/changes.ts';
import { makes } from '../../../src/analysis/topics/statement-cues.ts';

const NEGATIVE = [0.9, 0.1, 0] as const;

test.each([
  ['statement-suggestion', 'I wish it came in more colours.', true],
  ['statement-suggestion', 'Ihr könntet noch einen Nachtmodus einbauen.', true],
  ['statement-suggestion', 'Geen klontjes, heerlijke koffie.', false],
  ['statement-question', 'Where is my card?', true],
  ['statement-question', 'I asked three times and nobody knew.', false],
  ['statement-intent-to-leave', 'We will never come back.', true],
  ['statement-intent-to-leave', 'My money disappeared from my account.', false],
  ['statement-urgent-now', 'I need your help immediately.', true],
  ['statement-urgent-now', "can't wait for the temps to drop!", false],
  ['statement-urgent-soon', 'The festival is on Friday.', false],
  ['statement-urgent-soon', 'I need the parts by Thursday.', true],
  ['statement-can-wait', 'No rush, whenever you have time.', true],
])('%s: %s', (key, text, made) => {
  expect(makes(key, text)).toBe(made);
});

test('the sentiment decides on the polarity of a statement', () => {});

const sentence = (feedbackId: number, text: string, certainty = 0.9) => ({
  ...{ feedbackId, text, certainty, start: 0, end: text.length, sentiment: NEGATIVE },
  embedding: Float32Array.from({ length: 8 }, (_, i) => (i === feedbackId % 8 ? 1 : 0)),
});

test('quotes are whole sentences without handles and questions, each said once', () => {
  const taker = new QuoteTaker(['en']);
  const taken = taker.take(
    [
      sentence(1, '@shop the zip of my jacket broke on the first day.'),
      sentence(2, 'Why did the zip of my jacket break?'),
      sentence(3, 'The zip broke.'),
      sentence(4, 'The zip of my jacket broke on the first day.', 0.5),
      sentence(5, 'the zip of my jacket broke on the first day', 0.8),
      sentence(6, 'See https://example.org for the zip of my jacket.'),
      sentence(6, 'The seams of this coat came apart within a week.', 0.4),
    ],
    5,
  );
  expect(taken.map(({ feedbackId, text }) => [feedbackId, text.slice(0, 9)])).toEqual([
    [5, 'the zip o'],
    [6, 'The seams'],
  ]);
  // A comment is quoted once in a digest.
  expect(taker.take([sentence(5, 'The lining of the sleeve is torn, too.')], 1)).toEqual([]);
});

test('a topic that rose is listed, one that fell or is rare is not; it gives way to one below it', () => {
  const figures = (id: string, above: readonly string[] = [], people = {}): SubjectFigures => ({
    ...{ id, name: id.toUpperCase(), above, comments: 90, negative: 60, positive: 0, asks: 0 },
    people: { comments: 90, negative: 60, positive: 0, asks: 0, ...people },
    ratings: { count: 0, sum: 0, sumOfSquares: 0 },
  });
  const counts = (analysed: number, comments: number, negative: number) => [{ analysed, comments, negative }];
  const changes = topicChanges([
    { topicId: 'a', now: counts(280, 84, 14), before: counts(280, 28, 14) },
    { topicId: 'b', now: counts(280, 70, 63), before: counts(280, 70, 14) },
    { topicId: 'c', now: counts(280, 9, 0), before: counts(280, 1, 0) },
    { topicId: 'd', now: counts(280, 20, 0), before: counts(280, 90, 0) },
  ]).map((change) => ({ ...change, people: change.n }));
  const days = { first: '2026-02-23', last: '2026-03-01' };
  const alerts = risenTopics(
    changes,
    [...'abcd'].map((id) => figures(id)),
    days,
  );
  expect(alerts.map(({ id, what, observed, of, expected }) => [id, what, observed, of, expected])).toEqual([
    ['b', 'negative', 63, 70, 14],
    ['a', 'share', 84, 280, 28],
  ]);
  const below = [figures('a', ['b']), figures('b')];
  expect(risenTopics(changes, below, days).map(({ id }) => id)).toEqual(['a']);
  // What one person writes often is no news.
  const alone = changes.map((change) => (change.topicId === 'b' ? { ...change, people: 1 } : change));
  expect(risenTopics(alone, [figures('b')], days)).toEqual([]);
  const loud = [figures('a'), figures('b', [], { comments: 9 }), figures('c', [], { negative: 2 })];
  expect(listedSubjects(loud, 'negative', 5).map(({ id }) => id)).toEqual(['a']);
});
