import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { simulatePromotions } from '../../../bench/tuning/promotions.ts';
import {
  type ComparedRow,
  compareModels,
  levelOf,
  refusalOf,
} from '../../../src/analysis/promotion/comparison.ts';
import { formerModels } from '../../../src/analysis/promotion/former-model.ts';
import type { Sentiment } from '../../../src/domain/analysis.ts';
import { macroF1 } from '../../../src/statistics/effects/macro-f1.ts';
import { pairedDifference } from '../../../src/statistics/intervals/paired-difference.ts';
import { mcNemarExact } from '../../../src/statistics/tests/proportion-tests.ts';

interface Reference {
  readonly paired: readonly {
    first: number;
    second: number;
    rows: number;
    value: number;
    low: number;
    high: number;
    p: number;
  }[];
  readonly macro: readonly {
    truth: number[];
    first: number[];
    second: number[];
    weights: number[];
    f1_first: number;
    f1_second: number;
    low: number;
    high: number;
  }[];
}

// generate.py beside it: statsmodels, scikit-learn and scipy.
const REFERENCE = JSON.parse(
  readFileSync(new URL('../../fixtures/promotion/reference.json', import.meta.url), 'utf8'),
) as Reference;
const CLASSES: readonly Sentiment[] = ['negative', 'neutral', 'positive', 'mixed'];
const OPTIONS = { margin: 0, look: 1, resamples: 2_000, seed: 3 };

test.each(REFERENCE.paired)('paired difference and McNemar of $first against $second of $rows', (row) => {
  const { value, low, high } = pairedDifference(row);
  expect(value).toBeCloseTo(row.value, 10);
  expect(low).toBeCloseTo(row.low, 6);
  expect(high).toBeCloseTo(row.high, 6);
  if (row.first + row.second > 0) expect(mcNemarExact(row.first, row.second)).toBeCloseTo(row.p, 10);
});

test.each(REFERENCE.macro)('macro F1 and the interval of its difference ($f1_first)', (reference) => {
  const { truth, first, second, weights } = reference;
  expect(macroF1({ truth, found: first, weights, classes: 4 })).toBeCloseTo(reference.f1_first, 10);
  expect(macroF1({ truth, found: second, weights, classes: 4 })).toBeCloseTo(reference.f1_second, 10);
  const { f1 } = compareModels(rowsOf(reference), OPTIONS);
  expect(f1!.value).toBeCloseTo(reference.f1_first - reference.f1_second, 10);
  // Two sets of 2,000 resamples: the ends differ by chance.
  const chance = 0.12 * (reference.high - reference.low);
  expect(Math.abs(f1!.low - reference.low)).toBeLessThan(chance);
  expect(Math.abs(f1!.high - reference.high)).toBeLessThan(chance);
});

test('a verdict needs 30 rows, a difference beyond chance, or a margin', () => {
  expect(compareModels(rows(29, { onlyCandidate: 20 }), OPTIONS).verdict).toBe('too few');
  const better = compareModels(rows(100, { onlyCandidate: 12, onlyActive: 2 }), OPTIONS);
  expect(better).toMatchObject({ labelled: 100, candidateRight: 98, activeRight: 88, verdict: 'better' });
  expect(refusalOf(better)).toBeNull();
  // McNemar of 12 against 2 is 0.013: enough for a first look, not for a fifth.
  const opened = compareModels(rows(100, { onlyCandidate: 12, onlyActive: 2 }), { ...OPTIONS, look: 5 });
  expect([opened.level, opened.verdict]).toEqual([0.0025, 'open']);
  expect(compareModels(rows(100, { onlyCandidate: 2, onlyActive: 12 }), OPTIONS).verdict).toBe('worse');
  const same = rows(100, {});
  expect(compareModels(same, OPTIONS)).toMatchObject({ p: null, verdict: 'open' });
  // Without any difference among 100 rows a loss of 3.7 points cannot be ruled out.
  expect(compareModels(same, { ...OPTIONS, margin: 0.03 }).verdict).toBe('open');
  expect(compareModels(same, { ...OPTIONS, margin: 0.04 }).verdict).toBe('not worse');
});

test('accuracy that costs a whole class is not better', () => {
  const mostly = Array.from({ length: 200 }, (_, i): ComparedRow => {
    const label = i < 170 ? 'positive' : 'negative';
    const active = i < 40 ? 'negative' : label;
    return row(label, 'positive', active);
  });
  const found = compareModels(mostly, OPTIONS);
  expect([found.onlyCandidate, found.onlyActive]).toEqual([40, 30]);
  expect(found.f1!.high).toBeLessThan(0);
  expect(found.verdict).toBe('worse');
});

test('a candidate that is better but far too sure of itself is refused', () => {
  const sure = rows(400, { onlyCandidate: 40, onlyActive: 10, bothWrong: 100 }).map((it) => ({
    ...it,
    candidate: { ...it.candidate, confidence: 0.99 },
    active: { ...it.active, confidence: 0.68 },
  }));
  const found = compareModels(sure, OPTIONS);
  expect(found.verdict).toBe('better');
  // 290 of 400 right with a confidence of 0.99; 260 with 0.68.
  expect(found.calibration!.candidate).toBeCloseTo(0.99 - 290 / 400, 10);
  expect(found.calibration!.active).toBeCloseTo(0.68 - 260 / 400, 10);
  expect(refusalOf(found)).toBe('not calibrated');
});

test('the levels of all looks after the first sum to 0.05', () => {
  const later = Array.from({ length: 100_000 }, (_, i) => levelOf(i + 2)).reduce((a, b) => a + b, 0);
  expect([levelOf(1), later]).toEqual([0.05, expect.closeTo(0.05, 6)]);
});

test('an equal candidate is promoted in at most 5 % of 1,000 runs, however often one looks', () => {
  const equal = { runs: 1_000, accuracy: 0.8, differ: 0.1, gain: 0, seed: 5 };
  expect(simulatePromotions({ ...equal, labelled: 120, looks: 1 }).value).toBeLessThanOrEqual(0.05);
  expect(simulatePromotions({ ...equal, labelled: 40, looks: 5 }).value).toBeLessThanOrEqual(0.05);
});

test('a rollback goes back through activations, not to and fro', () => {
  const [a, b, c] = [1, 2, 3];
  const line = (...ways: ['activate' | 'promote' | 'rollback', number][]) =>
    formerModels(ways.map(([way, modelId]) => ({ way, modelId })));
  expect(line()).toEqual([]);
  expect(line(['activate', a])).toEqual([]);
  expect(line(['activate', a], ['promote', b], ['promote', c])).toEqual([b, a]);
  expect(line(['activate', a], ['promote', b], ['promote', c], ['rollback', b])).toEqual([a]);
  expect(line(['activate', a], ['promote', b], ['rollback', a])).toEqual([]);
  expect(line(['activate', a], ['promote', b], ['rollback', a], ['promote', c])).toEqual([a]);
  expect(line(['activate', a], ['activate', b], ['activate', a])).toEqual([b, a]);
});

const row = (label: Sentiment, candidate: Sentiment, active: Sentiment): ComparedRow => ({
  ...{ label, weight: 1 },
  candidate: { sentiment: candidate, confidence: 0.9 },
  active: { sentiment: active, confidence: 0.9 },
});

/** Rows with two classes, on which both are right but for the given ones. */
function rows(n: number, { onlyCandidate = 0, onlyActive = 0, bothWrong = 0 }): ComparedRow[] {
  return Array.from({ length: n }, (_, i) => {
    const [label, other] =
      i % 2 === 0 ? (['positive', 'negative'] as const) : (['negative', 'positive'] as const);
    if (i < onlyCandidate) return row(label, label, other);
    if (i < onlyCandidate + onlyActive) return row(label, other, label);
    return i < onlyCandidate + onlyActive + bothWrong ? row(label, other, other) : row(label, label, label);
  });
}

function rowsOf({ truth, first, second, weights }: Reference['macro'][number]): ComparedRow[] {
  return truth.map((label, i) => ({
    ...row(CLASSES[label]!, CLASSES[first[i]!]!, CLASSES[second[i]!]!),
    weight: weights[i]!,
  }));
}
