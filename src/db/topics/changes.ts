import type { Crowd } from '../../domain/crowd.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { ANY_TOPIC } from '../rollups/comment-facts.ts';
import { type CountSource, dayCounts, topicCounts } from '../rollups/count-sources.ts';
import { crowdOf } from '../rollups/people.ts';
import type { topicChange } from '../schema/topics.ts';
import type { Row } from '../schema/verbatim.ts';

/** The last day of dated feedback, YYYY-MM-DD; null: none. */
export async function lastDatedDay(database: Queryable, from: CountSource): Promise<string | null> {
  const [row] = await queryNamed<{ last: string | null }>(
    database,
    `select to_char(max(day), 'YYYY-MM-DD') as last from ${dayCounts(from)} where dated and analysed > 0`,
    { source: null, first_day: null, last_day: null },
  );
  return row!.last;
}

/** Days of a period, UTC, both included. */
export interface DaySpan {
  readonly first: string;
  readonly last: string;
}

/** Comments of a day about a topic, and the negative ones among these, with who wrote them. */
export interface TopicDay {
  readonly comments: number;
  readonly negative: number;
  readonly people: Crowd;
  readonly peopleNegative: Crowd;
}

/** Analysed comments of each day, and by topic in use and day those about it. */
export async function topicDays(
  database: Queryable,
  from: CountSource,
  days: DaySpan,
): Promise<{
  readonly analysed: ReadonlyMap<string, number>;
  readonly topics: ReadonlyMap<string, ReadonlyMap<string, TopicDay>>;
}> {
  const values = { source: null, first_day: days.first, last_day: days.last };
  const whole = await queryNamed<{ day: string; analysed: number }>(
    database,
    `select to_char(day, 'YYYY-MM-DD') as day, sum(analysed)::float8 as analysed from ${dayCounts(from)}
      group by 1 order by 1`,
    values,
  );
  const rows = await queryNamed<TopicDay & { id: string; day: string }>(
    database,
    `select topic_id as id, to_char(day, 'YYYY-MM-DD') as day, sum(feedback)::float8 as comments,
            sum(negative)::float8 as negative, ${crowdOf('feedback')} as people,
            ${crowdOf('negative', 'authors_negative')} as "peopleNegative"
       from ${topicCounts(from)} where topic_id <> '${ANY_TOPIC}' group by 1, 2`,
    values,
  );
  return {
    analysed: new Map(whole.map(({ day, analysed }) => [day, analysed])),
    topics: new Map(
      [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => [id, new Map(own.map((it) => [it.day, it]))]),
    ),
  };
}

type TopicChangeRow = Row<
  typeof topicChange,
  | 'topicId'
  | 'measure'
  | 'n'
  | 'nBefore'
  | 'ofBefore'
  | 'difference'
  | 'low'
  | 'high'
  | 'probability'
  | 'changed'
  | 'few'
> & { readonly of: number };

/** Replaces the stored changes; rows that stay the same are not written. @param days of the later period */
export async function storeTopicChanges(
  database: Queryable,
  changes: readonly TopicChangeRow[],
  days: DaySpan | null,
): Promise<void> {
  const values = [JSON.stringify(changes), days?.first ?? null, days?.last ?? null];
  await database.query(
    `with given as (
       select c."topicId" as topic_id, c.measure, $2::date as first_day, $3::date as last_day, c.n, c."of",
              c."nBefore" as n_before, c."ofBefore" as of_before, c.difference, c.low, c.high, c.probability, c.changed,
              c.few
         from json_to_recordset($1::json) as c ("topicId" uuid, measure text, n bigint, "of" bigint, "nBefore" bigint,
                "ofBefore" bigint, difference float8, low float8, high float8, probability float8, changed boolean, few boolean)
     ), gone as (
       delete from verbatim.topic_change t
        where not exists (select from given g where g.topic_id = t.topic_id and g.measure = t.measure)
     )
     insert into verbatim.topic_change
       (topic_id, measure, first_day, last_day, n, "of", n_before, of_before, difference, low, high, probability, changed, few)
     select * from given
     on conflict (topic_id, measure) do update
        set (first_day, last_day, n, "of", n_before, of_before, difference, low, high, probability, changed, few)
          = (excluded.first_day, excluded.last_day, excluded.n, excluded."of", excluded.n_before, excluded.of_before,
             excluded.difference, excluded.low, excluded.high, excluded.probability, excluded.changed, excluded.few)
      where topic_change is distinct from excluded`,
    values,
  );
}
