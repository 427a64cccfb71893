/**
 * Which of several findings stand, so that on average no more than the share `rate` of those that stand are false
 * (Benjamini & Hochberg 1995, "Controlling the false discovery rate").
 *
 * @param probabilities p-values, 0..1
 */
export function benjaminiHochberg(probabilities: readonly number[], rate: number): boolean[] {
  const ordered = probabilities.toSorted((a, b) => a - b);
  const last = ordered.findLastIndex((p, i) => p <= (rate * (i + 1)) / ordered.length);
  return probabilities.map((p) => last >= 0 && p <= ordered[last]!);
}
