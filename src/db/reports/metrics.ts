import type { Queryable } from '../client.ts';

/** Counts for monitoring, of the active feedback model. */
export interface StoredCounts {
  readonly feedback: number;
  readonly documents: number;
  readonly analysed: number;
  readonly missing: number;
  /** Age of the oldest document without a result, in seconds; 0 when none is missing. */
  readonly missingSeconds: number;
  /** Since the last finished run, in seconds; null when none has finished. */
  readonly lastRunSeconds: number | null;
  /** Age of the data of the last nightly run, in seconds; null before the first. */
  readonly nightlySeconds: number | null;
  readonly openRejects: number;
  /** Of all runs, in any process. Padded tokens are tokens plus padding. */
  readonly runDocuments: number;
  readonly runTokens: number;
  readonly runPaddedTokens: number;
  readonly failures: readonly { readonly code: string; readonly documents: number }[];
}

/** Counts whole tables, which takes seconds at ten million documents. */
export async function storedCounts(database: Queryable): Promise<StoredCounts> {
  const { rows } = await database.query<Omit<StoredCounts, 'failures'>>(
    `with active as (select id from verbatim.model where active and task = 'feedback'),
     missing as (
       select count(*) as n, min(created_at) as oldest from verbatim.document d
        where not exists (select from verbatim.analysis a, active where a.document_id = d.id and a.model_id = active.id)
          and not exists (select from verbatim.failure f, active where f.document_id = d.id and f.model_id = active.id)
     )
     select (select count(*) from verbatim.feedback) as feedback,
            (select count(*) from verbatim.document) as documents,
            (select count(*) from verbatim.analysis a join active on a.model_id = active.id) as analysed,
            missing.n as missing,
            coalesce(extract(epoch from now() - missing.oldest), 0)::float8 as "missingSeconds",
            (select extract(epoch from now() - max(finished_at))::float8 from verbatim.run where status = 'done')
              as "lastRunSeconds",
            (select extract(epoch from now() - max(as_of))::float8 from verbatim.run where status = 'done')
              as "nightlySeconds",
            (select count(*) from verbatim.reject where closed_at is null) as "openRejects",
            done.documents as "runDocuments", done.tokens as "runTokens", done.padded as "runPaddedTokens"
       from missing,
            -- A nightly run repeats the counts of its analysis.
            (select coalesce(sum(analysed + failed), 0)::bigint as documents, coalesce(sum(tokens), 0)::bigint as tokens,
                    coalesce(sum(padded_tokens), 0)::bigint as padded
               from verbatim.run where as_of is null) done`,
  );
  const failures = await database.query<StoredCounts['failures'][number]>(
    `select f.code, count(*) as documents from verbatim.failure f join verbatim.model m on m.id = f.model_id
      where m.active and m.task = 'feedback' group by f.code order by f.code`,
  );
  return { ...rows[0]!, failures: failures.rows };
}
