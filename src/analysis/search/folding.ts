import type { SourceSegment } from '../source-segment.ts';
import { type Saying, sameSaying, sayingReader } from '../summaries/saying.ts';

/**
 * Least cosine of sentences that are shown as one. Pairs of reviews were read: at 0.90 are "runs extremely small" and "runs
 * a little large", at 0.95 "I love this dress" and "I love this skirt", from 0.96 on only other words for the same.
 */
const SAME = 0.96;
const NUMBERS = /\p{N}+/gu;

export interface Fold<Item> {
  readonly best: Item;
  /** Says the same as the best; the best is not among them. */
  readonly others: Item[];
}

/**
 * Folds sentences that say the same into the first of them. A sentence joins the first group whose best one says the
 * same, with the same numbers.
 * @param items best first
 * @param most groups: the first ones, with all that says the same
 * @param languages BCP 47 tags of the comments
 */
export function foldSame<Item>(
  items: readonly Item[],
  segmentOf: (item: Item) => SourceSegment,
  languages: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Fold<Item>[] {
  const read = sayingReader(languages);
  const folds: (Fold<Item> & { readonly saying: Saying; readonly numbers: string })[] = [];
  for (const item of items) {
    const saying = read(segmentOf(item));
    const numbers = saying.segment.text.match(NUMBERS)?.join(' ') ?? '';
    const same = folds.find((it) => it.numbers === numbers && sameSaying(it.saying, saying, SAME));
    if (same) same.others.push(item);
    else if (folds.length < most) folds.push({ best: item, others: [], saying, numbers });
  }
  return folds;
}
