import { Readable } from 'node:stream';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import { type OriginSettings, type Position, parseOverlap } from '../../domain/origin.ts';
import { isWellFormedAddress } from '../../domain/server-address.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { ERASED } from '../../privacy/erased-words.ts';
import { KEEP_ALIVE, serverName } from '../client.ts';

/** A column of a query on another server. */
export interface QueryColumn {
  readonly name: string;
  /** As SQL writes it. */
  readonly type: string;
  /** Of pg_type: D times, N numbers. */
  readonly category: string;
}

type Settings = Pick<OriginSettings, 'query' | 'cursor' | 'id' | 'overlap'>;

/** The columns of the query, and how many rows a pull would read; it counts up to {@link MOST_COUNTED}. */
export async function checkQuery(
  address: string,
  settings: Settings,
  position: Position | null,
): Promise<{ readonly columns: readonly QueryColumn[]; readonly rows: number }> {
  const { client, columns } = await openQuery(address, settings);
  try {
    const text = `select count(*)::int as n from (${selection(settings, columns, position)} limit ${MOST_COUNTED}) as r`;
    const { rows } = await client.query<{ n: number }>(text);
    return { columns, rows: rows[0]!.n };
  } catch (error) {
    throw queryError(address, error);
  } finally {
    await close(client);
  }
}

export const MOST_COUNTED = 1_000_000;

/**
 * The rows of the query after a position, as CSV with a header, in the order of the cursor; all of one snapshot. The
 * transaction is read-only and ends with the stream. Errors of the stream are VerbatimErrors.
 * @throws VerbatimError ORIGIN_UNREACHABLE, ORIGIN_REFUSED, ORIGIN_QUERY, ORIGIN_COLUMN
 */
export async function openRows(
  address: string,
  settings: Settings,
  position: Position | null,
): Promise<{ readonly columns: readonly QueryColumn[]; readonly csv: Readable }> {
  const { client, columns } = await openQuery(address, settings);
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      const order = settings.cursor ? ` order by ${orderOf(settings)}` : '';
      const text = `copy (${selection(settings, columns, position)}${order}) to stdout (format csv, header, encoding 'UTF8')`;
      yield* client.query(to(text));
    } catch (error) {
      throw queryError(address, error);
    } finally {
      await close(client);
    }
  }
  return { columns, csv: Readable.from(pieces(), { objectMode: false }) };
}

/** Whether all rows of the query are before a position: the origin was set back. A query without rows is not. */
export async function isBehind(address: string, settings: Settings, position: Position): Promise<boolean> {
  const { client } = await openQuery(address, settings);
  try {
    const { rows } = await client.query<{ behind: boolean | null }>(
      `select max(${cursorOf(settings)}) < ${pg.escapeLiteral(position.value)} as behind from (${queryOf(settings)}) as q`,
    );
    return rows[0]!.behind === true;
  } catch (error) {
    throw queryError(address, error);
  } finally {
    await close(client);
  }
}

/** Longest time that the other server may work on the rows. */
const STATEMENT_LIMIT = '2h';
// As literals and the reader of the CSV need them.
const SESSION = `
  begin transaction isolation level repeatable read, read only;
  set local statement_timeout = '${STATEMENT_LIMIT}';
  set local datestyle = 'ISO, MDY';
  set local timezone = 'UTC';
  set local intervalstyle = 'postgres';
  set local extra_float_digits = 1;
  set local bytea_output = 'hex';
  set local standard_conforming_strings = on`;

async function openQuery(address: string, settings: Settings) {
  if (!isWellFormedAddress(address)) {
    const detail = 'the address is not well-formed. Encode /, ?, # and @ in a password';
    throw new VerbatimError('ORIGIN_UNREACHABLE', { host: 'of the address', detail });
  }
  const client = new pg.Client({
    ...{ connectionString: address, application_name: 'verbatim pull', connectionTimeoutMillis: 10_000 },
    ...KEEP_ALIVE,
  });
  // An error of an idle connection would end the process; that of a statement reaches its caller.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(SESSION);
    const columns = await describe(client, settings);
    return { client, columns };
  } catch (error) {
    await close(client);
    throw queryError(address, error);
  }
}

const close = (client: pg.Client): Promise<void> => client.end().catch(() => {});

async function describe(client: pg.Client, settings: Settings): Promise<QueryColumn[]> {
  // The extended protocol takes one statement alone.
  const text = `select q.* from (${queryOf(settings)}) as q limit 0`;
  const { fields } = await client.query({ text, queryMode: 'extended' } as pg.QueryConfig);
  const { rows } = await client.query<{ oid: number; type: string; category: string }>(
    `select oid::int as oid, pg_catalog.format_type(oid, null) as type, typcategory as category
       from pg_catalog.pg_type where oid = any($1::oid[])`,
    [fields.map(({ dataTypeID }) => dataTypeID)],
  );
  const columns = fields.map(({ name, dataTypeID }) => {
    const { type, category } = rows.find(({ oid }) => oid === dataTypeID)!;
    return { name, type, category };
  });
  assertSettings(settings, columns);
  return columns;
}

function assertSettings({ cursor, id, overlap }: Settings, columns: readonly QueryColumn[]): void {
  const seen = columns.map(({ name }) => name).join(', ');
  for (const column of [cursor, id]) {
    if (column !== undefined && !columns.some(({ name }) => name === column)) {
      throw new VerbatimError('ORIGIN_COLUMN', { column, detail: `The query has ${seen}` });
    }
  }
  if (overlap === undefined || cursor === undefined) return;
  const { type, category } = columns.find(({ name }) => name === cursor)!;
  const wanted = 'seconds' in parseOverlap(overlap) ? 'D' : 'N';
  if (category === wanted) return;
  const detail = `Its type is ${type}, so --overlap cannot be ${overlap}`;
  throw new VerbatimError('ORIGIN_COLUMN', { column: cursor, detail });
}

const queryOf = ({ query = '' }: Settings): string => `\n${query.trim().replace(/;+$/, '')}\n`;
const cursorOf = ({ cursor }: Settings): string => `q.${pg.escapeIdentifier(cursor!)}`;
const orderOf = (settings: Settings): string =>
  [
    `${cursorOf(settings)} nulls first`,
    ...(settings.id ? [`q.${pg.escapeIdentifier(settings.id)}`] : []),
  ].join(', ');

/** The rows after a position. Rows without a cursor are always read: nothing else tells whether they changed. */
function selection(settings: Settings, columns: readonly QueryColumn[], position: Position | null): string {
  const all = `select q.* from (${queryOf(settings)}) as q`;
  if (!position || settings.cursor === undefined) return all;
  const cursor = cursorOf(settings);
  return `${all} where ${after(settings, columns, position)} or ${cursor} is null`;
}

function after(settings: Settings, columns: readonly QueryColumn[], position: Position): string {
  const cursor = cursorOf(settings);
  const value = pg.escapeLiteral(position.value);
  if (settings.overlap !== undefined) {
    const overlap = parseOverlap(settings.overlap);
    const { type } = columns.find(({ name }) => name === settings.cursor)!;
    const back = 'seconds' in overlap ? `make_interval(secs => ${overlap.seconds})` : overlap.step;
    return `${cursor} >= ${value}::${type} - ${back}`;
  }
  const { id } = position;
  if (settings.id === undefined || id === undefined || id === ERASED) return `${cursor} >= ${value}`;
  return `(${cursor}, q.${pg.escapeIdentifier(settings.id)}) > (${value}, ${pg.escapeLiteral(id)})`;
}

const REFUSED = /^(28|3D000|42501)/;
// Connections, resources, an administrator, a conflict with a standby, a time limit.
const AWAY = /^(08|53|57|40|25P0)/;
/** Their message may hold a value of a row. */
const OF_VALUES = /^(21|22|23|P0)/;

function queryError(address: string, error: unknown): VerbatimError {
  if (error instanceof VerbatimError) return error;
  const host = serverName(address);
  const sqlstate = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  const detail = OF_VALUES.test(sqlstate) ? `SQLSTATE ${sqlstate}, a value of a row` : detailOf(error);
  const code = REFUSED.test(sqlstate)
    ? 'ORIGIN_REFUSED'
    : sqlstate === '' || AWAY.test(sqlstate)
      ? 'ORIGIN_UNREACHABLE'
      : 'ORIGIN_QUERY';
  return new VerbatimError(code, { host, detail }, { cause: error });
}
