import pg from 'pg';
import type { Connection, Queryable } from '../client.ts';
import { cursorPages } from '../cursor.ts';
import type { ViewColumn } from './view-columns.ts';

/** A value of an exported view. Times are ISO 8601 in UTC with microseconds, days YYYY-MM-DD. */
export type ViewCell = string | number | boolean | object | null;
/** Values in the order of the columns. */
export type ViewRow = Readonly<Record<string, ViewCell>>;

/** Which rows of a view: of a source, of days, of a span of a column. */
export interface ViewChoice {
  readonly source: string | null;
  /** A column of days or times; first and last day, UTC; null: open. */
  readonly period: {
    readonly column: ViewColumn;
    readonly first: string | null;
    readonly last: string | null;
  } | null;
  /** Rows that this column has at `from` or later, and before `to`; null: from the beginning. */
  readonly span: { readonly column: string; readonly from: string | null; readonly to: string } | null;
}

const ROWS_AT_ONCE = 1_000;

/** Rows of a view, page by page, as of the snapshot of the transaction. */
export const viewPages = (
  connection: Connection,
  view: string,
  columns: readonly ViewColumn[],
  { source, period, span }: ViewChoice,
): AsyncGenerator<ViewRow[]> => {
  const day = period && dayOf(period.column);
  return cursorPages<ViewRow>(
    connection,
    `select ${columns.map((column) => `${written(column)} as ${pg.escapeIdentifier(column.name)}`).join(', ')}
       from reporting.${pg.escapeIdentifier(view)}
      where ($1::text is null ${source === null ? '' : 'or source = $1'})
        and ($2::date is null ${day ? `or ${day} >= $2` : ''})
        and ($3::date is null ${day ? `or ${day} <= $3` : ''})
        and ($4::timestamptz is null ${span ? `or ${pg.escapeIdentifier(span.column)} >= $4` : ''})
        and ($5::timestamptz is null ${span ? `or ${pg.escapeIdentifier(span.column)} < $5` : ''})`,
    [source, period?.first ?? null, period?.last ?? null, span?.from ?? null, span?.to ?? null],
    ROWS_AT_ONCE,
  );
};

const dayOf = ({ name, kind }: ViewColumn): string =>
  kind === 'time' ? `(${pg.escapeIdentifier(name)} at time zone 'UTC')::date` : pg.escapeIdentifier(name);

function written({ name, kind }: ViewColumn): string {
  const column = pg.escapeIdentifier(name);
  if (kind === 'time') return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  if (kind === 'day') return `to_char(${column}, 'YYYY-MM-DD')`;
  if (kind === 'double') return `${column}::float8`;
  // As text and a number in it: pg parses elements of bigint[] as text.
  if (kind === 'longs') return `array_to_json(${column})`;
  return kind === 'text' ? `${column}::text` : column;
}

/**
 * The moment before which nothing can be stored any more: rows get the time at which their transaction began, so the
 * oldest open transaction counts. A login that may not see when others began waits a quarter of an hour.
 * Read before the snapshot of an export is taken, on no transaction.
 */
export async function settledUntil(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ at: string }>(
    `select to_char((least(clock_timestamp() - interval '100 ms', min(
              case when query = '<insufficient privilege>' then clock_timestamp() - interval '15 minutes'
                   else xact_start end))) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  return rows[0]!.at;
}

/** Keeps other exports to the same place away until the transaction ends; false: one is active. */
export async function holdPlace(connection: Connection, place: string): Promise<boolean> {
  const { rows } = await connection.query<{ held: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('verbatim export ' || $1, 0)) as held`,
    [place],
  );
  return rows[0]!.held;
}

/** Tells databases apart, also copies on other servers. Every login may read it. */
export async function databaseIdentity(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ identity: string }>(
    `select s.system_identifier || '/' || d.oid as identity
       from pg_control_system() s, pg_database d where d.datname = current_database()`,
  );
  return rows[0]!.identity;
}
