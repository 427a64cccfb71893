import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction } from '../client.ts';
import type { imports } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** An import to undo. */
export interface UndoTarget extends Row<typeof imports, 'source' | 'startedAt'> {
  readonly file: string;
  /** The import, and those of the same upload that were interrupted before it. */
  readonly imports: readonly number[];
  readonly undone: boolean;
}

/** @throws VerbatimError IMPORT_UNKNOWN */
async function findTarget(connection: Connection, importId: number): Promise<UndoTarget> {
  const { rows } = await connection.query<UndoTarget>(
    `select source, file_name as file, status = 'undone' as undone,
            (select min(started_at) from verbatim.import o where o.id = i.id or o.upload_id = i.upload_id)
              as "startedAt",
            array(select id::float8 from verbatim.import o where o.id = i.id or o.upload_id = i.upload_id
                   order by id) as imports
       from verbatim.import i where id = $1`,
    [importId],
  );
  if (!rows[0]) throw new VerbatimError('IMPORT_UNKNOWN', { id: importId });
  return rows[0];
}

/**
 * An import that may be undone: no import of its source runs. Unless `begin` is false, none may begin from now on
 * until {@link finishUndo}: it would take rows as known that are about to go.
 * @throws VerbatimError IMPORT_UNKNOWN, IMPORT_RUNNING
 */
export function beginUndo(database: Database, importId: number, begin: boolean): Promise<UndoTarget> {
  return inTransaction(database, async (connection) => {
    // Every import begins with a write to this table: either before this note, or after it and seeing it.
    if (begin) await connection.query('lock table verbatim.import in share row exclusive mode');
    const target = await findTarget(connection, importId);
    const { rows } = await connection.query<Row<typeof imports, 'id'>>(
      `select i.id from verbatim.import i left join verbatim.upload u on u.id = i.upload_id
        where i.source = $1 and i.status = 'running'
           or i.id = any($2::bigint[]) and u.state in ('queued', 'running')
        order by i.id limit 1`,
      [target.source, target.imports],
    );
    if (rows[0]) throw new VerbatimError('IMPORT_RUNNING', { id: rows[0].id, source: target.source });
    if (begin) {
      await connection.query(
        `update verbatim.import set status = 'undoing' where id = any($1::bigint[]) and status <> 'undone'`,
        [target.imports],
      );
    }
    return target;
  });
}

/** Marks the import as undone; its upload may be sent again under the same key. */
export async function finishUndo(database: Database, imports: readonly number[]): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query(
      `update verbatim.upload u set idempotency_key = null, analysis_pending = false
         from verbatim.import i where i.upload_id = u.id and i.id = any($1::bigint[])`,
      [imports],
    );
    await connection.query(
      `update verbatim.import set status = 'undone', undone_at = now()
        where id = any($1::bigint[]) and status = 'undoing'`,
      [imports],
    );
  });
}
