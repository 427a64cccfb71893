import type { Queryable } from '../client.ts';

/** Sums of one level over the days of a window; the field names are those of the audit. */
export interface StoredSums {
  readonly levels: readonly string[];
  readonly rows: number;
  readonly analysed: number;
  readonly failed: number;
  readonly truncated: number;
  readonly unknownLanguage: number;
  readonly lowConfidence: number;
  readonly negative: number;
  readonly positive: number;
  readonly toxicityJudged: number;
  readonly toxic: number;
  readonly lowRated: number;
  readonly lowRatedNegative: number;
  readonly highRated: number;
  readonly highRatedPositive: number;
  readonly scoreMillionths: number;
  readonly scores: readonly number[];
  readonly emotions: Readonly<Record<string, number>>;
}

/** First day inside and first day after, `YYYY-MM-DD` (UTC); null is open. Only an open window holds undated rows. */
export interface DayWindow {
  readonly from: string | null;
  readonly to: string | null;
}

const INSIDE = `
  set_id = $1 and ($2::date is null or day >= $2) and ($3::date is null or (day < $3 and day > '-infinity'))
  and ($4::text is null or source = $4)`;

/** The sums of every level of a set, by their names. Cells are joined to a number first: arrays of text are slow to group by. */
export async function readSums(
  database: Queryable,
  setId: number,
  window: DayWindow,
  source: string | null,
): Promise<StoredSums[]> {
  const parameters = [setId, window.from, window.to, source];
  const { rows } = await database.query<StoredSums>(
    `with raw as materialized (select * from verbatim.audit_cube where ${INSIDE}),
     key as materialized (
       select row_number() over ()::integer as key, levels from (select distinct levels from raw) d
     ), cell as materialized (select k.key, r.* from raw r join key k using (levels)),
     scored as (
       select key, b.bucket, sum(b.n)::bigint as n from cell
        cross join lateral unnest(score_buckets, score_counts) as b (bucket, n)
        group by key, b.bucket
     ), histogram as (
       select k.key, array_agg(coalesce(s.n, 0) order by g.bucket) as counts
         from key k cross join generate_series(0, 99) as g (bucket)
         left join scored s on s.key = k.key and s.bucket = g.bucket
        group by k.key
     ), felt as (
       select key, jsonb_object_agg(emotion, n order by emotion) as emotions
         from (select key, e.emotion, sum(e.n)::bigint as n from cell
                cross join lateral unnest(emotions, emotion_counts) as e (emotion, n)
                group by key, e.emotion) e
        group by key
     )
     select k.levels, s.rows, s.analysed, s.failed, s.truncated, s.unknown_language as "unknownLanguage",
            s.low_confidence as "lowConfidence", s.negative, s.positive, s.toxicity_judged as "toxicityJudged",
            s.toxic, s.low_rated as "lowRated", s.low_rated_negative as "lowRatedNegative",
            s.high_rated as "highRated", s.high_rated_positive as "highRatedPositive",
            s.score_millionths as "scoreMillionths", to_jsonb(h.counts) as scores,
            coalesce(f.emotions, '{}'::jsonb) as emotions
       from (select key, sum(rows)::bigint as rows, sum(analysed)::bigint as analysed,
                    sum(failed)::bigint as failed, sum(truncated)::bigint as truncated,
                    sum(unknown_language)::bigint as unknown_language,
                    sum(low_confidence)::bigint as low_confidence, sum(negative)::bigint as negative,
                    sum(positive)::bigint as positive, sum(toxicity_judged)::bigint as toxicity_judged,
                    sum(toxic)::bigint as toxic, sum(low_rated)::bigint as low_rated,
                    sum(low_rated_negative)::bigint as low_rated_negative, sum(high_rated)::bigint as high_rated,
                    sum(high_rated_positive)::bigint as high_rated_positive,
                    sum(score_millionths)::bigint as score_millionths
               from cell group by key) s
       join key k using (key)
       join histogram h using (key)
       left join felt f using (key)
      order by k.levels collate "C"`,
    parameters,
  );
  return rows;
}
