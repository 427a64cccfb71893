/** A part of a text that names or identifies a person. Offsets are UTF-16 units, end exclusive. */
export interface Found {
  /** email, phone, person … */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A text with `[kind]` for each part that was found, or `[kind 3]` if the part has a number.
 * @param found ascending, without overlap
 */
export function maskedText(
  text: string,
  found: readonly Found[],
  numberOf: (kind: string, value: string) => number | null = () => null,
): string {
  if (found.length === 0) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { kind, start, end } of found) {
    const number = numberOf(kind, text.slice(start, end));
    pieces.push(text.slice(from, start), number === null ? `[${kind}]` : `[${kind} ${number}]`);
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}
