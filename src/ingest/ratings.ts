const RATING = /^([+-]?\d+(?:[.,]\d+)?)(?:\s*(?:\/|out of)\s*5(?:[.,]0+)?)?(?:\s*stars?)?$/i;

/**
 * A number with `.` or `,` as decimal sign; `4/5`, `4 out of 5` and `4 stars` are 4. Null for anything else,
 * also for another scale (`8/10`): a file must not mix scales in silence.
 */
export function parseRating(cell: string): number | null {
  const match = RATING.exec(cell.trim());
  if (!match) return null;
  const value = Number(match[1]!.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}
