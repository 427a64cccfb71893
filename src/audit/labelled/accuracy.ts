import { isInsufficient } from '../../statistics/insufficient.ts';
import { wilsonInterval } from '../../statistics/intervals/proportion-intervals.ts';
import { type LabelledRow, majorityLabel } from './rows.ts';

/** How often the model's sentiment is the label of people, over all groups. */
export interface Accuracy {
  /** Distinct texts with a label that most of their labellers agree on. */
  readonly labelled: number;
  readonly right: number;
  /** The 95% interval of the share that is right, 0..1. */
  readonly low: number;
  readonly high: number;
  /** What people say most often: a model that always says it is right on this share, 0..1. */
  readonly mostFrequent: { readonly label: string; readonly share: number };
}

/** @returns null where fewer than `least` texts have a label, or their labellers are divided */
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
  const counts = [...Map.groupBy(judged, ({ label }) => label)].map(([label, { length }]) => ({
    label,
    length,
  }));
  const [most] = counts.sort((a, b) => b.length - a.length || (a.label < b.label ? -1 : 1));
  const mostFrequent = { label: most!.label, share: most!.length / judged.length };
  return { labelled: judged.length, right, low: interval.low, high: interval.high, mostFrequent };
}
