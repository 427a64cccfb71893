/**
 * Weight of a word that so many of the documents hold: the inverse document frequency of BM25 (Robertson and Zaragoza
 * 2009). A word that none holds, such as a typing error, has none: no sentence could make up for it.
 */
export const wordWeight = (holding: number, documents: number): number =>
  holding === 0 ? 0 : Math.log(1 + (Math.max(documents, holding) - holding + 0.5) / (holding + 0.5));

/** Words that are looked up: documents that hold any of them, or all. */
export interface Lookup {
  readonly how: 'any' | 'all';
  readonly words: readonly string[];
}

/** Of the words that are too frequent to be looked up one by one, so many of the rarest are in pairs. */
const PAIRED = 4;

/**
 * Any of the rarest words, as long as no more documents than `most` hold them, at least one; and the next rarest in pairs.
 * @param counts word → documents that hold it
 * @param common words that more documents hold are looked up beside a rarer one only
 */
export function lookups(counts: ReadonlyMap<string, number>, most: number, common: number): Lookup[] {
  const held = [...counts].filter(([, n]) => n > 0).sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const words = held.map(([word]) => word);
  let rare = 0;
  for (let documents = 0; rare < held.length; rare++) {
    documents += held[rare]![1];
    if (documents > most) break;
  }
  const alone = Math.max(rare, (held[0]?.[1] ?? Number.POSITIVE_INFINITY) <= common ? 1 : 0);
  const next = words.slice(rare, rare + PAIRED);
  const pairs = next.flatMap((word, i) =>
    held[rare + i]![1] > common
      ? []
      : next.slice(i + 1).map((other): Lookup => ({ how: 'all', words: [word, other] })),
  );
  return [...(alone > 0 ? [{ how: 'any', words: words.slice(0, alone) } as const] : []), ...pairs];
}
