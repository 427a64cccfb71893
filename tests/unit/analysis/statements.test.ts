import { expect, test } from 'vitest';
import { subjectAlerts } from '../../../src/analysis/digest/alerts.ts';
import { addDays } from '../../../src/analysis/digest/period.ts';
import { QuoteTaker } from '../../../src/analysis/digest/quotes.ts';
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

test('a topic that rose is found, one that is steady or too rare is not', () => {
  const names = new Map([...'abc'].map((id) => [id, id.toUpperCase()]));
  const days = Array.from({ length: 60 }, (_, i) => addDays('2026-01-01', i)).flatMap((day, i) => [
    { id: '', day, comments: 40, negative: 0 },
    { id: 'a', day, comments: i >= 53 ? 12 : 4, negative: 2 },
    { id: 'b', day, comments: 10, negative: i >= 53 ? 9 : 2 },
    { id: 'c', day, comments: i >= 53 ? 1 : 0, negative: 0 },
  ]);
  const rule = { last: '2026-03-01', recentDays: 7, pastDays: 84 };
  const alerts = subjectAlerts(days, names, new Map(), rule);
  expect(alerts.map(({ id, what, observed, of }) => [id, what, observed, of]).sort()).toEqual([
    ['a', 'share', 84, 280],
    ['b', 'negative', 63, 70],
  ]);
  // A topic gives way to the one below it.
  const below = new Map([['a', ['b']]]);
  expect(subjectAlerts(days, names, below, rule).map(({ id }) => id)).toEqual(['a']);
});
