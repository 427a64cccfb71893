import { type Database, inTransaction, type Queryable } from '../client.ts';

/** The document of the policy that nights audit by; null where they do not. */
export async function nightPolicy(database: Queryable): Promise<unknown> {
  const { rows } = await database.query<{ document: unknown }>(
    'select document from verbatim.audit_policy where nightly',
  );
  return rows[0]?.document ?? null;
}

/** Nights audit by this policy from now on; by none where it is null. */
export async function setNightPolicy(
  database: Database,
  policy: { readonly sha256: string; readonly document: unknown } | null,
): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query('update verbatim.audit_policy set nightly = false where nightly');
    if (policy === null) return;
    await connection.query(
      `insert into verbatim.audit_policy (sha256, document, nightly) values ($1, $2, true)
           on conflict (sha256) do update set nightly = true`,
      [policy.sha256, JSON.stringify(policy.document)],
    );
  });
}
