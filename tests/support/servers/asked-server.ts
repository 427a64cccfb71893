import type { FastifyInstance } from 'fastify';
import { storeKey } from '../../../src/db/api-keys.ts';
import type { Database } from '../../../src/db/client.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';

/** Asks a server without a network, as from this machine. */
export const askOf =
  (server: FastifyInstance) =>
  async (
    method: 'GET' | 'POST',
    url: string,
    payload?: object | null,
    headers: Record<string, string> = {},
  ) => {
    const answer = await server.inject({
      ...{ method, url, headers: { host: 'localhost', ...headers } },
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };

/** Makes a key that does not expire, and returns the header that sends it. */
export const keysOf = (database: Database) => async (name: string, scopes: Scope[]) => {
  const made = newKey();
  await storeKey(database, made, { name, scopes, expiresAt: null });
  return { authorization: `Bearer ${made.key}` };
};
