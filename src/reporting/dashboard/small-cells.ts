import { DEFAULT_K, hideCells } from '../../audit/verdict/hiding.ts';
import type { Breakdown, ValueCounts } from '../../db/reports/dashboard-counts.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { ShownStep } from './figures.ts';
import type { DashboardFigures } from './shown-figures.ts';
import type { ShownTheme } from './theme-table.ts';

/**
 * Figures for callers without the right to read comments: no cell of fewer than ten comments, and none that would
 * reveal such a cell by subtraction from the total (as audits hide them). Hidden cells count 0. This protects one
 * answer: totals of two periods that overlap may still be subtracted.
 */

/** Whether a number of comments is above zero and too small to be shown. */
export const isSmall = (count: number): boolean => count > 0 && count < DEFAULT_K;

/** @throws VerbatimError CELL_HIDDEN when all comments together are a small cell */
export function withoutSmallCells(figures: DashboardFigures): DashboardFigures {
  const { totals, steps, undated, themes, state } = figures;
  if (isSmall(totals.sums.feedback) || isSmall(totals.comments)) {
    throw new VerbatimError('CELL_HIDDEN', { least: DEFAULT_K });
  }
  const counts = [...steps.map(({ comments, of }) => leastOf([comments, of])), undated];
  const hidden = hiddenOf(counts);
  const few = isSmall(totals.before?.feedback ?? 0) || isSmall(totals.commentsBefore ?? 0);
  return {
    ...figures,
    // Names of other columns: this caller gets no figures of them.
    state: { ...state, uncounted: [] },
    totals: withoutFewRated(few ? withoutBefore(totals) : totals),
    steps: steps.map((step, at) => (hidden[at] ? hiddenStep(step) : step)),
    undated: hidden.at(-1) ? 0 : undated,
    themes: themes.filter(({ count }) => count >= DEFAULT_K).map((theme) => shownTheme(theme, few)),
  };
}

/**
 * Adds small values to the others, and then the smallest of the rest, until the others are at least two values and no
 * small cell.
 * @param all the largest values, whatever the request: which are hidden must not depend on it
 * @param asked.search text that shown values contain; null: all
 */
export function pooledValues(all: Breakdown, asked: { search: string | null; limit: number }): Breakdown {
  const shown = [...all.values].sort((a, b) => b.comments - a.comments || b.feedback - a.feedback);
  let others = all.others;
  let pooled = all.known - shown.length;
  const risky = ({ feedback, comments, of }: ValueCounts) => [feedback, comments, of].some(isSmall);
  const open = () => pooled > 0 && hasSmall && (pooled < 2 || (others !== null && risky(others)));
  // Values beyond the largest may be small.
  let hasSmall = others !== null || shown.some(risky);
  while (shown.length > 0 && (shown.some(risky) || open())) {
    const at = shown.findLastIndex(risky);
    const [pooledValue] = shown.splice(at < 0 ? shown.length - 1 : at, 1);
    others = sumOf(others, pooledValue!);
    pooled++;
    hasSmall = true;
  }
  if (others !== null && risky(others)) others = null;
  if (asked.search !== null) {
    // A sum of others that match the search would reveal hidden values.
    const wanted = asked.search.toLowerCase();
    const found = shown.filter(({ value }) => value?.toLowerCase().includes(wanted));
    const values = found.slice(0, asked.limit).map(withoutFewRatings);
    return { values, others: null, known: found.length };
  }
  for (const value of shown.splice(asked.limit)) others = sumOf(others, value);
  const known = shown.length + (others === null ? 0 : all.known - shown.length);
  return { values: shown.map(withoutFewRatings), others: others && withoutFewRatings(others), known };
}

/**
 * Ids of topics to hide: small ones; those whose rest in a topic above them, or in all comments, is small; and then, level by
 * level, the next smallest as long as a small rest is left for the hidden ones.
 * @param topics with each number that is shown of one
 * @param all comments that their shares are of
 */
export function hiddenTopics(
  topics: readonly {
    readonly id: string;
    readonly parentId: string | null;
    readonly counts: readonly number[];
  }[],
  all: number,
): Set<string> {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const hidden = new Set<string>();
  for (const { id, parentId, counts } of topics) {
    const [comments = 0] = counts;
    const rests = [all - comments];
    for (
      let above = parentId && byId.get(parentId);
      above;
      above = above.parentId && byId.get(above.parentId)
    ) {
      rests.push(above.counts[0]! - comments);
    }
    if (counts.some(isSmall) || (comments > 0 && rests.some(isSmall))) hidden.add(id);
  }
  for (const [parentId, level] of Map.groupBy(topics, (topic) => topic.parentId)) {
    const total = parentId === null ? all : (byId.get(parentId)?.counts[0] ?? all);
    const shown = level.filter(({ id }) => !hidden.has(id)).sort((a, b) => a.counts[0]! - b.counts[0]!);
    // Comments about several topics count in each: where there are many, nothing follows by subtraction.
    const rest = () => total - shown.reduce((sum, { counts }) => sum + counts[0]!, 0);
    while (shown.length > 0 && shown.length < level.length && isSmall(rest())) hidden.add(shown.shift()!.id);
  }
  return hidden;
}

const leastOf = (counts: readonly number[]): number =>
  Math.min(...counts.filter((count) => count > 0), Infinity);

/** Which of the parts of one total are hidden. */
function hiddenOf(counts: readonly number[]): boolean[] {
  const cells = counts.map((rows, at) => ({
    ...{ row: String(at), column: 'all', rows: Number.isFinite(rows) ? rows : 0 },
  }));
  return hideCells(cells).map((reason) => reason !== null);
}

const hiddenStep = (step: ShownStep): ShownStep => ({
  ...{ ...step, comments: 0, of: 0, hidden: true },
  shares: Object.fromEntries(Object.keys(step.shares).map((line) => [line, null])),
});

function withoutBefore(totals: DashboardFigures['totals']): DashboardFigures['totals'] {
  const { aboutShare } = totals;
  const shares = Object.entries(totals.shares).map(([line, share]) => [line, { ...share, change: null }]);
  return {
    ...{ ...totals, before: null, commentsBefore: null, shares: Object.fromEntries(shares) },
    aboutShare: aboutShare && { ...aboutShare, change: null },
  };
}

const withoutFewRated = (totals: DashboardFigures['totals']): DashboardFigures['totals'] =>
  isSmall(totals.rated) ? { ...totals, rating: null, rated: 0 } : totals;

function shownTheme(theme: ShownTheme, withoutChange: boolean): ShownTheme {
  const hidden = hiddenOf(theme.steps);
  return {
    ...theme,
    change: withoutChange ? null : theme.change,
    steps: theme.steps.map((count, at) => (hidden[at] ? 0 : count)),
  };
}

const withoutFewRatings = (value: ValueCounts): ValueCounts =>
  isSmall(value.rated) ? { ...value, rated: 0, ratingSum: 0 } : value;

function sumOf(sum: ValueCounts | null, value: ValueCounts): ValueCounts {
  if (sum === null) return { ...value, value: null };
  const names = ['feedback', 'comments', 'of', 'negative', 'positive', 'rated', 'ratingSum'] as const;
  return {
    value: null,
    ...(Object.fromEntries(names.map((name) => [name, sum[name] + value[name]])) as Omit<
      ValueCounts,
      'value'
    >),
  };
}
