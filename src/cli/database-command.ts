import type { Config } from '../config.ts';
import { openDatabase } from '../db/client.ts';
import { stopEmbeddedServer } from '../db/embedded-server.ts';
import { migrate } from '../db/migrate.ts';
import { migrateQueue } from '../jobs/queue.ts';
import { databaseUrl, openApp } from './app.ts';
import { done, type Outcome } from './output.ts';

/** `verbatim db url`: the address of the database, which is up and migrated afterwards. */
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
    const { applied } = await migrate(database, migrateQueue);
    const text = applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'Nothing to apply: up to date.';
    return done({ applied }, text);
  } finally {
    await database.end();
  }
}

/** `verbatim db stop`: ends the embedded server; its data stay. */
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
