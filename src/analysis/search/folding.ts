import type { SourceSegment } from '../source-segment.ts';
import { type Saying, sameSaying, sayingReader } from '../summaries/saying.ts';

export interface Fold<Item> {
  readonly best: Item;
  /** Says the same as the best; the best is not among them. */
  readonly others: Item[];
}

/**
 * Folds sentences that say the same into the first of them, as summaries do. A sentence joins the first group whose best
 * one it equals.
 * @param items best first
 * @param languages BCP 47 tags of the comments
 */
export function foldSame<Item>(
  items: readonly Item[],
  segmentOf: (item: Item) => SourceSegment,
  languages: readonly string[],
): Fold<Item>[] {
  const read = sayingReader(languages);
  const folds: (Fold<Item> & { readonly saying: Saying })[] = [];
  for (const item of items) {
    const saying = read(segmentOf(item));
    const same = folds.find((fold) => sameSaying(fold.saying, saying));
    if (same) same.others.push(item);
    else folds.push({ best: item, others: [], saying });
  }
  return folds;
}
