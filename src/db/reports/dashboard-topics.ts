import type { Sentiment } from '../../domain/analysis.ts';
import { strangers } from '../../domain/crowd.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { dayCounts, topicCounts } from '../rollups/count-sources.ts';
import { type BucketUnit, STEP, type SubjectBucket, subjectPeople } from './dashboard-counts.ts';
import {
  countedBy,
  type DashboardFilter,
  filtered,
  filterParameters,
  ROLLED_UP_MODEL,
} from './dashboard-filter.ts';

/** Comments about one topic and those below it, by steps of time; parameters as of `countComments`. */
export async function countTopicSteps(
  database: Queryable,
  filter: DashboardFilter,
  topic: string,
  currentFrom: string | null,
  unit: BucketUnit,
  chosen: Sentiment | null,
): Promise<SubjectBucket[]> {
  return queryNamed<SubjectBucket>(
    database,
    `select ${STEP}, ${SUMS}, ${subjectPeople(chosen)} from ${topicCounts(filtered(filter), countedBy(filter))} where topic_id = :topic
      group by 1, 2 order by 1 nulls last, 2`,
    { ...filterParameters(filter), topic, current_from: currentFrom, unit },
  );
}

/** A topic with its comments in the period looked at, and in the one before it. */
export interface TopicCounts {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly now: TopicSums;
  readonly before: TopicSums;
}

/** Comments about a topic; of these with a negative or positive sentence about it, which may overlap. */
export type TopicSums = Omit<SubjectBucket, 'bucket' | 'current' | 'scoreSum' | 'scoreSquares'>;

const SUMS = `sum(feedback)::float8 as comments, sum(negative)::float8 as negative, sum(positive)::float8 as positive,
              sum(rated)::float8 as rated, coalesce(sum(rating_sum), 0)::float8 as "ratingSum"`;
const NOBODY = strangers(0);
const NONE: TopicSums = {
  ...{ comments: 0, negative: 0, positive: 0, rated: 0, ratingSum: 0 },
  ...{ people: NOBODY, peopleRated: NOBODY, peopleChosen: NOBODY },
};

/** All subjects in use, by name, those without comments too. @param currentFrom as of `countComments` */
export async function countTopics(
  database: Queryable,
  filter: DashboardFilter,
  currentFrom: string | null,
  chosen: Sentiment | null,
): Promise<TopicCounts[]> {
  const rows = await queryNamed<Omit<TopicCounts, 'now' | 'before'> & TopicSums & { current: boolean }>(
    database,
    `select t.id, t.name, t.parent_id as "parentId", c.*
       from verbatim.topic t
       left join (select topic_id, (:current_from::date is null or (dated and day >= :current_from)) as current, ${SUMS},
                           ${subjectPeople(chosen)}
                    from ${topicCounts(filtered(filter), countedBy(filter))} group by 1, 2) c on c.topic_id = t.id
      where t.retired_at is null and t.kind = 'subject' order by lower(t.name)`,
    { ...filterParameters(filter), current_from: currentFrom },
  );
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((own) => {
    const [{ id, name, parentId }] = own as [(typeof own)[0]];
    const sums = (current: boolean) => own.find((row) => row.current === current) ?? NONE;
    return { id, name, parentId, now: sums(true), before: sums(false) };
  });
}

/** Of a period and of the one before: the most comments that so many people may have written. */
export interface Busiest {
  readonly now: number;
  readonly before: number;
}

/**
 * The most comments of so many people, by topic and, under null, of all: where more are left beside another topic, more
 * people wrote them. Counted comment by comment: roll-ups know how many people there are, and not how busy.
 */
export async function busiestPeople(
  database: Queryable,
  filter: DashboardFilter,
  currentFrom: string | null,
  people: number,
): Promise<ReadonlyMap<string | null, Busiest>> {
  const from = filtered({ ...filter, live: true });
  const current = '(:current_from::date is null or (dated and day >= :current_from)) as current';
  const rows = await queryNamed<{ id: string | null; current: boolean; n: number }>(
    database,
    `with written as (
       select null::uuid as id, ${current}, author from ${dayCounts(from)} where analysed > 0 and author is not null
        union all
       select topic_id, ${current}, author from ${topicCounts(from)} where author is not null
     ), placed as (
       select id, current, count(*) as n, row_number() over (partition by id, current order by count(*) desc) as place
         from written group by id, current, author
     )
     select id, current, (sum(n) + :people - count(*))::float8 as n from placed where place <= :people group by id, current`,
    { ...filterParameters(filter), current_from: currentFrom, people },
  );
  const most = (own: typeof rows, of: boolean) => own.find(({ current }) => current === of)?.n ?? people;
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => [
      id,
      { now: most(own, true), before: most(own, false) },
    ]),
  );
}

export interface TopicState {
  /** Topics in use. */
  readonly defined: number;
  /** Of them judged by a run, with the model of the figures. */
  readonly judged: number;
  /** Whether roll-ups count all results of topics. */
  readonly rolledUp: boolean;
}

export async function readTopicState(database: Queryable): Promise<TopicState> {
  const { rows } = await database.query<TopicState>(
    `select count(*) as defined, count(j.topic_id) as judged,
            (select count(*) from verbatim.rollup_fresh where cube in ('day', 'topic')) = 2 as "rolledUp"
       from verbatim.topic t
       left join verbatim.topic_model j on j.topic_id = t.id and j.model_id = ${ROLLED_UP_MODEL}
      where t.retired_at is null and t.kind = 'subject'`,
  );
  return rows[0]!;
}

/** The name of a topic, retired or not; null: there is none. */
export async function topicName(database: Queryable, id: string): Promise<string | null> {
  const { rows } = await database.query<{ name: string }>('select name from verbatim.topic where id = $1', [
    id,
  ]);
  return rows[0]?.name ?? null;
}
