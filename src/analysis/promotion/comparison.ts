import { POLARITIES, type Sentiment } from '../../domain/analysis.ts';
import { equalWidthEdges } from '../../statistics/bins.ts';
import { calibrationError } from '../../statistics/effects/calibration.ts';
import { macroF1 } from '../../statistics/effects/macro-f1.ts';
import { isInsufficient, type Measured, whenMeasured } from '../../statistics/insufficient.ts';
import type { Estimate } from '../../statistics/intervals/intervals.ts';
import { pairedDifference } from '../../statistics/intervals/paired-difference.ts';
import { bootstrap } from '../../statistics/resampling/bootstrap.ts';
import type { Resampling } from '../../statistics/resampling/permutation.ts';
import { mcNemarExact } from '../../statistics/tests/proportion-tests.ts';

/** The sentiment that a model gives a comment. */
export interface Answer {
  readonly sentiment: Sentiment;
  /** 0..1. */
  readonly confidence: number;
}

/** A comment drawn at random that people have labelled and both models have judged. */
export interface ComparedRow {
  readonly label: Sentiment;
  readonly candidate: Answer;
  readonly active: Answer;
  /** Comments that it represents: 1 / the probability that it was drawn. */
  readonly weight: number;
}

export type Verdict = 'better' | 'not worse' | 'worse' | 'open' | 'too few';

/** Each difference is the candidate minus the active model, weighted by how likely each row was to be drawn. */
export interface Comparison {
  readonly labelled: number;
  readonly candidateRight: number;
  readonly activeRight: number;
  /** Rows that only this model judged as people did. */
  readonly onlyCandidate: number;
  readonly onlyActive: number;
  /** McNemar's exact test, two-sided; null if no row is judged rightly by one model only. */
  readonly p: number | null;
  /** The p below which the models differ. */
  readonly level: number;
  readonly accuracy: Estimate | null;
  readonly f1: Estimate | null;
  /** Expected calibration errors, 0..1, and their difference. */
  readonly calibration: {
    readonly candidate: number;
    readonly active: number;
    readonly difference: Estimate;
  } | null;
  readonly verdict: Verdict;
}

export interface ComparisonOptions extends Resampling {
  /** Loss of accuracy up to which a candidate counts as not worse, 0..1; 0: it has to be better. */
  readonly margin: number;
  /** How often the two were compared on different labels, this time included. */
  readonly look: number;
}

/** Fewer rows decide nothing. */
export const LEAST_LABELLED = 30;

/** A candidate is not calibrated if its error is larger than that of the active model by more than this, beyond chance. */
export const CALIBRATION_TOLERANCE = 0.02;

const CLASSES: readonly Sentiment[] = [...POLARITIES, 'mixed'];
const EDGES = equalWidthEdges(0, 1, 10);

/**
 * The p below which two models differ, when they are looked at for the n-th time. Whoever looks often enough sees a
 * difference that chance made. The first look has 0.05, and all further ones together 0.05, as 1/(n(n − 1)) sums to 1.
 * A candidate that is as good as the active model, and so better beyond chance in at most half of them, is promoted in
 * at most 5 %, however often one looks.
 */
export const levelOf = (look: number): number => 0.05 / Math.max(1, look * (look - 1));

/**
 * Compares a candidate with the active model. It is better if McNemar's exact test says so and macro F1 is not worse
 * beyond chance; not worse if the interval of the difference in accuracy ends above −margin.
 */
export function compareModels(rows: readonly ComparedRow[], options: ComparisonOptions): Comparison {
  const right = (model: 'candidate' | 'active') =>
    Uint8Array.from(rows, (row) => (row[model].sentiment === row.label ? 1 : 0));
  const [candidate, active] = [right('candidate'), right('active')];
  const only = (own: Uint8Array, other: Uint8Array) => own.filter((it, i) => it > other[i]!).length;
  const [onlyCandidate, onlyActive] = [only(candidate, active), only(active, candidate)];
  const counts = {
    labelled: rows.length,
    candidateRight: candidate.filter(Boolean).length,
    activeRight: active.filter(Boolean).length,
    ...{ onlyCandidate, onlyActive, level: levelOf(options.look) },
  };
  if (rows.length < LEAST_LABELLED) {
    return { ...counts, p: null, accuracy: null, f1: null, calibration: null, verdict: 'too few' };
  }
  const p = present(mcNemarExact(onlyCandidate, onlyActive));
  const accuracy = accuracyDifference(rows, candidate, active);
  const f1 = present(f1Difference(rows, options));
  const calibration = calibrationOf(rows, candidate, active, options);
  const found = { ...counts, p, accuracy, f1, calibration };
  return { ...found, verdict: verdictOf(found, options.margin) };
}

function verdictOf(
  {
    p,
    level,
    onlyCandidate,
    onlyActive,
    accuracy,
    f1,
  }: Omit<Comparison, 'verdict' | 'accuracy'> & { accuracy: Estimate },
  margin: number,
): Verdict {
  const differ = p !== null && p < level;
  const losesClasses = f1 !== null && f1.high < 0;
  if (differ && onlyCandidate > onlyActive && accuracy.value > 0 && !losesClasses) return 'better';
  if (margin > 0 && accuracy.low > -margin && !losesClasses) return 'not worse';
  if (losesClasses || (differ && onlyActive > onlyCandidate && accuracy.value < 0)) return 'worse';
  return 'open';
}

/** Whether the candidate may be promoted, as far as labels tell. */
export const isCalibrated = ({ calibration }: Pick<Comparison, 'calibration'>): boolean =>
  calibration === null || calibration.difference.low <= CALIBRATION_TOLERANCE;

/** By the count of equally likely rows that say as much as these (Kish 1965). */
function accuracyDifference(
  rows: readonly ComparedRow[],
  candidate: Uint8Array,
  active: Uint8Array,
): Estimate {
  const sums = { first: 0, second: 0, weight: 0, squares: 0 };
  for (const [i, { weight }] of rows.entries()) {
    if (candidate[i]! > active[i]!) sums.first += weight;
    if (active[i]! > candidate[i]!) sums.second += weight;
    sums.weight += weight;
    sums.squares += weight * weight;
  }
  const effective = sums.weight ** 2 / sums.squares;
  const share = effective / sums.weight;
  return pairedDifference({ first: sums.first * share, second: sums.second * share, rows: effective });
}

function f1Difference(rows: readonly ComparedRow[], settings: Resampling): Measured<Estimate> {
  const classOf = (sentiment: Sentiment) => CLASSES.indexOf(sentiment);
  const truth = Uint8Array.from(rows, ({ label }) => classOf(label));
  const weights = Float64Array.from(rows, ({ weight }) => weight);
  const sides = (['candidate', 'active'] as const).map((model) => ({
    ...{ truth, weights, classes: CLASSES.length },
    found: Uint8Array.from(rows, (row) => classOf(row[model].sentiment)),
  }));
  return differenceOf(rows.length, settings, (drawn) => sides.map((side) => macroF1(side, drawn)));
}

function calibrationOf(
  rows: readonly ComparedRow[],
  candidate: Uint8Array,
  active: Uint8Array,
  settings: Resampling,
): Comparison['calibration'] {
  const sides = [
    { right: candidate, confidence: Float64Array.from(rows, (row) => row.candidate.confidence) },
    { right: active, confidence: Float64Array.from(rows, (row) => row.active.confidence) },
  ];
  const [own, other] = sides.map(({ right, confidence }) =>
    present(calibrationError(right, confidence, EDGES)),
  );
  const errors = (drawn: Int32Array) =>
    sides.map(({ right, confidence }) =>
      calibrationError(
        drawn.map((row) => right[row]!),
        Float64Array.from(drawn, (row) => confidence[row]!),
        EDGES,
      ),
    );
  const difference = present(differenceOf(rows.length, settings, errors));
  return own == null || other == null || difference === null
    ? null
    : { candidate: own, active: other, difference };
}

/** The first value minus the second, by rows that are drawn for both alike. */
function differenceOf(
  rows: number,
  settings: Resampling,
  valuesOf: (drawn: Int32Array) => readonly Measured[],
): Measured<Estimate> {
  return bootstrap(
    [rows],
    ([drawn]) => whenMeasured(valuesOf(drawn!), (first, second) => first - second),
    settings,
  );
}

const present = <T>(value: Measured<T>): T | null => (isInsufficient(value) ? null : value);

/** Why labels do not allow a promotion; null: they do. */
export function refusalOf(
  comparison: Pick<Comparison, 'verdict' | 'calibration'>,
): 'too few' | 'open' | 'worse' | 'not calibrated' | null {
  const { verdict } = comparison;
  if (verdict !== 'better' && verdict !== 'not worse') return verdict;
  return isCalibrated(comparison) ? null : 'not calibrated';
}
