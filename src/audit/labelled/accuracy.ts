import { isInsufficient } from '../../statistics/insufficient.ts';
import { wilsonInterval } from '../../statistics/intervals/intervals.ts';
import { type LabelledRow, majorityLabel } from './rows.ts';

/** How often the model's sentiment equals the label of people, over all groups. */
export interface Accuracy {
  /** Distinct texts with a majority label. */
  readonly labelled: number;
  readonly right: number;
  /** The 95 % interval of the share that is right, 0..1. */
  readonly low: number;
  readonly high: number;
  /** The most frequent label; a model that always predicts it is right on this share, 0..1. */
  readonly mostFrequent: { readonly label: string; readonly share: number };
}

/** @returns null if fewer than `least` texts have a majority label */
export function accuracyOf(rows: readonly LabelledRow[], least: number): Accuracy | null {
  const texts = [...Map.groupBy(rows, ({ documentId }) => documentId).values()];
  const judged = texts.flatMap((same) => {
    const row = { ...same[0]!, labels: same.flatMap(({ labels }) => labels) };
    const label = majorityLabel(row, 'sentiment');
    return label === null ? [] : [{ label, right: label === row.sentiment }];
  });
  const right = judged.filter((it) => it.right).length;
  const interval = wilsonInterval({ successes: right, rows: judged.length });
  if (judged.length < least || isInsufficient(interval)) return null;
  const groups = [...Map.groupBy(judged, (it) => it.label)];
  const [most] = groups.sort(([a, n], [b, m]) => m.length - n.length || (a < b ? -1 : 1));
  const mostFrequent = { label: most![0], share: most![1].length / judged.length };
  return { labelled: judged.length, right, low: interval.low, high: interval.high, mostFrequent };
}
