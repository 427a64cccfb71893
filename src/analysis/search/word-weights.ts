/**
 * Weight of a word that so many of the documents hold: the inverse document frequency of BM25 (Robertson and Zaragoza
 * 2009). A word that none holds, such as a typing error, has none: no sentence could make up for it.
 */
export const wordWeight = (holding: number, documents: number): number =>
  holding === 0 ? 0 : Math.log(1 + (Math.max(documents, holding) - holding + 0.5) / (holding + 0.5));

/**
 * The rarest words, as long as no more documents than `most` hold them; at least one of those that any document holds.
 * @param counts word → documents that hold it
 */
export function rarestWords(counts: ReadonlyMap<string, number>, most: number): string[] {
  const held = [...counts].filter(([, n]) => n > 0).sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const chosen: string[] = [];
  let documents = 0;
  for (const [word, n] of held) {
    documents += n;
    if (chosen.length > 0 && documents > most) break;
    chosen.push(word);
  }
  return chosen;
}
