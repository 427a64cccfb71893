import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { addRegistryRoute } from './metrics-routes.ts';

/**
 * What a worker answers over HTTP: `/metrics`, `/health/live`, and `/health/ready`, which is 200 while Postgres
 * answers and the worker is not being stopped. Counts only, so that no key is asked for.
 */
export function buildWorkerServer(registry: Registry, ready: () => Promise<boolean>): FastifyInstance {
  const server = Fastify({ bodyLimit: 1024, forceCloseConnections: true, logger: false });
  server.get('/health/live', async () => ({ ok: true }));
  server.get('/health/ready', async (_request, reply) => {
    const ok = await ready().catch(() => false);
    return reply.code(ok ? 200 : 503).send({ ok });
  });
  addRegistryRoute(server, registry);
  return server;
}
