import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { bootstrap } from '../../statistics/resampling/bootstrap.ts';
import type { LabelledSpan } from './design.ts';
import { right } from './tune.ts';

const RESAMPLES = 2_000;

/** How often the model and tuned heads are right about labels of people that the heads were not trained on. */
export interface TuningCheck {
  /** Labelled comments and sentences; those that people call mixed are not counted. */
  readonly n: number;
  readonly before: Estimate;
  readonly after: Estimate;
  /** After less before; its interval is over texts. Null if it cannot be told. */
  readonly difference: Estimate | null;
}

/** Null without a label that counts. */
export function tuningCheck(
  spans: readonly LabelledSpan[],
  heldOut: readonly PolarityProbabilities[],
  seed: number,
): TuningCheck | null {
  const texts = new Map<number, { n: number; before: number; after: number }>();
  for (const [i, span] of spans.entries()) {
    if (span.byRule || !span.target.includes(1)) continue;
    const text = texts.get(span.documentId) ?? { n: 0, before: 0, after: 0 };
    texts.set(span.documentId, text);
    text.n++;
    text.before += right(span.probabilities, span);
    text.after += right(heldOut[i]!, span);
  }
  const all = [...texts.values()];
  const sum = (pick: (text: { n: number; before: number; after: number }) => number) =>
    all.reduce((total, text) => total + pick(text), 0);
  const n = sum((text) => text.n);
  if (n === 0) return null;
  const difference = bootstrap(
    [all.length],
    ([drawn]) => {
      let [gain, rows] = [0, 0];
      for (const i of drawn!) {
        gain += all[i]!.after - all[i]!.before;
        rows += all[i]!.n;
      }
      return gain / rows;
    },
    { resamples: RESAMPLES, seed },
  );
  return {
    n,
    before: wilsonShare(
      sum((text) => text.before),
      n,
    )!,
    after: wilsonShare(
      sum((text) => text.after),
      n,
    )!,
    difference: isInsufficient(difference)
      ? null
      : { value: difference.value, low: difference.low, high: difference.high },
  };
}
