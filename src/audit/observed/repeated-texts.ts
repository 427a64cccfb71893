import { normalQuantile, normalTwoSidedP } from '../../statistics/distributions/distributions.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/intervals.ts';
import type { Draft } from '../verdict/draft.ts';

/** How often texts occur: n times in the group, m times in all groups. */
export interface TextRepeats {
  readonly groupRows: number;
  readonly restRows: number;
  /** Σ n² and Σ n·m over the texts of the group, Σ m² over those of all groups. */
  readonly squares: number;
  readonly products: number;
  readonly allSquares: number;
}

/**
 * The design effect of equal texts on the gap between a group and the rest, 1 upwards: its variance with each text as a
 * cluster, over that of independent rows, because equal texts are one observation of the model. A text that is equally
 * frequent on both sides ("good") costs nothing; one that is concentrated in a group does. A side without rows: 1.
 */
export function designEffect({ groupRows, restRows, squares, products, allSquares }: TextRepeats): number {
  if (groupRows === 0 || restRows === 0) return 1;
  const spread = 1 / groupRows + 1 / restRows;
  const clustered = spread ** 2 * squares - ((2 * spread) / restRows) * products + allSquares / restRows ** 2;
  const effect = clustered / spread;
  // Without repeats it is 1, except for rounding.
  return effect > 1 + 1e-9 ? effect : 1;
}

/** The repeats of each level. */
export function repeatsOf(
  rows: readonly { readonly text: number; readonly level: string }[],
): Map<string, TextRepeats> {
  const inAll = new Map<number, number>();
  const inLevel = new Map<string, Map<number, number>>();
  for (const { text, level } of rows) {
    inAll.set(text, (inAll.get(text) ?? 0) + 1);
    const texts = inLevel.get(level) ?? new Map<number, number>();
    inLevel.set(level, texts.set(text, (texts.get(text) ?? 0) + 1));
  }
  const allSquares = [...inAll.values()].reduce((total, m) => total + m * m, 0);
  return new Map(
    [...inLevel].map(([level, texts]) => {
      const counts = [...texts];
      const groupRows = counts.reduce((total, [, n]) => total + n, 0);
      const squares = counts.reduce((total, [, n]) => total + n * n, 0);
      const products = counts.reduce((total, [text, n]) => total + n * inAll.get(text)!, 0);
      return [level, { groupRows, restRows: rows.length - groupRows, squares, products, allSquares }];
    }),
  );
}

/** A draft corrected for equal texts: wider interval, larger p, fewer rows, the same value. */
export function onDistinctTexts(draft: Draft, effect: number): Draft {
  const { pending } = draft;
  if (effect <= 1 || 'drift' in pending) return draft;
  const { evidence } = pending;
  const width = Math.sqrt(effect);
  const widen = (value: Measured, interval: Measured<Interval>, scale: Draft['scale']) =>
    isInsufficient(value) || isInsufficient(interval) ? interval : widened(value, interval, width, scale);
  const practical = evidence.practical && {
    ...evidence.practical,
    interval: widened(evidence.practical.value, evidence.practical.interval, width, 'difference'),
  };
  const { difference } = draft;
  return {
    ...draft,
    ...(difference && !isInsufficient(difference)
      ? { difference: { ...difference, ...widened(difference.value, difference, width, 'difference') } }
      : {}),
    method: { ...draft.method, designEffect: effect },
    pending: {
      ...pending,
      p: isInsufficient(pending.p) ? pending.p : weakened(pending.p, width),
      evidence: {
        ...evidence,
        interval: widen(evidence.value, evidence.interval, draft.scale),
        rows: Math.floor(evidence.rows / effect),
        denominator: Math.floor(evidence.denominator / effect),
        ...(practical ? { practical } : {}),
        ...(evidence.rowsNeeded === undefined ? {} : { rowsNeeded: Math.ceil(evidence.rowsNeeded * effect) }),
      },
    },
  };
}

function widened(value: number, { low, high }: Interval, width: number, scale: Draft['scale']): Interval {
  if (scale === 'ratio') {
    return { low: value * (low / value) ** width, high: value * (high / value) ** width };
  }
  return {
    low: Math.max(-1, value - width * (value - low)),
    high: Math.min(1, value + width * (high - value)),
  };
}

/** The two-sided p after dividing z by `width`. */
function weakened(p: number, width: number): number {
  if (p >= 1) return 1;
  return normalTwoSidedP(normalQuantile(Math.max(p, 1e-300) / 2) / width);
}
