/**
 * A text derived from a stored one. `origin` has, for each UTF-16 unit, the start and end of its source in the stored
 * text (UTF-16 offsets); null if nothing changed.
 */
export interface MappedText {
  readonly text: string;
  readonly origin: { readonly start: Int32Array; readonly end: Int32Array } | null;
}

/** A range of a text in UTF-16 offsets, end exclusive, and its replacement. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Replaces ascending ranges without overlap. The source of each replacement is its whole range. */
export function replaced(before: MappedText, replacements: readonly Replacement[]): MappedText {
  if (replacements.length === 0) return before;
  const growth = replacements.reduce((sum, it) => sum + it.text.length - (it.end - it.start), 0);
  const start = new Int32Array(before.text.length + growth);
  const end = new Int32Array(start.length);
  const pieces: string[] = [];
  const startOf = (at: number) => (before.origin ? before.origin.start[at]! : at);
  const endOf = (at: number) => (before.origin ? before.origin.end[at]! : at + 1);
  let [from, to] = [0, 0];
  const keepUntil = (limit: number) => {
    pieces.push(before.text.slice(from, limit));
    for (; from < limit; from++, to++) [start[to], end[to]] = [startOf(from), endOf(from)];
  };
  for (const replacement of replacements) {
    keepUntil(replacement.start);
    pieces.push(replacement.text);
    for (let i = 0; i < replacement.text.length; i++, to++) {
      [start[to], end[to]] = [startOf(replacement.start), endOf(replacement.end - 1)];
    }
    from = replacement.end;
  }
  keepUntil(before.text.length);
  return { text: pieces.join(''), origin: { start, end } };
}

/** The range of the stored text from which a range of the mapped text was derived. */
export function storedSpan<Span extends { readonly start: number; readonly end: number }>(
  { origin }: MappedText,
  span: Span,
): Span {
  if (!origin || span.end <= span.start) return span;
  return { ...span, start: origin.start[span.start]!, end: origin.end[span.end - 1]! };
}
