/** A micro-batch: indices into the lengths that were packed, and the length they are padded to. */
export interface MicroBatch {
  readonly items: readonly number[];
  readonly paddedLength: number;
}

/**
 * Groups items of similar length so that `items × longest` of each group stays within `budget`; an item longer
 * than the budget goes alone. Every item is in exactly one group. Long groups come first: the last groups to
 * finish are short ones, which keeps all sessions busy to the end.
 *
 * @param lengths tokens of each item, special tokens included
 * @param budget padded tokens of one group
 */
export function packByLength(lengths: ArrayLike<number>, budget: number): MicroBatch[] {
  const order = Array.from(lengths, (_, i) => i).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: MicroBatch[] = [];
  for (let i = 0; i < order.length; ) {
    const paddedLength = lengths[order[i]!]!;
    const count = Math.max(1, Math.floor(budget / paddedLength));
    batches.push({ items: order.slice(i, i + count), paddedLength });
    i += count;
  }
  return batches;
}
