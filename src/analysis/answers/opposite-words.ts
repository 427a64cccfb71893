import PAIRS from './opposites.json' with { type: 'json' };

/** Word → sides of the pairs that it belongs to: 1 and −1 for the first, 2 and −2 for the second. */
const SIDES = new Map<string, number[]>();
for (const [at, pair] of PAIRS.entries()) {
  for (const [side, words] of pair.entries()) {
    for (const word of words.split(' ')) {
      SIDES.set(word, [...(SIDES.get(word) ?? []), side === 0 ? at + 1 : -(at + 1)]);
    }
  }
}

/** Sides of pairs of opposites that words name: "small" is one, "large" its opposite. */
export const sidesOf = (words: readonly string[]): ReadonlySet<number> =>
  new Set(words.flatMap((word) => SIDES.get(word) ?? []));

/** Whether some words have an opposite of one that is asked for. */
export const holdsOpposite = (asked: ReadonlySet<number>, sides: ReadonlySet<number>): boolean =>
  [...asked].some((side) => sides.has(-side));

/**
 * Whether one names a word of which the other has only the opposite: "runs small" and "runs large" are near in meaning,
 * and are not the same.
 */
export function areOpposed(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  for (const side of one) if (other.has(-side) && !other.has(side) && !one.has(-side)) return true;
  return false;
}
