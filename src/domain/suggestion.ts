import { distance } from 'fastest-levenshtein';

// A name may be any length, and the comparison costs the product of two of them.
const LONGEST = 100;

/** The known name that is spelt most alike: at most a third of its letters, or two, apart. Null: none is. */
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
