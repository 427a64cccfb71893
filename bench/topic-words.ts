/**
 * Mean normalised pointwise mutual information of the pairs of words of each topic, −1..1, by the share of comments that
 * hold both (Bouma 2009; Lau, Newman and Baldwin 2014). A pair that no comment holds counts −1.
 */
export function coherence(
  topics: readonly (readonly string[])[],
  comments: readonly ReadonlySet<string>[],
): number {
  const holding = new Map<string, Set<number>>();
  for (const word of topics.flat()) holding.set(word, new Set());
  for (const [i, words] of comments.entries()) for (const word of words) holding.get(word)?.add(i);
  const pairs = topics.flatMap((words) =>
    words.flatMap((one, i) => words.slice(0, i).map((other) => [one, other])),
  );
  const all = comments.length;
  const values = pairs.map(([one, other]) => {
    const [a, b] = [holding.get(one!)!, holding.get(other!)!];
    const both = [...a].filter((i) => b.has(i)).length;
    if (both === 0) return -1;
    return both === all ? 1 : Math.log((both * all) / (a.size * b.size)) / -Math.log(both / all);
  });
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Share of distinct words among the words of all topics, 0..1 (Dieng, Ruiz and Blei 2020). */
export const diversity = (topics: readonly (readonly string[])[]): number =>
  new Set(topics.flat()).size / Math.max(1, topics.flat().length);
