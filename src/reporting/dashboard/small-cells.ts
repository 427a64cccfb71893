import { DEFAULT_K, hideCells } from '../../audit/verdict/hiding.ts';
import type {
  Breakdown,
  CommentBucket,
  PeopledCounts,
  SubjectBucket,
  ThemeBucket,
  ValueCounts,
} from '../../db/reports/dashboard-counts.ts';
import { type Crowd, peopleIn, united } from '../../domain/crowd.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { PeopledEmergence } from '../theme-overview.ts';
import type { ShownStep } from './figures.ts';
import { firstDayOf } from './period.ts';
import type { DashboardFigures } from './shown-figures.ts';
import type { ShownTheme } from './theme-table.ts';

/**
 * Figures for callers without the right to read comments: no cell of fewer than ten people, and none that would
 * reveal such a cell by subtraction from the total (as audits hide them). Hidden cells count 0. This protects one
 * answer: totals of two periods that overlap may still be subtracted. Who did not say is a person for each comment.
 */

/** Whether somebody wrote comments, and too few people for their number to be shown. */
export function areFew(crowds: readonly Crowd[]): boolean {
  const people = peopleIn(crowds);
  // Of comments that were counted before authors were, nobody is known.
  return people < DEFAULT_K && (people > 0 || crowds.some(({ marks }) => marks !== null));
}

/** The counts that figures were made of, with who wrote the comments. */
export interface CountedComments {
  readonly rows: readonly CommentBucket[];
  /** About the theme or topic asked for; null: neither is. */
  readonly about: readonly SubjectBucket[] | null;
  readonly themes: readonly ThemeBucket[];
  readonly emergences: ReadonlyMap<number, PeopledEmergence>;
}

/** @throws VerbatimError CELL_HIDDEN when all comments together are a small cell */
export function withoutSmallCells(figures: DashboardFigures, counted: CountedComments): DashboardFigures {
  const { totals, steps, undated, themes, state } = figures;
  const { unit } = figures.period;
  const { about } = counted;
  const [rows, past] = [counted.rows.filter(isCurrent), counted.rows.filter((row) => !row.current)];
  const written = (some: readonly CommentBucket[]) => some.flatMap((row) => [row.people, row.peopleUnread]);
  const chosen = about?.map(({ current, bucket, people }) => ({ current, bucket, people }));
  const selected =
    chosen ?? counted.rows.map(({ peopleChosen, ...row }) => ({ ...row, people: peopleChosen }));
  const peopleOf = (some: readonly { readonly people: Crowd }[]) => some.map(({ people }) => people);
  if (areFew(written(rows)) || areFew(peopleOf(selected.filter(isCurrent)))) {
    throw new VerbatimError('CELL_HIDDEN', { least: DEFAULT_K });
  }
  const inStep = (first: string) => (row: { readonly current: boolean; readonly bucket: string | null }) =>
    row.current && row.bucket === firstDayOf(first, unit);
  const parts = steps.map(({ first, comments, of }) => ({
    rows: leastOf([comments, of]),
    people: peopleOf(comments > 0 ? selected.filter(inStep(first)) : rows.filter(inStep(first))),
  }));
  const hidden = hiddenOf([
    ...parts,
    { rows: undated, people: written(counted.rows.filter(({ bucket }) => bucket === null)) },
  ]);
  const few = areFew(written(past)) || areFew(peopleOf(selected.filter((row) => !row.current)));
  const byTheme = Map.groupBy(counted.themes.filter(isCurrent), ({ id }) => id);
  return {
    ...figures,
    // Names of other columns: this caller gets no figures of them.
    state: { ...state, uncounted: [] },
    totals: withoutFewRated(
      few ? withoutBefore(totals) : totals,
      (about ?? counted.rows).filter(isCurrent).map(({ peopleRated }) => peopleRated),
    ),
    steps: steps.map((step, at) => (hidden[at] ? hiddenStep(step) : step)),
    undated: hidden.at(-1) ? 0 : undated,
    themes: themes
      .filter(({ id }) => peopleIn((byTheme.get(id) ?? []).map((row) => row.peopleChosen)) >= DEFAULT_K)
      .map((theme) => {
        const own = byTheme.get(theme.id)!;
        const people = steps.map(({ first }) => own.filter(inStep(first)).map((row) => row.peopleChosen));
        const emerging = counted.emergences.get(theme.id)?.people ?? 0;
        const emergence = emerging < DEFAULT_K ? null : theme.emergence;
        return shownTheme({ ...theme, emergence }, people, few);
      }),
  };
}

const isCurrent = ({ current }: { readonly current: boolean }): boolean => current;

/**
 * Adds small values to the others, and then the smallest of the rest, until the others are at least two values and no
 * small cell.
 * @param all the largest values, whatever the request: which are hidden must not depend on it
 * @param asked.search text that shown values contain; null: all
 */
export function pooledValues(
  all: Breakdown<PeopledCounts>,
  asked: { search: string | null; limit: number },
): Breakdown {
  const shown = [...all.values].sort((a, b) => b.comments - a.comments || b.feedback - a.feedback);
  let others = all.others;
  let pooled = all.known - shown.length;
  const risky = ({ people: { unread, comments, of } }: PeopledCounts) =>
    areFew([unread, of]) || areFew([comments]) || areFew([of]);
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
 * @param topics with their comments, and whether a number that is shown of one is of few people
 * @param all comments that their shares are of
 * @param mostOf comments about a topic (null: of all) that nine people may have written: a rest of more is not small
 */
export function hiddenTopics(
  topics: readonly {
    readonly id: string;
    readonly parentId: string | null;
    readonly comments: number;
    readonly few: boolean;
  }[],
  all: number,
  mostOf: (id: string | null) => number = () => DEFAULT_K - 1,
): Set<string> {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const hidden = new Set<string>();
  const isSmall = (rest: number, of: string | null) => rest > 0 && rest <= mostOf(of);
  for (const { id, parentId, comments, few } of topics) {
    let small = isSmall(all - comments, null);
    for (
      let above = parentId && byId.get(parentId);
      above;
      above = above.parentId && byId.get(above.parentId)
    ) {
      small ||= isSmall(above.comments - comments, above.id);
    }
    if (few || (comments > 0 && small)) hidden.add(id);
  }
  for (const [parentId, level] of Map.groupBy(topics, (topic) => topic.parentId)) {
    const above = parentId === null ? undefined : byId.get(parentId);
    const total = above?.comments ?? all;
    const shown = level.filter(({ id }) => !hidden.has(id)).sort((a, b) => a.comments - b.comments);
    // Comments about several topics count in each: where there are many, nothing follows by subtraction.
    const rest = () => total - shown.reduce((sum, { comments }) => sum + comments, 0);
    while (shown.length > 0 && shown.length < level.length && isSmall(rest(), above?.id ?? null)) {
      hidden.add(shown.shift()!.id);
    }
  }
  return hidden;
}

const leastOf = (counts: readonly number[]): number =>
  Math.min(...counts.filter((count) => count > 0), Infinity);

/** Comments of a step, and who wrote them. */
interface Part {
  readonly rows: number;
  readonly people: readonly Crowd[];
}

/** Which of the parts of one total are hidden. */
function hiddenOf(parts: readonly Part[]): boolean[] {
  const cells = parts.map(({ rows, people }, at) => ({
    ...{ row: String(at), column: 'all', rows: Number.isFinite(rows) ? rows : 0, people: united(people) },
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

const withoutFewRated = (
  totals: DashboardFigures['totals'],
  people: readonly Crowd[],
): DashboardFigures['totals'] => (areFew(people) ? { ...totals, rating: null, rated: 0 } : totals);

function shownTheme(
  theme: ShownTheme,
  people: readonly (readonly Crowd[])[],
  withoutChange: boolean,
): ShownTheme {
  const hidden = hiddenOf(theme.steps.map((rows, at) => ({ rows, people: people[at]! })));
  return {
    ...theme,
    change: withoutChange ? null : theme.change,
    steps: theme.steps.map((count, at) => (hidden[at] ? 0 : count)),
  };
}

function withoutFewRatings({ people, ...value }: PeopledCounts): ValueCounts {
  return areFew([people.rated]) ? { ...value, rated: 0, ratingSum: 0 } : value;
}

function sumOf(sum: PeopledCounts | null, value: PeopledCounts): PeopledCounts {
  if (sum === null) return { ...value, value: null };
  const names = ['feedback', 'comments', 'of', 'negative', 'positive', 'rated', 'ratingSum'] as const;
  const crowds = ['unread', 'comments', 'of', 'rated'] as const;
  return {
    value: null,
    ...(Object.fromEntries(names.map((name) => [name, sum[name] + value[name]])) as Omit<
      ValueCounts,
      'value'
    >),
    people: Object.fromEntries(
      crowds.map((name) => [name, united([sum.people[name], value.people[name]])]),
    ) as unknown as PeopledCounts['people'],
  };
}
