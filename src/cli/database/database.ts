import type { Config } from '../../app/config.ts';
import { databaseUrl, openApp } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { openDatabase, serverName } from '../../db/client.ts';
import { assertMigrated, migrate } from '../../db/migrate.ts';
import { stopEmbeddedServer } from '../../db/server/embedded-server.ts';
import { allGrants, applyGrants } from '../../db/server/grants.ts';
import { EXIT } from '../../errors/entry.ts';
import { migrateQueue } from '../../jobs/queue.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim db url`: starts and migrates the database, and prints its address. */
export async function databaseAddress(config: Config): Promise<Outcome> {
  const app = await openApp(config);
  await app.lifecycle.close();
  const url = await databaseUrl(config);
  return done({ url }, url);
}

/** `verbatim db migrate`. */
export async function migrateDatabase(config: Config): Promise<Outcome> {
  const url = await databaseUrl(config);
  const database = await openDatabase(url, { connections: 2, name: 'verbatim migrate' });
  try {
    const { applied, restored } = await migrate(database, migrateQueue);
    for (const name of restored) note(`${name} was changed by hand: restored.`);
    const text = applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'Nothing to apply: up to date.';
    const grants = await applyGrants(database);
    return done({ applied, restored, grants }, [text, grantsText(grants)].join('\n'));
  } finally {
    await database.end();
  }
}

/** `verbatim db grants`: creates missing roles and grants; with `sql` prints all of them and changes nothing. */
export async function grantDatabase(config: Config, flags: { readonly sql?: boolean }): Promise<Outcome> {
  const url = await databaseUrl(config);
  const database = await openDatabase(url, { connections: 1, name: 'verbatim grants' });
  try {
    await assertMigrated(database, serverName(url));
    if (flags.sql) {
      const sql = await allGrants(database);
      return done({ sql }, sql.join('\n'));
    }
    const grants = await applyGrants(database);
    return done(grants, grantsText(grants), grants.left.length > 0 ? EXIT.partial : EXIT.ok);
  } finally {
    await database.end();
  }
}

function grantsText({ applied, left }: { applied: number; left: readonly string[] }): string {
  const made =
    applied > 0 ? 'Roles and grants are brought up to date.' : 'Roles and grants: nothing changed.';
  if (left.length === 0) return made;
  const why = 'This login may not do the following. Everything but these roles works without it.';
  return [`${made} ${why} SQL for an administrator, in this database:`, '', ...left].join('\n');
}

/** `verbatim db stop`: stops the embedded server; its data stay. */
export async function stopDatabase(config: Config): Promise<Outcome> {
  if (config.databaseUrl) {
    return done({ stopped: false }, 'DATABASE_URL names a server that Verbatim did not start: left alone.');
  }
  const stopped = await stopEmbeddedServer(config.home);
  return done(
    { stopped },
    stopped ? 'The embedded Postgres is stopped; its data stay.' : 'It was not running.',
  );
}
