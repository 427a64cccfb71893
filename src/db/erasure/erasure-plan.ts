import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import type { DigestToRepeat } from './erasures.ts';
import { conditionOf, type Selector } from './selected-rows.ts';

/** Whether a comment, or the row of a rejected one, is of these selectors. */
export async function isStored(database: Queryable, selectors: readonly Selector[]): Promise<boolean> {
  for (const selector of selectors) {
    const { sql, parameters } = conditionOf(selector);
    const { rows } = await database.query<{ found: boolean }>(
      `select exists (select from verbatim.feedback f where ${sql}) as found`,
      [...parameters],
    );
    if (rows[0]!.found || (await rejectedRows(database, selector)) > 0) return true;
  }
  return false;
}

/** Rejects that seem to be of a selector: of its source, or with a value of it in their row. */
async function rejectedRows(database: Queryable, selector: Selector): Promise<number> {
  if (selector.by === 'text') return 0;
  const { rows } = await database.query<{ n: number }>(
    selector.by === 'source'
      ? `select count(*) as n from verbatim.reject r join verbatim.import i on i.id = r.import_id where i.source = $1`
      : `select count(*) as n from verbatim.reject r
          where exists (select from unnest($1::text[]) as v where length(v) >= 5 and strpos(r.raw_row, v) > 0)`,
    [selector.by === 'source' ? selector.source : selector.values],
  );
  return rows[0]!.n;
}

/** All digests: those that are gone after an erasure are made again. */
export async function digestsToRepeat(database: Queryable): Promise<DigestToRepeat[]> {
  const { rows } = await database.query<DigestToRepeat>(
    `select id, period, first_day::text as first, last_day::text as last, grouped_by as by, model_id as "modelId"
       from verbatim.digest order by id`,
  );
  return rows;
}

export async function goneDigests(
  database: Queryable,
  digests: readonly DigestToRepeat[],
): Promise<DigestToRepeat[]> {
  const { rows } = await database.query<{ id: number }>(
    'select id from verbatim.digest where id = any($1::bigint[])',
    [digests.map(({ id }) => id)],
  );
  const left = new Set(rows.map(({ id }) => id));
  return digests.filter(({ id }) => !left.has(id));
}

/** What an erasure would delete: rows by table, of those with rows. */
export interface ErasurePlan {
  readonly feedback: number;
  /** Texts that no other comment has. */
  readonly documents: number;
  readonly digests: number;
  readonly rejects: number;
  readonly tables: Readonly<Record<string, number>>;
}

/** Counts what an erasure would delete; writes nothing but temporary tables. */
export function planErasure(database: Database, selectors: readonly Selector[]): Promise<ErasurePlan> {
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read');
    await connection.query(
      `create temporary table erase_own (id bigint, document_id bigint) on commit drop;
       create temporary table erase_gone (document_id bigint) on commit drop`,
    );
    let rejects = 0;
    for (const selector of selectors) {
      const { sql, parameters } = conditionOf(selector);
      await connection.query(
        `insert into erase_own select f.id, f.document_id from verbatim.feedback f
          where ${sql} and not exists (select from erase_own o where o.id = f.id)`,
        [...parameters],
      );
      rejects += await rejectedRows(connection, selector);
    }
    await connection.query('create index on erase_own (id); analyze erase_own');
    await connection.query(
      `insert into erase_gone
       select c.document_id
         from (select document_id from erase_own
                union
               select unnest(array[h.old_document_id, h.new_document_id])
                 from verbatim.feedback_change h join erase_own o on o.id = h.feedback_id) c
        where c.document_id is not null
          and not exists (select from verbatim.feedback f where f.document_id = c.document_id
                             and not exists (select from erase_own o where o.id = f.id))
          and not exists (select from verbatim.feedback_change h
                           where c.document_id in (h.old_document_id, h.new_document_id)
                             and not exists (select from erase_own o where o.id = h.feedback_id))`,
    );
    await connection.query('analyze erase_gone');
    const digests = await countOf(
      connection,
      `(select distinct q.digest_id from verbatim.digest_quote q
         where exists (select from erase_own o where o.id = q.feedback_id and o.document_id = q.document_id)
            or exists (select from erase_gone g where g.document_id = q.document_id)) d`,
    );
    const tables = await countTables(connection);
    return {
      feedback: await countOf(connection, 'erase_own'),
      documents: await countOf(connection, 'erase_gone'),
      ...{ digests, rejects, tables },
    };
  });
}

const countOf = async (connection: Connection, relation: string): Promise<number> =>
  (await connection.query<{ n: number }>(`select count(*) as n from ${relation}`)).rows[0]!.n;

/** Rows of tables that name a comment or a document of these. */
async function countTables(connection: Connection): Promise<Record<string, number>> {
  const { rows } = await connection.query<{ table: string; column: string }>(
    `select c.relname as "table", a.attname as "column"
       from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'verbatim'
       join pg_attribute a on a.attrelid = c.oid and a.attname in ('feedback_id', 'document_id') and not a.attisdropped
      where c.relkind = 'r' and c.relname not in ('feedback', 'document_left')
      order by c.relname, a.attname desc`,
  );
  const counts: Record<string, number> = {};
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table)) {
    const conditions = columns.map(({ column }) =>
      column === 'feedback_id'
        ? 't.feedback_id in (select id from erase_own)'
        : 't.document_id in (select document_id from erase_gone)',
    );
    const n = await countOf(connection, `verbatim.${table} t where ${conditions.join(' or ')}`);
    if (n > 0) counts[table] = n;
  }
  return counts;
}
