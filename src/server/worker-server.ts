import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { addRegistryRoute } from './routes/metrics-routes.ts';

/**
 * The HTTP server of a worker: `/metrics`, `/health/live`, and `/health/ready`, which is 200 while the worker takes
 * batches and makes progress. It has only counts, so it needs no key.
 * @param whyNot why it is not ready, or null
 */
export function buildWorkerServer(registry: Registry, whyNot: () => string | null): FastifyInstance {
  const server = Fastify({ bodyLimit: 1024, forceCloseConnections: true, logger: false });
  server.get('/health/live', async () => ({ ok: true }));
  server.get('/health/ready', async (_request, reply) => {
    const reason = whyNot();
    return reply
      .code(reason === null ? 200 : 503)
      .send(reason === null ? { ok: true } : { ok: false, reason });
  });
  addRegistryRoute(server, registry);
  return server;
}
