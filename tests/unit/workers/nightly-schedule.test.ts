import { expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { assertSchedule, lastDue, nextDue } from '../../../src/jobs/nightly-schedule.ts';

const ZONE = 'Europe/Berlin';

/** The next nights after `from`, as the queue reckons them. */
function next(pattern: string, from: string, count: number, zone = ZONE): string[] {
  const times: string[] = [];
  for (let time = new Date(from); times.length < count; ) {
    time = nextDue(pattern, zone, time);
    times.push(time.toISOString().slice(0, 16));
  }
  return times;
}

test('at three by the clock, before and after it is changed', () => {
  expect(next('0 3 * * *', '2026-03-27T12:00:00Z', 3)).toEqual([
    '2026-03-28T02:00',
    '2026-03-29T01:00',
    '2026-03-30T01:00',
  ]);
  expect(next('0 3 * * *', '2026-10-23T12:00:00Z', 3)).toEqual([
    '2026-10-24T01:00',
    '2026-10-25T02:00',
    '2026-10-26T02:00',
  ]);
});

test('a time that the spring night leaves out is made an hour later; one that the autumn night has twice, once', () => {
  expect(next('30 2 * * *', '2026-03-27T12:00:00Z', 3)).toEqual([
    '2026-03-28T01:30',
    '2026-03-29T01:30',
    '2026-03-30T00:30',
  ]);
  const autumn = next('30 2 * * *', '2026-10-24T12:00:00Z', 2);
  expect(autumn.filter((time) => time.startsWith('2026-10-25'))).toHaveLength(1);
});

// The clocks go from 23:59:59 to 01:00 at these nights: `zdump -v America/Santiago` and the others.
test.each([
  ['America/Santiago', '2026-09-05T12:00:00Z', ['2026-09-06T04:00', '2026-09-07T03:00']],
  ['Africa/Cairo', '2026-04-23T12:00:00Z', ['2026-04-23T22:00', '2026-04-24T21:00']],
  ['America/Havana', '2026-03-07T12:00:00Z', ['2026-03-08T05:00', '2026-03-09T04:00']],
  ['Asia/Beirut', '2026-03-28T12:00:00Z', ['2026-03-28T22:00', '2026-03-29T21:00']],
])('a midnight that does not exist in %s is at one, on that day', (zone, from, expected) => {
  expect(next('0 0 * * *', from, 2, zone)).toEqual(expected);
  const due = lastDue('0 0 * * *', zone, new Date(`${expected[1]}Z`))
    .toISOString()
    .slice(0, 16);
  expect(due).toBe(expected[0]);
});

test('every half hour, neither twice nor never at a change of the clocks', () => {
  const spring = next('*/30 * * * *', '2026-03-29T00:00:00Z', 4);
  expect(spring).toEqual(['2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30', '2026-03-29T02:00']);
});

test('when a night was due last', () => {
  const due = (now: string) => lastDue('0 3 * * *', ZONE, new Date(now)).toISOString().slice(0, 16);
  expect(due('2026-03-29T12:00:00Z')).toBe('2026-03-29T01:00');
  expect(due('2026-03-29T00:30:00Z')).toBe('2026-03-28T02:00');
});

test.each([
  ['0 3 * *', 'UTC'],
  ['0 25 * * *', 'UTC'],
  ['0 0 3 * * *', 'UTC'],
  ['0 3 * * *', 'Mars/Olympus'],
  ['', 'UTC'],
])('%j in %s is no schedule', (pattern, zone) => {
  expect(() => assertSchedule(pattern, zone)).toThrow(VerbatimError);
});
