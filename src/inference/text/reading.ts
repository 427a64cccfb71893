import type { TextExtent } from '../../domain/text/text-scores.ts';
import { layRow, type SequenceLayout, specialCount, type TokenRow } from './sequence-layout.ts';
import type { Tokens } from './tokens.ts';
import { type PairTruncation, slideWindows, type TokenRange, truncatePair } from './truncation.ts';

/** A text as rows of a session run: one row per window. */
export interface TextReading extends TextExtent {
  readonly rows: readonly TokenRow[];
  /** The content tokens in each row; for a pair, those of the first text. */
  readonly ranges: readonly TokenRange[];
}

export interface ReadingOptions {
  /**
   * For texts longer than the model's maximum. 'window' (default): read in windows, merge the results, cut nothing.
   * 'truncate': read only the first tokens, as transformers does.
   */
  readonly long?: 'window' | 'truncate';
  /** Content tokens shared by neighbouring windows; default: an eighth of the model's maximum. */
  readonly stride?: number;
}

/**
 * @param maxLength tokens of one row, special tokens included
 * @param lead count of first tokens (a prefix) to repeat at the start of every window
 */
export function readText(
  layout: SequenceLayout,
  { ids }: Pick<Tokens, 'ids'>,
  maxLength: number,
  { long = 'window', stride = maxLength >> 3 }: ReadingOptions,
  lead = 0,
): TextReading {
  const capacity = maxLength - specialCount(layout.single) - lead;
  const content = ids.subarray(lead);
  const shared = Math.max(0, Math.min(stride, capacity - 1));
  const windows = slideWindows(content.length, capacity, shared);
  const ranges = long === 'window' ? windows : windows.slice(0, 1);
  const inRow = ({ from, to }: TokenRange) =>
    lead === 0
      ? content.subarray(from, to)
      : Int32Array.from([...ids.subarray(0, lead), ...content.subarray(from, to)]);
  return {
    rows: ranges.map((range) => layRow(layout.single, [inRow(range)])),
    ranges,
    tokens: content.length,
    windows: ranges.length,
    truncated: ranges.at(-1)!.to < content.length,
  };
}

/**
 * A pair in one row. Null when the tokenizer cannot join two texts, or when cutting the allowed text is not enough to
 * fit the pair.
 */
export function readPair(
  layout: SequenceLayout,
  first: Pick<Tokens, 'ids'>,
  second: Pick<Tokens, 'ids'>,
  maxLength: number,
  truncation: PairTruncation,
): TextReading | null {
  if (layout.pair === null) return null;
  const capacity = maxLength - specialCount(layout.pair);
  const kept = truncatePair(first.ids.length, second.ids.length, capacity, truncation);
  if (kept === null) return null;
  return {
    rows: [layRow(layout.pair, [first.ids.subarray(0, kept[0]), second.ids.subarray(0, kept[1])])],
    ranges: [{ from: 0, to: kept[0] }],
    tokens: first.ids.length + second.ids.length,
    windows: 1,
    truncated: kept[0] < first.ids.length || kept[1] < second.ids.length,
  };
}
