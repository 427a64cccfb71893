import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { type Access, assertScope, type Caller, OWN_KEY } from './access.ts';
import type { KeyWatch } from './key-watch.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where a route asks for no key. */
    caller: Caller | null;
    /** After a long body: whether the key still works. @throws VerbatimError KEY_REFUSED */
    assertKey: () => Promise<void>;
  }
}

/**
 * Stands before every route that is added to this server after it: who asks, what a key may do, and how often.
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
    const taken = await take(request);
    if (taken.isAllowed || !taken.isExceeded) return;
    reply.header('retry-after', taken.ttlInSeconds);
    throw new VerbatimError('RATE_LIMITED', { limit, seconds: taken.ttlInSeconds });
  }
}

/** Whose requests are counted together: those of a key, or of an address without one. */
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
