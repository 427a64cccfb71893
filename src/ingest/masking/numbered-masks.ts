import { type Found, maskedText } from '../../privacy/masked-text.ts';

// A row with a NUL is rejected, so none but ours is in a cell.
const UNNUMBERED = /\[([a-z_]+) \0([\w-]{22})\]/g;

/** A cell with masks that hold the hash of their value until its number is known. */
export const numbered = (
  cell: string,
  found: readonly Found[],
  macOf: (kind: string, value: string) => string,
): string =>
  maskedText(
    cell,
    found.map((it) => ({ ...it, kind: `${it.kind} \0${macOf(it.kind, cell.slice(it.start, it.end))}` })),
  );

/** The values whose masks in these texts have no number yet. */
export function unnumbered(texts: readonly string[]): { kind: string; mac: string }[] {
  return texts.flatMap((text) =>
    [...text.matchAll(UNNUMBERED)].map(([, kind, mac]) => ({ kind: kind!, mac: mac! })),
  );
}

/** A text with the numbers in its masks; without one where it has none. */
export const withNumbers = (
  text: string,
  numberOf: (value: { kind: string; mac: string }) => number | undefined,
): string =>
  text.replace(UNNUMBERED, (_, kind: string, mac: string) => {
    const number = numberOf({ kind, mac });
    return number === undefined ? `[${kind}]` : `[${kind} ${number}]`;
  });
