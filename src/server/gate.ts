import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VerbatimError } from '../errors.ts';
import { type Access, assertScope, type Caller } from './access.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where a route asks for no key. */
    caller: Caller | null;
  }
}

/**
 * Stands before every route that is added to this server after it: who asks, what a key may do, and how often.
 *
 * @param options.limit requests a minute of one key, or of one address that has none; 0: any number
 */
export async function addGate(
  server: FastifyInstance,
  { access, limit }: { readonly access: Access; readonly limit: number },
): Promise<void> {
  await server.register(rateLimit, { global: false });
  const bucket = (request: FastifyRequest) =>
    request.caller?.keyId ? `key ${request.caller.keyId}` : `address ${request.ip}`;
  const take = server.createRateLimit({ max: limit, timeWindow: '1 minute', keyGenerator: bucket });

  server.decorateRequest('caller', null);
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
  });

  async function assertRate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const taken = await take(request);
    if (taken.isAllowed || !taken.isExceeded) return;
    reply.header('retry-after', taken.ttlInSeconds);
    throw new VerbatimError('RATE_LIMITED', { limit, seconds: taken.ttlInSeconds });
  }
}

async function identify(request: FastifyRequest, access: Access): Promise<VerbatimError | null> {
  try {
    request.caller = await access.caller(request);
    return null;
  } catch (error) {
    if (error instanceof VerbatimError && error.http < 500) return error;
    throw error;
  }
}
