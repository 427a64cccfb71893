/**
 * Normalised mutual information of two labellings, 0..1, by the arithmetic mean of their entropies (scikit-learn's
 * default; Strehl & Ghosh 2002). 1 where both have one label only.
 */
export function mutualInformation(
  one: readonly (string | number)[],
  other: readonly (string | number)[],
): number {
  const [a, b] = [entropy(one), entropy(other)];
  if (a + b === 0) return 1;
  const joint = entropy(one.map((label, i) => JSON.stringify([label, other[i]])));
  return (2 * (a + b - joint)) / (a + b);
}

function entropy(labels: readonly (string | number)[]): number {
  let sum = 0;
  for (const { length } of Map.groupBy(labels, (label) => label).values()) {
    sum -= (length / labels.length) * Math.log(length / labels.length);
  }
  return sum;
}

/** Share of items, 0..1, that have the most frequent true label of their cluster. */
export function purity(clusters: readonly (string | number)[], truth: readonly (string | number)[]): number {
  let right = 0;
  for (const members of Map.groupBy(truth.keys(), (i) => clusters[i]!).values()) {
    const counts = [...Map.groupBy(members, (i) => truth[i]!).values()].map(({ length }) => length);
    right += Math.max(...counts);
  }
  return right / truth.length;
}
