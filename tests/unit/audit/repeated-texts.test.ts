import { expect, test } from 'vitest';
import { designEffect, onDistinctTexts, repeatsOf } from '../../../src/audit/observed/repeated-texts.ts';
import type { Draft } from '../../../src/audit/verdict/draft.ts';
import { drawIndex, drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { compareRates } from '../../../src/statistics/effects/rate-comparison.ts';

const effectIn = (rows: { text: number; level: string }[], level = 'a') =>
  designEffect(repeatsOf(rows).get(level)!);
const rowsOf = (texts: Record<string, number[]>) =>
  Object.entries(texts).flatMap(([level, all]) => all.map((text) => ({ text, level })));

test('by hand: distinct texts, one text that piles up, one that is everywhere alike', () => {
  expect(effectIn(rowsOf({ a: [1, 2, 3, 4], b: [5, 6, 7, 8] }))).toBeCloseTo(1, 12);
  // Σ (n/4 − (m−n)/4)² = 1 + 4/16, over 1/4 + 1/4.
  expect(effectIn(rowsOf({ a: [1, 1, 1, 1], b: [5, 6, 7, 8] }))).toBeCloseTo(2.5, 12);
  // 2/4 − 2/4 = 0: less than independent rows would vary, which counts as 1.
  expect(effectIn(rowsOf({ a: [1, 1, 2, 3], b: [1, 1, 4, 5] }))).toBe(1);
  expect(effectIn(rowsOf({ a: [1, 1] }))).toBe(1);
});

test('a draft keeps its value, and loses rows, width and significance', () => {
  const comparison = compareRates({ successes: 40, rows: 100 }, { successes: 60, rows: 200 });
  const { difference } = comparison as { difference: { value: number; low: number; high: number } };
  const evidence = { value: 0.1, interval: difference, rows: 100, denominator: 100, rowsNeeded: 200 };
  const draft = {
    ...{ check: 'O4', metric: 'share_difference', task: 'negative', attribute: 'a', group: 'b' },
    ...{ scale: 'difference', groupRows: 100, referenceRows: 200, test: 'z', warnLimit: 1, failLimit: 1 },
    pending: { evidence, p: 0.0455002639, rule: { limits: { warn: difference, fail: difference } } },
  } as Draft;
  const { pending } = onDistinctTexts(draft, 4) as unknown as {
    pending: { evidence: typeof evidence; p: number };
  };
  expect(pending.evidence).toMatchObject({ value: 0.1, rows: 25, denominator: 25, rowsNeeded: 800 });
  // Four times fewer rows: twice the width; z 2 becomes z 1.
  expect(pending.evidence.interval.low).toBeCloseTo(0.1 - 2 * (0.1 - difference.low), 10);
  expect(pending.p).toBeCloseTo(0.3173, 4);
  expect(onDistinctTexts(draft, 1)).toBe(draft);
});

/** Share of 400 audits without an effect in which a gap of 200 rows against 800 has p below 0.05. */
function falseAlarms(textOf: (draw: () => number, i: number, isGroup: boolean) => number) {
  const generator = generatorOf(7);
  const found = { naive: 0, clustered: 0 };
  for (let audit = 0; audit < 400; audit++) {
    const outcomes = new Map<number, boolean>();
    const draw = () => drawIndex(generator, 40);
    const rows = Array.from({ length: 1_000 }, (_, i) => {
      const text = textOf(draw, i, i < 200);
      if (!outcomes.has(text)) outcomes.set(text, drawUniform(generator) < 0.4);
      return { text, level: i < 200 ? 'a' : 'b' };
    });
    const share = (level: string) => {
      const own = rows.filter((row) => row.level === level);
      return { successes: own.filter(({ text }) => outcomes.get(text)).length, rows: own.length };
    };
    const p = compareRates(share('a'), share('b')).p as number;
    const draft = {
      scale: 'difference',
      pending: { evidence: { value: 0, interval: { low: 0, high: 0 } }, p, rule: {} },
    } as unknown as Draft;
    const widened = onDistinctTexts(draft, effectIn(rows)) as unknown as { pending: { p: number } };
    if (p < 0.05) found.naive++;
    if (widened.pending.p < 0.05) found.clustered++;
  }
  return { naive: found.naive / 400, clustered: found.clustered / 400 };
}

test('false alarms without an effect: many where copies pile up, and 5 % once texts are clusters', () => {
  // Half of the group are copies of 40 texts of its own; the others are distinct.
  const piled = falseAlarms((draw, i, isGroup) => (isGroup && i % 2 === 0 ? draw() : 1_000 + i));
  // Half of all rows are short answers that are said everywhere.
  const everywhere = falseAlarms((draw, i) => (i % 2 === 0 ? draw() : 1_000 + i));
  console.log(JSON.stringify({ piled, everywhere }));
  expect(piled.clustered).toBeLessThanOrEqual(0.09);
  expect(piled.naive).toBeGreaterThan(piled.clustered);
  expect(everywhere.clustered).toBeLessThanOrEqual(0.09);
  expect(everywhere.clustered).toBeGreaterThan(0.01);
});
