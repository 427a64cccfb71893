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

/** Who asks, and what they may. */
export interface Caller {
  readonly name: string;
  /** Id of the key in the table, or VERBATIM_API_KEY; null: no key was asked for. */
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
  /** Origin that browsers see, where a proxy stands in front; a key is demanded then. */
  readonly publicOrigin?: string | null;
  /** Whether requests without a key are refused whatever the table holds: the host is not a loopback address. */
  readonly closed?: boolean;
}

/** Its id: the table has none like it. */
export const OWN_KEY = 'VERBATIM_API_KEY';

/**
 * Who may ask. A key is sent as `Authorization: Bearer KEY`, or as the password of Basic authentication, which
 * browsers ask for: `apiKey` or one of the table. Without a key only programs of this machine are answered, and only
 * as long as no key was ever made: a key that expired, was revoked or deleted does not open the server again.
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

/** Whose imports somebody sees: their own; null: everybody's, with the scope admin. */
export const seenOwner = ({ keyId, scopes }: Caller): string | null =>
  scopes.includes('admin') ? null : (keyId ?? '');

/** @throws VerbatimError SCOPE_MISSING */
export function assertScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw new VerbatimError('SCOPE_MISSING', { name: caller.name, scope });
}

/**
 * Null: the header is missing. Node keeps the first of two such headers; which one a proxy checked is unknown.
 * @throws VerbatimError KEY_REFUSED where there are two, or where it holds no key
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
