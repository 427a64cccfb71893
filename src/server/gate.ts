import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { type Access, assertScope, type Caller, OWN_KEY } from './access.ts';
import type { KeyWatch } from './key-watch.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null when a route needs no key. */
    caller: Caller | null;
    /** To be called after a long body. @throws VerbatimError KEY_REFUSED when the key no longer works */
    assertKey: () => Promise<void>;
  }
}

/**
 * Checks the key, its scope and its rate before every route that is added to this server after it.
 *
 * @param options.limit requests a minute of one key, or of one address that has none; 0: any number
 */
export async function addGate(
  server: FastifyInstance,
  options: { readonly access: Access; readonly watch: KeyWatch; readonly limit: number },
): Promise<void> {
  const { access, watch, limit } = options;
  await server.register(rateLimit, { global: false });
  const take = server.createRateLimit({ max: limit, timeWindow: '1 minute', keyGenerator: bucketOf });

  server.decorateRequest('caller', null);
  server.decorateRequest('assertKey', async () => {});
  server.addHook('onRequest', async (request, reply) => {
    const scope = request.routeOptions.config.scope ?? 'admin';
    if (scope === 'none') return;
    const refused = await identify(request, access);
    if (limit > 0) await assertRate(request, reply);
    if (refused) {
      reply.header('www-authenticate', scope === 'admin' ? 'Basic realm="Verbatim"' : 'Bearer');
      throw refused;
    }
    if (scope !== 'any') assertScope(request.caller!, scope);
    const { keyId } = request.caller!;
    if (keyId === null || keyId === OWN_KEY) return;
    watch.add(keyId, reply);
    request.assertKey = () => watch.assert(keyId);
  });

  async function assertRate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const use = await take(request);
    if (use.isAllowed || !use.isExceeded) return;
    reply.header('retry-after', use.ttlInSeconds);
    throw new VerbatimError('RATE_LIMITED', { limit, seconds: use.ttlInSeconds });
  }
}

/** The bucket of the rate limit: a key, or an address without one. */
export const bucketOf = ({ caller, ip }: FastifyRequest): string =>
  caller?.keyId ? `key ${caller.keyId}` : `address ${ip}`;

async function identify(request: FastifyRequest, access: Access): Promise<VerbatimError | null> {
  try {
    request.caller = await access.caller(request);
    return null;
  } catch (error) {
    if (error instanceof VerbatimError && error.http < 500) return error;
    throw error;
  }
}
