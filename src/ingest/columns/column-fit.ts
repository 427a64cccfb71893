import type { Field } from './aliases.ts';
import type { ColumnFacts } from './column-facts.ts';

/** False when the cells of a column speak against a field that its name speaks for. */
export function fits(field: Field, facts: ColumnFacts): boolean {
  const { filled, numeric, dated } = facts;
  if (filled === 0) return false;
  if (field === 'text') return numeric + dated < filled * 0.9;
  if (field === 'time') return dated + numeric >= filled * 0.5;
  if (field === 'clock') return facts.clocked >= filled * 0.9;
  if (field === 'rating') return numeric >= filled * 0.5;
  return true;
}

/** Words a cell, from which on a column may be prose; and how far it must be ahead of the next. */
const PROSE_WORDS = 3;
const AHEAD = 1.5;

/** The one column that holds prose; null when there is none, or more than one. */
export function proseColumn(facts: readonly ColumnFacts[], taken: ReadonlySet<number>): number | null {
  const words = (at: number) => wordsOf(facts[at]!);
  const [best, next] = proseColumns(facts, taken).sort((a, b) => words(b) - words(a));
  if (best === undefined || (next !== undefined && words(next) * AHEAD > words(best))) return null;
  return best;
}

/** All columns that hold prose, in file order. */
export function proseColumns(facts: readonly ColumnFacts[], taken: ReadonlySet<number>): number[] {
  return facts.flatMap((column, at) => (!taken.has(at) && isProse(column) ? [at] : []));
}

/** Sentences, and not the same few. */
export const isProse = (column: ColumnFacts): boolean => wordsOf(column) >= PROSE_WORDS && varied(column);

/** Words of a cell that is not blank, on average. */
export const wordsOf = ({ filled, words }: ColumnFacts): number => (filled > 0 ? words / filled : 0);

/** Few different values are categories, however long; dates may have many words. */
function varied({ distinct, filled, dated }: ColumnFacts): boolean {
  return dated < filled * 0.5 && distinct.size >= Math.min(filled * 0.3, 300);
}
