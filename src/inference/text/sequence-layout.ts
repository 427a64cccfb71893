/** One slot of a model's input: a special token, or the content of the first or second text. */
type LayoutSlot =
  | { readonly special: number; readonly typeId: number }
  | { readonly sequence: 0 | 1; readonly typeId: number };

/** Positions of special tokens around one text and around a pair of texts. */
export interface SequenceLayout {
  readonly single: readonly LayoutSlot[];
  /** Null when the tokenizer cannot join two texts. */
  readonly pair: readonly LayoutSlot[] | null;
}

/** One row of a session run. The three arrays have the same length. */
export interface TokenRow {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /** 1 for a special token of the tokenizer, else 0. A special token typed by a customer is content. */
  readonly special: Uint8Array;
  /** Index in the row of the first content token of each text. */
  readonly contentAt: readonly number[];
}

/** The tokenizer's encoding of a short text. */
interface ProbedEncoding {
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  /** The text of each token; null or undefined for a special token. */
  readonly sequences: readonly (number | null | undefined)[];
}

/** Reads the layout from an encoding of short texts, so it is always the one of the tokenizer's post-processor. */
export function layoutOf({ ids, typeIds, sequences }: ProbedEncoding): LayoutSlot[] {
  return ids.flatMap((id, i): LayoutSlot[] => {
    const sequence = sequences[i] ?? null;
    const typeId = typeIds[i]!;
    if (sequence === null) return [{ special: id, typeId }];
    return sequence === (sequences[i - 1] ?? null) ? [] : [{ sequence: sequence === 0 ? 0 : 1, typeId }];
  });
}

export const specialCount = (layout: readonly LayoutSlot[]): number =>
  layout.filter((slot) => 'special' in slot).length;

/**
 * Puts special tokens around contents.
 * @param contents token ids of the first text and, for a pair layout, of the second
 */
export function layRow(layout: readonly LayoutSlot[], contents: readonly Int32Array[]): TokenRow {
  const length = specialCount(layout) + contents.reduce((sum, content) => sum + content.length, 0);
  const ids = new Int32Array(length);
  const typeIds = new Int32Array(length);
  const special = new Uint8Array(length);
  const contentAt: number[] = [];
  let at = 0;
  for (const slot of layout) {
    const content = 'special' in slot ? Int32Array.of(slot.special) : contents[slot.sequence]!;
    if ('special' in slot) special[at] = 1;
    else contentAt[slot.sequence] = at;
    ids.set(content, at);
    typeIds.fill(slot.typeId, at, at + content.length);
    at += content.length;
  }
  return { ids, typeIds, special, contentAt };
}
