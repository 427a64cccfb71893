import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { ANY_TOPIC } from '../rollups/comment-facts.ts';
import { type CountSource, dayCounts, topicCounts } from '../rollups/count-sources.ts';
import type { topicChange } from '../schema/topics.ts';
import type { Row } from '../schema/verbatim.ts';

/** Comments of a period: analysed ones, those about a topic, and of these those with a negative sentence about it. */
interface TopicSums {
  readonly analysed: number;
  readonly comments: number;
  readonly negative: number;
}

/** The last day of dated feedback, YYYY-MM-DD; null: none. */
export async function lastDatedDay(database: Queryable, from: CountSource): Promise<string | null> {
  const [row] = await queryNamed<{ last: string | null }>(
    database,
    `select to_char(max(day), 'YYYY-MM-DD') as last from ${dayCounts(from)} where dated and analysed > 0`,
    { source: null, first_day: null, last_day: null },
  );
  return row!.last;
}

/** Comments about each topic in use that has any in these days, UTC, both included. */
export async function topicPeriod(
  database: Queryable,
  from: CountSource,
  days: { readonly first: string; readonly last: string },
): Promise<{ readonly analysed: number; readonly topics: ReadonlyMap<string, TopicSums> }> {
  const values = { source: null, first_day: days.first, last_day: days.last };
  const [whole] = await queryNamed<{ analysed: number }>(
    database,
    `select coalesce(sum(analysed), 0)::float8 as analysed from ${dayCounts(from)}`,
    values,
  );
  const { analysed } = whole!;
  const rows = await queryNamed<{ id: string; comments: number; negative: number }>(
    database,
    `select topic_id as id, sum(feedback)::float8 as comments, sum(negative)::float8 as negative
       from ${topicCounts(from)} where topic_id <> '${ANY_TOPIC}' group by topic_id`,
    values,
  );
  return {
    analysed,
    topics: new Map(rows.map(({ id, comments, negative }) => [id, { analysed, comments, negative }])),
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
> & { readonly of: number };

/** Replaces the stored changes; rows that stay the same are not written. @param days of the later period */
export async function storeTopicChanges(
  database: Queryable,
  changes: readonly TopicChangeRow[],
  days: { readonly first: string; readonly last: string } | null,
): Promise<void> {
  const values = [JSON.stringify(changes), days?.first ?? null, days?.last ?? null];
  await database.query(
    `with given as (
       select c."topicId" as topic_id, c.measure, $2::date as first_day, $3::date as last_day, c.n, c."of",
              c."nBefore" as n_before, c."ofBefore" as of_before, c.difference, c.low, c.high, c.probability, c.changed
         from json_to_recordset($1::json) as c ("topicId" uuid, measure text, n bigint, "of" bigint, "nBefore" bigint,
                "ofBefore" bigint, difference float8, low float8, high float8, probability float8, changed boolean)
     ), gone as (
       delete from verbatim.topic_change t
        where not exists (select from given g where g.topic_id = t.topic_id and g.measure = t.measure)
     )
     insert into verbatim.topic_change
       (topic_id, measure, first_day, last_day, n, "of", n_before, of_before, difference, low, high, probability, changed)
     select * from given
     on conflict (topic_id, measure) do update
        set (first_day, last_day, n, "of", n_before, of_before, difference, low, high, probability, changed)
          = (excluded.first_day, excluded.last_day, excluded.n, excluded."of", excluded.n_before, excluded.of_before,
             excluded.difference, excluded.low, excluded.high, excluded.probability, excluded.changed)
      where topic_change is distinct from excluded`,
    values,
  );
}
