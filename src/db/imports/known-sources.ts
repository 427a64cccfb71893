import type { Queryable } from '../client.ts';

/** Most sources that are searched: those of the newest imports. */
const MOST_SOURCES = 50;

/**
 * The other source that holds the most of these rows, by identity and text; null when none holds any.
 * @param rows identity (UUID) and hash of the text (SHA-256, hex; null without text) of each row
 */
export async function sourceOfRows(
  database: Queryable,
  own: string,
  rows: readonly { readonly identity: string; readonly hash: string | null }[],
): Promise<{ source: string; known: number } | null> {
  const { rows: found } = await database.query<{ source: string; known: number }>(
    `with other as materialized (
       select source from verbatim.import where source <> $1
        group by source order by max(id) desc limit ${MOST_SOURCES}
     )
     select f.source, count(*)::integer as known
       from other
       cross join unnest($2::uuid[], $3::text[]) as given (identity, hash)
       join verbatim.feedback f on f.source = other.source and f.identity = given.identity
      where (select encode(d.hash, 'hex') from verbatim.document d where d.id = f.document_id)
            is not distinct from given.hash
      group by f.source order by known desc, f.source limit 1`,
    [own, rows.map(({ identity }) => identity), rows.map(({ hash }) => hash)],
  );
  return found[0] ?? null;
}
