import type { AuditRecord } from '../../domain/audit-record.ts';
import type { Queryable } from '../client.ts';

/** Where the comments of an audit come from. */
export interface Provenance {
  readonly sources: readonly SourceProvenance[];
  /** Comments of further sources: small ones, with the next larger one so that none is told alone, and those beyond 20. */
  readonly otherRows: number;
}

export interface SourceProvenance {
  readonly source: string;
  /** Comments in the window. */
  readonly rows: number;
  /** First and last day of comments in the window, `YYYY-MM-DD` (UTC); null where none has a time. */
  readonly from: string | null;
  readonly to: string | null;
  readonly undated: number;
  /** Imports of the source that were not undone, the latest day of one, and the rows of their files. */
  readonly imports: number;
  readonly lastImport: string | null;
  readonly read: number;
  readonly rejected: number;
  /** Rows that were taken and have no comment. */
  readonly withoutText: number;
}

const MOST_SOURCES = 20;

/** The sources of an audit, largest first, those of fewer than k comments together. Imports are all those of a source: a rejected row has no time. */
export async function provenanceOf(
  database: Queryable,
  { window, source }: Pick<AuditRecord, 'window' | 'source'>,
  k: number,
): Promise<Provenance> {
  const { rows } = await database.query<SourceProvenance>(
    `with used as (
       select f.source, count(*) as rows, min(f.occurred_at) as first, max(f.occurred_at) as last,
              count(*) filter (where f.occurred_at is null) as undated
         from verbatim.feedback f
        where f.document_id is not null and ($1::timestamptz is null or f.occurred_at >= $1)
          and ($2::timestamptz is null or f.occurred_at < $2) and ($3::text is null or f.source = $3)
        group by f.source
     ), read as (
       select i.source, count(*) as imports, max(i.started_at) as latest, sum(i.read)::bigint as read,
              sum(i.rejected)::bigint as rejected, sum(i.without_text)::bigint as without_text
         from verbatim.import i where i.status <> 'undone' group by i.source
     )
     select u.source, u.rows, to_char(u.first at time zone 'UTC', 'YYYY-MM-DD') as from,
            to_char(u.last at time zone 'UTC', 'YYYY-MM-DD') as to, u.undated,
            coalesce(r.imports, 0) as imports, to_char(r.latest at time zone 'UTC', 'YYYY-MM-DD') as "lastImport",
            coalesce(r.read, 0) as read, coalesce(r.rejected, 0) as rejected,
            coalesce(r.without_text, 0) as "withoutText"
       from used u left join read r using (source)
      order by u.rows desc, u.source collate "C"`,
    [window.from, window.to, source],
  );
  const large = rows.filter((it, i) => it.rows >= k && i < MOST_SOURCES).length;
  const shown = rows.length === 1 || large === rows.length ? rows.length : Math.max(0, large - 1);
  const otherRows = rows.slice(shown).reduce((total, other) => total + other.rows, 0);
  return { sources: rows.slice(0, shown), otherRows };
}
