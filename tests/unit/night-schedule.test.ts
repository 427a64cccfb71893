import { getNextMillis } from 'bullmq';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../src/errors.ts';
import { assertSchedule, lastDue } from '../../src/jobs/night-schedule.ts';

const ZONE = 'Europe/Berlin';

/** The next nights after `from`, as the queue reckons them. */
function next(pattern: string, from: string, count: number): string[] {
  const times: string[] = [];
  for (let time = Date.parse(from); times.length < count; ) {
    time = getNextMillis(time, { pattern, tz: ZONE }) as number;
    times.push(new Date(time).toISOString().slice(0, 16));
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
