import { DEFAULT_K } from '../../audit/verdict/hiding.ts';
import type { Queryable } from '../../db/client.ts';
import { scalesOf } from '../../db/imports/rating-scales.ts';
import { countComments } from '../../db/reports/dashboard-counts.ts';
import {
  type Busiest,
  busiestPeople,
  countTopics,
  readTopicState,
  type TopicCounts,
  type TopicSums,
} from '../../db/reports/dashboard-topics.ts';
import { anyAuthor } from '../../db/rollups/people.ts';
import type { Sentiment } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { type ShownShare, shownShare, sumBy } from './figures.ts';
import { type Selection, withPeriodBefore } from './period.ts';
import { areFew, hiddenTopics } from './small-cells.ts';

/** One topic in a period, with the comments of the topics below it. */
export interface ShownTopic extends ShownShare {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  /** Topics above it. */
  readonly level: number;
  /** Its numbers are not shown: they are 0 or null here. */
  readonly hidden?: true;
  /** Of its comments; the two may overlap. */
  readonly negative: Estimate | null;
  readonly positive: Estimate | null;
  /** Mean in the customers' own unit; null where nothing is rated, or in several units. */
  readonly rating: number | null;
  readonly rated: number;
}

export interface DashboardTopics {
  /** Topics in use, and how many of them a run has judged with the model of the figures. */
  readonly defined: number;
  readonly judged: number;
  /** Each before those below it, the largest first; empty until a run has judged one. */
  readonly topics: readonly ShownTopic[];
}

/** The tree of topics of a selection. @throws VerbatimError CELL_HIDDEN when all comments together are a small cell */
export async function topicTree(
  connection: Queryable,
  selection: Selection,
  asked: {
    readonly theme: number | null;
    readonly sentiment: Sentiment | null;
    readonly source: string | null;
    readonly countsOnly?: boolean;
  },
): Promise<DashboardTopics> {
  const { rolledUp, ...state } = await readTopicState(connection);
  if (state.judged === 0) return { ...state, topics: [] };
  const { period } = selection;
  const { theme } = asked;
  const wide = withPeriodBefore(selection);
  const authors = asked.countsOnly === true && (await anyAuthor(connection));
  const filter = { ...wide, theme, live: wide.live || !rolledUp || theme !== null };
  const counts = await countTopics(connection, filter, period.first, asked.sentiment);
  const rows = await countComments(connection, filter, period.first, 'year', null);
  const analysed = (current: boolean) =>
    sumBy(
      rows.filter((row) => row.current === current),
      (row) => row.analysed,
    );
  const of = { now: analysed(true), before: period.before ? analysed(false) : null };
  const people = rows.filter(({ current }) => current).map((row) => row.people);
  if (asked.countsOnly && areFew(people)) throw new VerbatimError('CELL_HIDDEN', { least: DEFAULT_K });
  const mixed = (await scalesOf(connection, asked.source)).length > 1;
  const counted = (sums: TopicSums) =>
    asked.sentiment === 'negative' || asked.sentiment === 'positive' ? sums[asked.sentiment] : sums.comments;
  const shown = new Map(
    counts.map(({ now, before, ...topic }) => [
      topic.id,
      {
        ...topic,
        ...shownShare(
          { count: counted(now), of: of.now },
          of.before === null ? null : { count: counted(before), of: of.before },
        ),
        negative: wilsonShare(now.negative, now.comments),
        positive: wilsonShare(now.positive, now.comments),
        rating: mixed || now.rated === 0 ? null : now.ratingSum / now.rated,
        rated: now.rated,
      },
    ]),
  );
  if (asked.countsOnly) {
    const busiest = authors ? await busiestPeople(connection, filter, period.first, DEFAULT_K - 1) : null;
    hide(shown, counts, of, busiest);
  }
  return { ...state, topics: inOrder([...shown.values()], null, 0) };
}

type Unplaced = Omit<ShownTopic, 'level'>;

/** For callers without the right to read comments: small topics, and those that would give away a small number. */
function hide(
  shown: Map<string, Unplaced>,
  counts: readonly TopicCounts[],
  of: { readonly now: number; readonly before: number | null },
  busiest: ReadonlyMap<string | null, Busiest> | null,
): void {
  const hidden = (when: 'now' | 'before') =>
    hiddenTopics(
      counts.map(({ id, parentId, [when]: { comments, people, peopleChosen } }) => {
        return { id, parentId, comments, few: areFew([people]) || areFew([peopleChosen]) };
      }),
      of[when] ?? 0,
      (id) => busiest?.get(id)?.[when] ?? DEFAULT_K - 1,
    );
  const [now, before] = [hidden('now'), hidden('before')];
  for (const { id, now: sums } of counts) {
    const topic = shown.get(id)!;
    const few = areFew([sums.peopleRated]) ? { rating: null, rated: 0 } : {};
    if (before.has(id)) shown.set(id, { ...topic, ...few, change: null });
    else shown.set(id, { ...topic, ...few });
    if (!now.has(id)) continue;
    const nothing = { share: null, change: null, negative: null, positive: null, rating: null };
    shown.set(id, { ...topic, ...nothing, count: 0, rated: 0, hidden: true });
  }
}

/** Each topic before those below it, the largest first. */
function inOrder(topics: readonly Unplaced[], parentId: string | null, level: number): ShownTopic[] {
  return topics
    .filter((topic) => topic.parentId === parentId)
    .sort((a, b) => b.count - a.count)
    .flatMap((topic) => [{ ...topic, level }, ...inOrder(topics, topic.id, level + 1)]);
}
