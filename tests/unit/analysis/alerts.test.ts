import { expect, test } from 'vitest';
import { deviations } from '../../../src/analysis/alerts/deviation.ts';
import { nextOf } from '../../../src/analysis/alerts/episode.ts';
import { chanceOf, judgeSubjects } from '../../../src/analysis/alerts/judgement.ts';

/** 77 days of `usual`, then seven of `now`, of `of` comments a day. */
const daily = (usual: (day: number) => number, now: number, of = 200) => ({
  counts: Array.from({ length: 84 }, (_, day) => (day < 77 ? usual(day) : now)),
  totals: Array.from({ length: 84 }, () => of),
});

const REFERENCE = { up: 1.283711e-4, down: 3.600412e-4 };

test('the probability is that of a negative binomial, by scipy', () => {
  const [up, down] = [10, 3].map((now) => daily(() => 6, now));
  // Days and weeks do not vary, so the dispersion is 1: mean 7 · 66.5 / 11, variance mean + 7 · 66.5 / 11².
  // m, v = 7*66.5/11, 7*66.5/11 + 7*66.5/121; scipy.stats.nbinom.sf(69, m*m/(v-m), m/v)
  expect(deviations([up!], 6, 7, 'up')[0]).toMatchObject({
    ...{ n: 70, of: 1400, nBefore: 462, ofBefore: 15_400 },
    expected: expect.closeTo(42.318_181_818, 8),
    probability: expect.closeTo(REFERENCE.up, 9),
  });
  expect(deviations([down!], 6, 7, 'down')[0]!.probability).toBeCloseTo(REFERENCE.down, 9);
  // The other direction is no news.
  expect(deviations([up!], 6, 7, 'down')[0]!.probability).toBeGreaterThan(0.99);
});

test('what varies from week to week by itself has to rise further', () => {
  const calm = daily(() => 6, 11);
  const restless = daily((day) => (Math.floor(day / 7) % 2 === 0 ? 3 : 9), 11);
  const [steady, wandering] = [calm, restless].map((it) => deviations([it], 6, 7, 'up')[0]!);
  expect(wandering!.probability).toBeGreaterThan(100 * steady!.probability);
  expect(wandering!.share.high - wandering!.share.low).toBeGreaterThan(
    steady!.share.high - steady!.share.low,
  );
  // Beside nine others that do not vary, the one that does is drawn towards them, and stays wider.
  const among = deviations([...Array.from({ length: 9 }, () => calm), restless], 6, 7, 'up').at(-1)!;
  expect(among.probability).toBeLessThan(wandering!.probability);
  expect(among.probability).toBeGreaterThan(steady!.probability);
});

test('weekdays are compared with their own past, and a short past says nothing', () => {
  const weekly = (day: number) => [30, 30, 30, 30, 30, 5, 5][day % 7]!;
  const all = {
    counts: Array.from({ length: 84 }, (_, day) => weekly(day)),
    totals: Array.from({ length: 84 }, () => 1),
  };
  // The last two days are a weekend, as quiet as each.
  expect(deviations([all], 6, 2, 'down')[0]!.probability).toBeGreaterThan(0.3);
  const short = {
    counts: Array.from({ length: 20 }, () => 5),
    totals: Array.from({ length: 20 }, () => 100),
  };
  expect(deviations([short], 6, 7, 'up')).toEqual([null]);
  expect(deviations([{ counts: [], totals: [] }], 6, 7, 'up')).toEqual([null]);
});

test('the chance of a check is that of the time since the one before, at most a day', () => {
  const now = new Date('2026-03-09T12:00:00Z');
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  expect(chanceOf(null, now, 4)).toBeCloseTo(1 / 30 / 4, 12);
  expect(chanceOf(ago(24), now, 4)).toBeCloseTo(1 / 30 / 4, 12);
  expect(chanceOf(ago(300), now, 4)).toBeCloseTo(1 / 30 / 4, 12);
  expect(24 * chanceOf(ago(1), now, 4)).toBeCloseTo(1 / 30 / 4, 12);
  // A clock that went back.
  expect(chanceOf(ago(-5), now, 4)).toBe(0);
});

test('the more is tested, the further it has to rise', () => {
  const rule = { days: 7, direction: 'up', factor: 1.2, least: 20 } as const;
  const subject = daily(() => 6, 9.5);
  const quiet = daily(() => 6, 6);
  const none = daily(() => 0, 0);
  const found = (others: number) =>
    judgeSubjects([subject, ...Array.from({ length: others }, () => quiet)], 6, rule, 0.01);
  expect(found(0)).toMatchObject({ tests: 1 });
  expect([0, 500].map((others) => found(others).judged[0]!.found)).toEqual([true, false]);
  expect(found(500).judged[0]!.goesOn).toBe(true);
  // What nobody writes about is not tested.
  expect(judgeSubjects([subject, none, none], 6, rule, 0.01).tests).toBe(1);
  expect(judgeSubjects([subject], 6, { ...rule, factor: 2 }, 0.01).judged[0]!.found).toBe(false);
});

test('a finding is new once, wakes once, and ends', () => {
  const time = new Date('2026-03-09T00:00:00Z');
  const seen = (
    state: 'open' | 'snoozed' | 'resolved',
    seenDay: string,
    snoozedUntil: Date | null = null,
  ) => ({
    ...{ state, seenDay, snoozedUntil },
  });
  const next = (last: ReturnType<typeof seen> | null, found: boolean, goesOn = found) =>
    nextOf(last, { found, goesOn, lastDay: '2026-03-08', time }, 7);
  expect(next(null, true)).toBe('new');
  expect(next(null, false, true)).toBe(null);
  for (const state of ['open', 'resolved'] as const) expect(next(seen(state, '2026-03-07'), true)).toBe('on');
  expect(next(seen('open', '2026-03-01'), false)).toBe(null);
  expect(next(seen('open', '2026-02-28'), false)).toBe('end');
  expect(next(seen('resolved', '2026-02-28'), true)).toBe('new');
  expect(next(seen('snoozed', '2026-03-07', new Date('2026-03-10')), true)).toBe('on');
  expect(next(seen('snoozed', '2026-03-07', new Date('2026-03-08')), true)).toBe('wake');
});
