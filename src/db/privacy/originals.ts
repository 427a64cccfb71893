import type { Keyring } from '../../privacy/keyring.ts';
import type { Connection } from '../client.ts';

/** Stores encrypted what rows held before they were masked, in a transaction of the caller's. */
export async function storeOriginals(
  connection: Connection,
  keyring: Keyring,
  source: string,
  originals: readonly { readonly identity: string; readonly cells: Readonly<Record<string, string>> }[],
): Promise<void> {
  const { rows } = await connection.query<{ id: number; identity: string }>(
    'select id, identity from verbatim.feedback where source = $1 and identity = any($2::uuid[])',
    [source, originals.map(({ identity }) => identity)],
  );
  const ids = new Map(rows.map(({ id, identity }) => [identity, id]));
  const sealed = originals.map(({ identity, cells }) => {
    const id = ids.get(identity)!;
    return { id, ...keyring.seal(Buffer.from(JSON.stringify(cells)), `original ${id}`) };
  });
  await connection.query(
    `insert into verbatim.original (feedback_id, key_ordinal, sealed)
     select * from unnest($1::bigint[], $2::integer[], $3::bytea[])
     on conflict (feedback_id) do update
        set key_ordinal = excluded.key_ordinal, sealed = excluded.sealed, created_at = now()`,
    [sealed.map(({ id }) => id), sealed.map((it) => it.keyOrdinal), sealed.map((it) => it.sealed)],
  );
}
