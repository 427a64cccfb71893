import Fastify, { type FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { openAccess } from './access.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { answerError } from './error-answer.ts';
import { addGate } from './gate.ts';
import { KeyWatch } from './key-watch.ts';
import { addOpenApi } from './openapi.ts';
import { answerOtherMethods } from './other-methods.ts';
import type { ServerParts } from './parts.ts';
import { addQueueBoard } from './queue-board.ts';
import { addAccessLog } from './quoted.ts';
import { addAlertRoutes } from './routes/alert-routes.ts';
import { addAskRoutes } from './routes/ask-routes.ts';
import { addCodebookRoutes } from './routes/codebook-routes.ts';
import { addDashboardRoutes } from './routes/dashboard-routes.ts';
import { addHandledRoutes } from './routes/handled-routes.ts';
import { addHealthRoutes } from './routes/health-routes.ts';
import { addImportRoutes } from './routes/import-routes.ts';
import { addMcpRoutes } from './routes/mcp-routes.ts';
import { addMetricsRoutes } from './routes/metrics-routes.ts';
import { addModulePages, tellPagesFromPrograms } from './routes/module-pages.ts';
import { addReplyRoutes } from './routes/reply-routes.ts';
import { addReportRoutes } from './routes/report-routes.ts';
import { addReviewRoutes } from './routes/review-routes.ts';
import { addSearchRoutes } from './routes/search-routes.ts';
import { addTopicRoutes } from './routes/topic-routes.ts';
import { addUploadPage } from './routes/upload-page.ts';
import { addUploadRoute } from './routes/upload-route.ts';
import { SENDER_LIMITS, watchSenders } from './senders.ts';

// Headers of every answer, so that pages of other origins can neither read, frame nor embed it. Pages have a policy of
// their own.
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/**
 * The HTTP side: health, status, reports and uploads; `/openapi.json` describes every route. Errors are the table of
 * src/errors as JSON.
 */
export function buildServer(parts: ServerParts): FastifyInstance {
  const { database, rateLimit: limit = 0, queues, uploads } = parts;
  const server = Fastify({
    ...{ bodyLimit: 1024, forceCloseConnections: true, logger: false },
    // A malformed address fails before any route or hook.
    frameworkErrors: (error, _request, reply) => answerError(error, reply.headers(HEADERS)),
    clientErrorHandler: answerBrokenRequest,
  });

  tellPagesFromPrograms(server);
  watchSenders(server, { ...SENDER_LIMITS, totalMs: (parts.uploadSeconds ?? 14_400) * 1_000 });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    // Postgres cannot store this character.
    if (/%00/.test(request.url)) throw new VerbatimError('USAGE', { detail: 'The address holds NUL.' });
  });
  answerOtherMethods(server);
  server.setErrorHandler((error, _request, reply) => answerError(error, reply));
  server.setNotFoundHandler((request) => {
    throw new VerbatimError('ROUTE_UNKNOWN', { path: request.url.split('?')[0]!.slice(0, 200) });
  });
  server.setValidatorCompiler(validatorCompiler);
  // Schemas of answers are for the document; tests compare answers with them.
  server.setSerializerCompiler(() => (data) => JSON.stringify(data));

  server.register(async (routes) => {
    const watch = new KeyWatch(database);
    routes.addHook('onClose', async () => watch.close());
    await addGate(routes, { access: openAccess(database, parts), watch, limit });
    addAccessLog(routes, database, parts.onUnlogged ?? (() => {}));
    await addOpenApi(routes);
    addHealthRoutes(routes, parts);
    addMetricsRoutes(routes, parts);
    addReportRoutes(routes, parts);
    addImportRoutes(routes, parts);
    await routes.register(async (scope) => addUploadRoute(scope, parts));
    addTopicRoutes(routes, parts);
    await routes.register(async (scope) => addCodebookRoutes(scope, parts));
    addReviewRoutes(routes, parts);
    addHandledRoutes(routes, parts);
    addAlertRoutes(routes, parts);
    addDashboardRoutes(routes, parts);
    addMcpRoutes(routes, parts);
    addSearchRoutes(routes, parts);
    addAskRoutes(routes, parts);
    addReplyRoutes(routes, parts);
    await routes.register(addModulePages);
    addUploadPage(routes, { limit: uploads.desk.limit });
    if (queues) await addQueueBoard(routes, queues);
  });
  return server;
}
