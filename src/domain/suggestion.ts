import { distance } from 'fastest-levenshtein';

// Names may have any length, and a comparison takes time with the product of both lengths.
const LONGEST = 100;

/** The known name with the smallest edit distance, at most two or a third of its letters; null if there is none. */
export function suggestion(name: string, known: readonly string[]): string | null {
  const asked = name.slice(0, LONGEST).toLowerCase();
  let found: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const other = candidate.slice(0, LONGEST).toLowerCase();
    const apart = distance(asked, other);
    const near = apart <= Math.max(2, Math.floor(other.length / 3)) && apart < other.length;
    const begins = asked.length >= 3 && other.startsWith(asked);
    if ((near || begins) && apart < least) [found, least] = [candidate, apart];
  }
  return found;
}
