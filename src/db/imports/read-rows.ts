import type { Queryable } from '../client.ts';

/** Rows of the files of one source. */
export interface ReadRows {
  readonly source: string;
  readonly read: number;
  /** Of them, rejected and not mended since. */
  readonly rejected: number;
}

/**
 * Rows read and rejected of each source with feedback files: those of the newest import of each file name, so that a
 * file sent again does not count twice. Imports that were undone, and those that still run, do not count.
 *
 * @param source null: all
 */
export async function readRows(database: Queryable, source: string | null): Promise<ReadRows[]> {
  const { rows } = await database.query<ReadRows>(
    `with newest as (
       select distinct on (i.source, i.file_name) i.id, i.source, i.read, i.rejected
         from verbatim.import i
        where i.status in ('done', 'failed', 'interrupted') and ($1::text is null or i.source = $1)
        order by i.source, i.file_name, i.id desc
     )
     select n.source, sum(n.read)::bigint as read,
            sum(greatest(0, n.rejected - mended.n))::bigint as rejected
       from newest n
       cross join lateral (select count(*) as n from verbatim.reject r
                            where n.rejected > 0 and r.import_id = n.id and r.closed_as = 'mended') mended
      group by n.source having sum(n.read) > 0 order by n.source`,
    [source],
  );
  return rows;
}
