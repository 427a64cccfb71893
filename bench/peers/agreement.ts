/** How far a peer's judgements are from ours. */
export interface Agreement {
  /** Largest difference of a probability. */
  readonly difference: number;
  /** Share of texts with the same most probable label. */
  readonly sameLabel: number;
}

export function agreement(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): Agreement {
  let difference = 0;
  let same = 0;
  for (const [i, row] of ours.entries()) {
    const other = theirs[i]!;
    for (const [k, probability] of row.entries()) {
      difference = Math.max(difference, Math.abs(probability - other[k]!));
    }
    if (row.indexOf(Math.max(...row)) === other.indexOf(Math.max(...other))) same++;
  }
  return { difference, sameLabel: same / ours.length };
}

/** Undoes the temperature of a softmax: the peers know of none. */
export function withoutTemperature(probabilities: readonly number[], temperature: number): number[] {
  const weights = probabilities.map((probability) => probability ** temperature);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
