import {
  type ComparedRow,
  compareModels,
  levelOf,
  refusalOf,
} from '../../src/analysis/promotion/comparison.ts';
import { POLARITIES, type Sentiment } from '../../src/domain/analysis.ts';
import {
  drawIndex,
  drawUniform,
  generatorOf,
  type RandomGenerator,
} from '../../src/statistics/distributions/random.ts';
import { isInsufficient } from '../../src/statistics/insufficient.ts';
import { type Estimate, wilsonShare } from '../../src/statistics/intervals/intervals.ts';
import { mcNemarExact } from '../../src/statistics/tests/proportion-tests.ts';

/** A simulated history: an active model, a candidate, and labels that come in. */
export interface PromotionSetting {
  readonly runs: number;
  /** Labelled random comments of the first comparison; each further one has as many more. */
  readonly labelled: number;
  /** Comparisons, one after the other, until the candidate is promoted. */
  readonly looks: number;
  /** Share of comments on which the active model is right. */
  readonly accuracy: number;
  /** How much more often the candidate is right; 0: an equal candidate. */
  readonly gain: number;
  /** Share of comments on which at least one of them is right and the other is not. */
  readonly differ: number;
  /** Comments that a drawn one represents, each as likely. Default: 1. */
  readonly weights?: readonly number[];
  readonly margin?: number;
  readonly seed: number;
}

const CLASSES: readonly Sentiment[] = [...POLARITIES, 'mixed'];
/** How often people give each class. */
const MIX = [0.3, 0.2, 0.45, 0.05];
/** Of F1 and calibration, which only stop promotions. */
const RESAMPLES = 200;

/** The share of simulated histories in which the candidate is promoted, as far as labels decide, with its 95 % interval. */
export function simulatePromotions(setting: PromotionSetting): Estimate & { promoted: number; runs: number } {
  const { runs, looks, labelled, seed, margin = 0 } = setting;
  let promoted = 0;
  for (let run = 0; run < runs; run++) {
    const generator = generatorOf(seed + 7919 * run);
    const rows: ComparedRow[] = [];
    for (let look = 1; look <= looks; look++) {
      for (let i = 0; i < labelled; i++) rows.push(simulatedRow(generator, setting));
      // Saves time: without it no candidate is better.
      if (margin === 0 && !seemsBetter(rows, levelOf(look))) continue;
      const found = compareModels(rows, { margin, look, resamples: RESAMPLES, seed: run });
      if (refusalOf(found) !== null) continue;
      promoted++;
      break;
    }
  }
  return { ...wilsonShare(promoted, runs)!, promoted, runs };
}

function seemsBetter(rows: readonly ComparedRow[], level: number): boolean {
  const only = (own: 'candidate' | 'active', other: 'candidate' | 'active') =>
    rows.filter((row) => row[own].sentiment === row.label && row[other].sentiment !== row.label).length;
  const p = mcNemarExact(only('candidate', 'active'), only('active', 'candidate'));
  return !isInsufficient(p) && p < level;
}

function simulatedRow(generator: RandomGenerator, setting: PromotionSetting): ComparedRow {
  const { accuracy, gain, differ, weights = [1] } = setting;
  const label = CLASSES[drawn(generator, MIX)]!;
  // Right: both, only the candidate, only the active model, neither.
  const [onlyCandidate, onlyActive] = [(differ + gain) / 2, (differ - gain) / 2];
  const both = accuracy - onlyActive;
  const case_ = drawn(generator, [both, onlyCandidate, onlyActive, 1 - both - differ]);
  const wrong = () =>
    CLASSES[(CLASSES.indexOf(label) + 1 + drawIndex(generator, CLASSES.length - 1)) % CLASSES.length]!;
  const mistake = wrong();
  const confidence = () => Math.min(1, Math.max(0.34, accuracy + 0.4 * (drawUniform(generator) - 0.5)));
  return {
    label,
    candidate: { sentiment: case_ < 2 ? label : mistake, confidence: confidence() },
    active: { sentiment: case_ === 0 || case_ === 2 ? label : mistake, confidence: confidence() },
    weight: weights[drawIndex(generator, weights.length)]!,
  };
}

/** An index, as likely as its share. */
function drawn(generator: RandomGenerator, shares: readonly number[]): number {
  let left = drawUniform(generator);
  for (const [i, share] of shares.entries()) {
    left -= share;
    if (left < 0) return i;
  }
  return shares.length - 1;
}

const USUAL = { runs: 1_000, accuracy: 0.8, differ: 0.1, seed: 1 } as const;

/**
 * The rows of docs/benchmarks.md: how often an equal candidate is promoted (goal: at most 5 % of 1,000 histories), and
 * how often one that is better.
 */
export function promotionFigures() {
  const settings = [
    { name: 'equal, one comparison', labelled: 240, looks: 1, gain: 0 },
    { name: 'equal, one comparison, few labels', labelled: 40, looks: 1, gain: 0 },
    { name: 'equal, weights of 1 to 10', labelled: 240, looks: 1, gain: 0, weights: [1, 3, 10] },
    { name: 'equal, 26 weekly comparisons', labelled: 60, looks: 26, gain: 0 },
    { name: '3 points better, one comparison', labelled: 480, looks: 1, gain: 0.03 },
    { name: '5 points better, one comparison', labelled: 240, looks: 1, gain: 0.05 },
    { name: '5 points better, up to 8 comparisons', labelled: 120, looks: 8, gain: 0.05 },
  ] as const;
  return settings.map((setting) => ({ ...setting, ...simulatePromotions({ ...USUAL, ...setting }) }));
}
