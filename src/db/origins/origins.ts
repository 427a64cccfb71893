import { hash } from 'node:crypto';
import type { OriginKind, OriginSettings, Position } from '../../domain/origin.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Queryable } from '../client.ts';
import { LEASE_IN_FORCE } from '../leases.ts';

/** Where a source is pulled from. */
export interface Origin {
  readonly source: string;
  readonly kind: OriginKind;
  /** With references to the environment in the place of secrets. */
  readonly address: string;
  readonly settings: OriginSettings;
  readonly position: Position | null;
  /** Of the last pull; null before the first. */
  readonly status: 'running' | 'done' | 'failed' | 'interrupted' | null;
  readonly errorCode: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

// A process that was killed leaves `running`; its lease is gone.
const STATUS = `case when status = 'running' and not exists (select from verbatim.lease l where l.name = 'pull ' || source and ${LEASE_IN_FORCE})
  then 'interrupted' else status end as status`;
const COLUMNS = `source, kind, address, settings, position, ${STATUS}, error_code as "errorCode", counts,
  started_at as "startedAt", finished_at as "finishedAt"`;

/** All origins, by source. */
export async function listOrigins(database: Queryable): Promise<Origin[]> {
  const { rows } = await database.query<Origin>(`select ${COLUMNS} from verbatim.origin order by source`);
  return rows;
}

/** @throws VerbatimError ORIGIN_UNKNOWN */
export async function readOrigin(database: Queryable, source: string): Promise<Origin> {
  const { rows } = await database.query<Origin>(`select ${COLUMNS} from verbatim.origin where source = $1`, [
    source,
  ]);
  return rows[0] ?? (await unknownOrigin(database, source));
}

async function unknownOrigin(database: Queryable, source: string): Promise<never> {
  const known = (await listOrigins(database)).slice(0, 20).map((origin) => origin.source);
  throw new VerbatimError('ORIGIN_UNKNOWN', { source, known: known.join(', ') || 'none' });
}

/** @throws VerbatimError ORIGIN_EXISTS */
export async function addOrigin(
  database: Queryable,
  { source, kind, address, settings }: Pick<Origin, 'source' | 'kind' | 'address' | 'settings'>,
): Promise<void> {
  const { rowCount } = await database.query(
    `insert into verbatim.origin (source, kind, address, settings) values ($1, $2, $3, $4)
     on conflict (source) do nothing`,
    [source, kind, address, JSON.stringify(settings)],
  );
  if (rowCount === 0) throw new VerbatimError('ORIGIN_EXISTS', { source });
}

/** Removes an origin and what is known of its files; comments stay. @throws VerbatimError ORIGIN_UNKNOWN */
export async function removeOrigin(database: Queryable, source: string): Promise<void> {
  const { rowCount } = await database.query('delete from verbatim.origin where source = $1', [source]);
  if (rowCount === 0) await unknownOrigin(database, source);
}

export async function startPull(database: Queryable, source: string): Promise<void> {
  await database.query(
    `update verbatim.origin set status = 'running', error_code = null, counts = '{}', started_at = now(), finished_at = null
      where source = $1`,
    [source],
  );
}

export async function finishPull(
  database: Queryable,
  source: string,
  end: { status: 'done' | 'failed' | 'interrupted'; errorCode: string | null; counts: object },
): Promise<void> {
  await database.query(
    `update verbatim.origin set status = $2, error_code = $3, counts = $4, finished_at = now() where source = $1`,
    [source, end.status, end.errorCode, JSON.stringify(end.counts)],
  );
}

/** In the transaction of the rows that were read up to there. */
export async function storePosition(database: Queryable, source: string, position: Position): Promise<void> {
  await database.query('update verbatim.origin set position = $2 where source = $1', [
    source,
    JSON.stringify(position),
  ]);
}

/** Which columns of the origin are what, for later pulls. */
export async function storeColumns(database: Queryable, source: string, map: object): Promise<void> {
  await database.query(
    `update verbatim.origin
        set settings = jsonb_set(settings, '{reading}', coalesce(settings -> 'reading', '{}') || jsonb_build_object('map', $2::jsonb))
      where source = $1`,
    [source, JSON.stringify(map)],
  );
}

/** A file of a folder, or an object of a bucket. */
export interface ListedFile {
  /** Path or key; the table has only its hash. */
  readonly key: string;
  /** Changes with the content. */
  readonly etag: string;
}

/** Of listed files, those that were not pulled yet, or have changed since. */
export async function newFiles<T extends ListedFile>(
  database: Queryable,
  source: string,
  listed: readonly T[],
): Promise<T[]> {
  const { rows } = await database.query<{ at: number }>(
    `select (row.at - 1)::int as at
       from unnest($2::bytea[], $3::text[]) with ordinality as row (key, etag, at)
      where not exists (select from verbatim.origin_file f
                         where f.source = $1 and f.key = row.key and f.etag = row.etag)
      order by row.at`,
    [source, listed.map(({ key }) => hashOf(key)), listed.map(({ etag }) => etag)],
  );
  return rows.map(({ at }) => listed[at]!);
}

/** In the transaction that ends the import of the file. */
export async function storeFile(
  database: Queryable,
  source: string,
  { key, etag }: ListedFile,
): Promise<void> {
  await database.query(
    `insert into verbatim.origin_file (source, key, etag) values ($1, $2, $3)
     on conflict (source, key) do update set etag = excluded.etag, pulled_at = now()`,
    [source, hashOf(key), etag],
  );
}

const hashOf = (key: string): Buffer => hash('sha256', key, 'buffer');
