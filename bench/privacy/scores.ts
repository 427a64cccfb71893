import type { Found } from '../../src/privacy/masked-text.ts';
import { wilsonShare } from '../../src/statistics/intervals/intervals.ts';
import type { Case } from './corpus.ts';

export interface Counts {
  /** Identifiers, and how many of them were found whole and by their kind. */
  readonly expected: number;
  readonly found: number;
  /** Parts that were found, and how many of them are on an identifier of their kind. */
  readonly marked: number;
  readonly right: number;
}

/** Counts of one kind over cases and what was found in each. */
export function countsOf(
  kind: string,
  cases: readonly Case[],
  results: readonly (readonly Found[])[],
): Counts {
  const counts = { expected: 0, found: 0, marked: 0, right: 0 };
  for (const [at, { text, expected }] of cases.entries()) {
    const own = results[at]!.filter((it) => it.kind === kind);
    const wanted = expected?.kind === kind ? expected : null;
    const on = wanted ? own.filter((it) => it.start < wanted.end && it.end > wanted.start) : [];
    counts.marked += own.length;
    counts.right += on.length;
    if (!wanted) continue;
    counts.expected++;
    if (isCovered(text, wanted, on)) counts.found++;
  }
  return counts;
}

/** Whether every letter and digit of an identifier is in a part that was found. */
const isCovered = (
  text: string,
  { start, end }: { start: number; end: number },
  found: readonly Found[],
): boolean =>
  [...text.slice(start, end).matchAll(/[\p{L}\p{N}]/gu)].every(({ index }) =>
    found.some((it) => it.start <= start + index && start + index < it.end),
  );

/** "0.982 (0.961–0.992)" */
export function share(count: number, of: number): string {
  const estimate = wilsonShare(count, of);
  if (!estimate) return '';
  const { value, low, high } = estimate;
  return `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
