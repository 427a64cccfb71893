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
  const found = facts
    .map((column, at) => ({ at, words: column.filled > 0 ? column.words / column.filled : 0, column }))
    .filter(({ at, words, column }) => !taken.has(at) && words >= PROSE_WORDS && varied(column))
    .sort((a, b) => b.words - a.words);
  const [best, next] = found;
  if (!best || (next && next.words * AHEAD > best.words)) return null;
  return best.at;
}

/** All columns that hold prose, in file order. */
export function proseColumns(facts: readonly ColumnFacts[], taken: ReadonlySet<number>): number[] {
  return facts.flatMap((column, at) => {
    const words = column.filled > 0 ? column.words / column.filled : 0;
    return !taken.has(at) && words >= PROSE_WORDS && varied(column) ? [at] : [];
  });
}

/** Few different values are categories, however long; dates may have many words. */
function varied({ distinct, filled, dated }: ColumnFacts): boolean {
  return dated < filled * 0.5 && distinct.size >= Math.min(filled * 0.3, 300);
}
