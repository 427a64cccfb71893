import type { StoredBaseline } from '../../db/audits/audit-baselines.ts';

/** A column to freeze. */
export type NewColumn = Omit<StoredBaseline, 'windowFrom' | 'windowTo' | 'createdAt'>;

export function frozenColumn(
  columnName: string,
  kind: NewColumn['kind'],
  rest: Partial<NewColumn>,
): NewColumn {
  return {
    columnName,
    kind,
    edges: null,
    counts: null,
    frozenValues: null,
    vectors: null,
    dimensions: null,
    width: null,
    rows: 0,
    ...rest,
  };
}

export const rowsIn = (counts: Iterable<number>) => [...counts].reduce((sum, n) => sum + n, 0);

/** Categories of a column that are counted one by one; the others are counted together. */
export const MOST_CATEGORIES = 50;
const REST_OF_CATEGORIES = '(new or rare)';

/** Rows by category, most frequent first, as they are frozen. */
export function frozenCategories(found: ReadonlyMap<string, number>): Record<string, number> {
  const counts = [...found].slice(0, MOST_CATEGORIES);
  const rest = rowsIn(found.values()) - rowsIn(counts.map(([, n]) => n));
  return { ...Object.fromEntries(counts), [REST_OF_CATEGORIES]: rest };
}

interface ComparedCategories {
  /** Of the baseline, without the one for all others. */
  readonly names: readonly string[];
  /** Rows of each, then of all others together. */
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Frozen categories and their current counts; new categories count among the others. */
export function comparedCategories(
  before: Readonly<Record<string, number>>,
  now: ReadonlyMap<string, number>,
): ComparedCategories {
  const names = Object.keys(before).filter((name) => name !== REST_OF_CATEGORIES);
  const known = names.map((name) => now.get(name) ?? 0);
  return {
    names,
    reference: [...names.map((name) => before[name]!), before[REST_OF_CATEGORIES] ?? 0],
    current: [...known, rowsIn(now.values()) - rowsIn(known)],
  };
}
