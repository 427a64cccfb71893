import type { Connection } from '../client.ts';

/**
 * Keeps the counts that another model made, before they are recounted: each day and source by the first model that it
 * was reported with. Days without analysed comments of that model are not kept.
 */
export async function keepReportedDays(connection: Connection, modelId: number, now: Date): Promise<void> {
  await connection.query(
    `insert into verbatim.reported_day
       (day, source, attribute, value, model_id, feedback, analysed, negative, neutral, positive, mixed, toxic,
        score_sum, rated, rating_sum, people, people_rated, kept_at)
     select r.day, r.source, r.attribute, r.value, r.model_id, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
            r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum,
            bit_count(case when r.analysed > 0 then r.authors else r.authors_unread end), bit_count(r.authors_rated), $2
       from verbatim.rollup_day r
       join verbatim.rollup_day whole on whole.attribute = '' and whole.day = r.day and whole.dated and whole.source = r.source
      where r.dated and r.model_id <> $1 and whole.analysed > 0
        and not exists (select from verbatim.reported_day kept
                         where kept.attribute = '' and kept.day = r.day and kept.source = r.source)
     on conflict do nothing`,
    [modelId, now],
  );
}
