import type { TombstoneMac } from '../../privacy/tombstone-macs.ts';
import type { Connection, Queryable } from '../client.ts';

/** Whether anybody or anything was erased. */
export async function hasTombstones(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    'select exists (select from verbatim.tombstone) as found',
  );
  return rows[0]!.found;
}

/** The name of a source, and those that it had before it was renamed or merged. */
export async function namesOfSource(database: Queryable, source: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    'select name from verbatim.former_source where source = $1 order by name',
    [source],
  );
  return [source, ...rows.map(({ name }) => name)];
}

/** Those of the hashes that mark what was erased, as {@link tombstoneKey} writes them. */
export async function erasedAmong(
  connection: Connection,
  macs: readonly TombstoneMac[],
): Promise<Set<string>> {
  const { rows } = await connection.query<TombstoneMac>(
    `select t.kind, t.mac from unnest($1::text[], $2::bytea[]) as given (kind, mac)
       join verbatim.tombstone t on t.kind = given.kind and t.mac = given.mac`,
    [macs.map(({ kind }) => kind), macs.map(({ mac }) => mac)],
  );
  return new Set(rows.map(tombstoneKey));
}

export const tombstoneKey = ({ kind, mac }: TombstoneMac): string => `${kind} ${mac.toString('base64url')}`;
