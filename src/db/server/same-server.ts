import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Connection, Database } from '../client.ts';

interface Identity {
  /** Of the schema `verbatim`, made by its first migration: a dump takes it along. */
  readonly installation: string;
  /** Of the cluster, made by initdb: a dump does not take it along. Null where it may not be read. */
  readonly system: string | null;
}

/**
 * From now on each new connection of the pool is one to the server that answers now: one that comes back as another
 * cluster, or with another installation, is refused. Ids that a process holds would mean other rows there.
 *
 * A cluster that was set back to an earlier time keeps both identities. For that, results carry the hash of their
 * text (analysis-writes.ts).
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
