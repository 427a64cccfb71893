import type { FastifyRequest } from 'fastify';
import { anyKey, findKey, noteUse } from '../db/api-keys.ts';
import type { Database } from '../db/client.ts';
import { hashOfKey, idOfKey, isKey, SCOPES, type Scope } from '../domain/api-key.ts';
import { VerbatimError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must be allowed to do; admin where a route says nothing. */
    scope?: Scope | 'any' | 'none';
  }
}

/** Who asks, and what they may. */
export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

export interface Access {
  /** @throws VerbatimError KEY_REFUSED, ORIGIN_REFUSED */
  caller(request: FastifyRequest): Promise<Caller>;
  /** Whether requests without a key are refused. */
  keyed(): Promise<boolean>;
}

// How long it may take until the first key that is made closes a server that ran without one.
const KEYED_FOR_MS = 2_000;

/**
 * Who may ask. With keys: who sends one, `apiKey` (every scope) or one of the table, as `Authorization: Bearer KEY`,
 * or as the password of Basic authentication, which browsers can ask for. Without any: names that only this machine
 * resolves, and no page of another site, which could otherwise send forms here from a visitor's browser.
 */
export function openAccess(database: Database, apiKey: string | null): Access {
  const own = apiKey === null ? null : hashOfKey(apiKey);
  let known: { readonly keyed: boolean; readonly until: number } | null = null;
  const keyed = async (): Promise<boolean> => {
    if (own) return true;
    if (!known || known.until < performance.now()) {
      known = { keyed: await anyKey(database), until: performance.now() + KEYED_FOR_MS };
    }
    return known.keyed;
  };
  return {
    keyed,
    async caller(request) {
      const given = givenKey(request.headers.authorization);
      if (given === null && !(await keyed())) {
        assertLocal(request);
        return { name: 'local', scopes: SCOPES };
      }
      if (given !== null && own && isKey(given, own)) return { name: 'VERBATIM_API_KEY', scopes: SCOPES };
      const id = given === null ? null : idOfKey(given);
      const key = id === null ? null : await findKey(database, id);
      if (!key || !isKey(given!, key.hash)) throw new VerbatimError('KEY_REFUSED');
      await noteUse(database, id!);
      return { name: key.name, scopes: key.scopes };
    },
  };
}

/** @throws VerbatimError SCOPE_MISSING */
export function assertScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw new VerbatimError('SCOPE_MISSING', { name: caller.name, scope });
}

/** @throws VerbatimError KEY_REFUSED, ORIGIN_REFUSED */
function assertLocal({ headers, method }: FastifyRequest): void {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '')) {
    throw new VerbatimError('KEY_REFUSED');
  }
  if (method === 'GET' || method === 'HEAD') return;
  const origin = headers.origin;
  if (origin !== undefined && origin !== `http://${headers.host}` && origin !== `https://${headers.host}`) {
    throw new VerbatimError('ORIGIN_REFUSED');
  }
}

function givenKey(authorization: string | undefined): string | null {
  const [, scheme, rest] = /^(Bearer|Basic) (\S{1,400})$/i.exec(authorization ?? '') ?? [];
  if (scheme === undefined) return null;
  if (scheme.toLowerCase() === 'bearer') return rest!;
  const pair = Buffer.from(rest!, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}
