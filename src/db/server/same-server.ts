import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Connection, Database } from '../client.ts';

interface Identity {
  /** Of the schema `verbatim`, from its first migration; a dump includes it. */
  readonly installation: string;
  /** Of the cluster, from initdb; a dump does not include it. Null if this login may not read it. */
  readonly system: string | null;
}

/**
 * Binds the pool to the current server: refuses later connections to another cluster or installation, where the ids in
 * memory would mean other rows.
 *
 * A cluster restored to an earlier time keeps both identities. For that case, results carry the hash of their text
 * (batch-writes.ts).
 */
export async function holdToServer(database: Database): Promise<void> {
  const connection = await database.connect();
  try {
    const known = await identityOf(connection);
    database.options.verify = (client, done) => {
      identityOf(client)
        .then((found) => assertSame(known, found))
        .then(
          () => done(),
          (error: Error) => done(error),
        );
    };
  } finally {
    connection.release();
  }
}

async function identityOf(connection: Connection): Promise<Identity> {
  const { rows } = await connection.query<{ installation: string; readable: boolean }>(
    `select id::text as installation, has_function_privilege('pg_control_system()', 'execute') as readable
       from verbatim.installation`,
  );
  const { installation, readable } = rows[0]!;
  if (!readable) return { installation, system: null };
  const control = await connection.query<{ system: string }>(
    'select system_identifier::text as system from pg_control_system()',
  );
  return { installation, system: control.rows[0]!.system };
}

function assertSame(known: Identity, found: Identity): void {
  for (const part of ['installation', 'system'] as const) {
    if (known[part] === found[part]) continue;
    const detail = `its ${part} identifier is ${found[part]}, not ${known[part]}`;
    throw new VerbatimError('DATABASE_REPLACED', { detail });
  }
}
