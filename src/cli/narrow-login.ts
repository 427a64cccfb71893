import { type Database, openDatabase } from '../db/client.ts';
import { type Login, readLogin } from '../db/views/login.ts';

/** A login that may read views only; null: the owner of the schema, or there is none yet. */
export async function openNarrow(
  url: string,
  name: string,
): Promise<{ database: Database; login: Login } | null> {
  const database = await openDatabase(url, { connections: 4, name });
  const login = await readLogin(database);
  if (login !== null && !login.tables) return { database, login };
  await database.end();
  return null;
}
