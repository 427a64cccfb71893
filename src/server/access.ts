import type { FastifyRequest } from 'fastify';
import { everKeyed, findKey, noteUse } from '../db/api-keys.ts';
import type { Database } from '../db/client.ts';
import { hashOfKey, idOfKey, isKey, SCOPES, type Scope } from '../domain/api-key.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { assertOwnOrigin, isLocal, sentHeaders } from './request-origin.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must be allowed to do; admin where a route says nothing. */
    scope?: Scope | 'any' | 'none';
  }
}

/** Who sends a request, and their scopes. */
export interface Caller {
  readonly name: string;
  /** Id of the key in the table, or VERBATIM_API_KEY; null: no key is required. */
  readonly keyId: string | null;
  readonly scopes: readonly Scope[];
}

export interface Access {
  /** @throws VerbatimError KEY_REFUSED, ORIGIN_REFUSED */
  caller(request: FastifyRequest): Promise<Caller>;
}

export interface AccessSettings {
  /** A key besides those of the table, with every scope. */
  readonly apiKey: string | null;
  /** Origin that browsers see behind a proxy; then a key is required. */
  readonly publicOrigin?: string | null;
  /** Whether requests without a key are always refused: the host is not a loopback address. */
  readonly closed?: boolean;
}

/** Its id, which no key of the table has. */
export const OWN_KEY = 'VERBATIM_API_KEY';

/**
 * Access control. A key (`apiKey` or one of the table) is sent as `Authorization: Bearer KEY`, or as the password of
 * Basic authentication, which browsers prompt for. Without a key only programs of this machine have access, and only
 * until the first key is made: when it expires, is revoked or deleted, the server stays closed.
 */
export function openAccess(
  database: Database,
  { apiKey, publicOrigin = null, closed = false }: AccessSettings,
): Access {
  const own = apiKey === null ? null : hashOfKey(apiKey);
  // Never goes back to false.
  let keyed = own !== null || publicOrigin !== null || closed;
  return {
    async caller(request) {
      assertOwnOrigin(request, publicOrigin);
      const given = givenKey(request);
      if (given === null) {
        keyed ||= await everKeyed(database);
        if (keyed || !isLocal(request)) throw new VerbatimError('KEY_REFUSED');
        return { name: 'local', keyId: null, scopes: SCOPES };
      }
      if (own && isKey(given, own)) return { name: OWN_KEY, keyId: OWN_KEY, scopes: SCOPES };
      const id = idOfKey(given);
      const key = id === null ? null : await findKey(database, id);
      if (!key || !isKey(given, key.hash)) throw new VerbatimError('KEY_REFUSED');
      await noteUse(database, id!);
      return { name: key.name, keyId: id, scopes: key.scopes };
    },
  };
}

/** Owner of the imports that a caller sees; null: all imports, with the scope admin. */
export const seenOwner = ({ keyId, scopes }: Caller): string | null =>
  scopes.includes('admin') ? null : (keyId ?? '');

/** @throws VerbatimError SCOPE_MISSING */
export function assertScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw new VerbatimError('SCOPE_MISSING', { name: caller.name, scope });
}

/**
 * The key of a request; null without the header. Of two such headers Node keeps the first, and a proxy may have checked
 * the other.
 * @throws VerbatimError KEY_REFUSED for two headers, or one without a key
 */
function givenKey({ raw }: FastifyRequest): string | null {
  const sent = sentHeaders(raw, 'authorization');
  if (sent.length === 0) return null;
  const [, scheme, rest] = /^(Bearer|Basic) +(\S{1,400})$/i.exec(sent[0]!) ?? [];
  if (sent.length > 1 || scheme === undefined) throw new VerbatimError('KEY_REFUSED');
  if (scheme.toLowerCase() === 'bearer') return rest!;
  const [, password] = /^[^:]*:(.+)$/s.exec(Buffer.from(rest!, 'base64').toString()) ?? [];
  if (password === undefined) throw new VerbatimError('KEY_REFUSED');
  return password;
}
