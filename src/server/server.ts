import Fastify, { type FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { Database } from '../db/client.ts';
import { VerbatimError } from '../errors.ts';
import type { QueueCounts } from '../jobs/queue.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { assertAllowed, assertLocal } from './access.ts';
import { answerError } from './error-answer.ts';
import { addHealthRoutes } from './health-routes.ts';
import { addImportRoutes } from './import-routes.ts';
import { addOpenApi } from './openapi.ts';
import { addReportRoutes } from './report-routes.ts';
import { addUploadPage, isOfUploadPage } from './upload-page.ts';
import { addUploadRoute } from './upload-route.ts';

export interface ServerParts {
  readonly database: Database;
  /** Counts of the active model's queue. */
  readonly queueCounts: () => Promise<QueueCounts>;
  readonly uploads: Uploads;
  /** Null: no key is asked for, and only loopback names are answered. */
  readonly apiKey: string | null;
}

/**
 * The HTTP side: health, status, reports and uploads; `/openapi.json` describes every route. Errors are the table of
 * errors.ts as JSON.
 */
export function buildServer(parts: ServerParts): FastifyInstance {
  const server = Fastify({
    ...{ bodyLimit: 1024, forceCloseConnections: true, logger: false },
    // A malformed address fails before any route or hook.
    frameworkErrors: (error, _request, reply) => answerError(error, reply),
  });

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    const path = request.url.split('?')[0]!;
    if (path.startsWith('/health/')) return;
    // The page asks for the key; there is nothing in it.
    if (isOfUploadPage(path) && parts.apiKey !== null) return;
    if (isOfUploadPage(path)) assertLocal(request);
    else assertAllowed(request, parts.apiKey);
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply));
  server.setNotFoundHandler((request) => {
    throw new VerbatimError('ROUTE_UNKNOWN', { path: request.url.split('?')[0]!.slice(0, 200) });
  });
  server.setValidatorCompiler(validatorCompiler);
  // Schemas of answers are for the document; tests hold the answers to them.
  server.setSerializerCompiler(() => (data) => JSON.stringify(data));

  server.register(async (routes) => {
    await addOpenApi(routes, { keyed: parts.apiKey !== null });
    addHealthRoutes(routes, parts);
    addReportRoutes(routes, parts);
    addImportRoutes(routes, parts);
    await routes.register(async (scope) => addUploadRoute(scope, parts));
    addUploadPage(routes, { limit: parts.uploads.desk.limit });
  });
  return server;
}
