/** Of Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods". */
const K = 60;

export interface Fused<Item> {
  readonly item: Item;
  /** Its place in each list, from 1; null: it is not in the list. */
  readonly places: readonly (number | null)[];
}

/**
 * Merges lists, each best first, by the sum of 1 / (60 + place). Equal sums: the better best place first, then the order
 * of the lists.
 */
export function fuseRanks<Item>(
  lists: readonly (readonly Item[])[],
  keyOf: (item: Item) => string,
): Fused<Item>[] {
  const found = new Map<string, { item: Item; places: (number | null)[] }>();
  for (const [list, items] of lists.entries()) {
    for (const [at, item] of items.entries()) {
      const key = keyOf(item);
      const own = found.get(key) ?? { item, places: lists.map(() => null) };
      own.places[list] ??= at + 1;
      found.set(key, own);
    }
  }
  const scored = [...found.values()].map((it) => ({
    it,
    score: scoreOf(it.places),
    best: bestOf(it.places),
  }));
  return scored.sort((a, b) => b.score - a.score || a.best - b.best).map(({ it }) => it);
}

const scoreOf = (places: readonly (number | null)[]): number =>
  places.reduce<number>((sum, place) => sum + (place === null ? 0 : 1 / (K + place)), 0);

const bestOf = (places: readonly (number | null)[]): number =>
  Math.min(...places.map((place) => place ?? Number.POSITIVE_INFINITY));
