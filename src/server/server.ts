import Fastify, { type FastifyInstance } from 'fastify';
import type { Database } from '../db/client.ts';
import { readStatus, type Status } from '../db/status.ts';
import { VerbatimError } from '../errors.ts';
import type { BullQueue, QueueCounts } from '../jobs/queue.ts';
import { REPORTS } from '../reporting/named-reports.ts';
import { render } from '../reporting/render.ts';
import { report } from '../reporting/report.ts';
import { openAccess } from './access.ts';
import { answerError } from './error-answer.ts';
import { addGate } from './gate.ts';
import { addMetricsRoutes } from './metrics-routes.ts';
import { addQueueBoard } from './queue-board.ts';

export interface ServerParts {
  readonly database: Database;
  /** Counts of the active model's queue. */
  readonly queueCounts: () => Promise<QueueCounts>;
  /** When the oldest batch that waits was queued, in Unix milliseconds; null when none waits. */
  readonly queueOldest?: () => Promise<number | null>;
  /** A key besides those of the table (verbatim key). No key at all: only loopback names are answered. */
  readonly apiKey: string | null;
  /** Requests a minute of one key, or of one address without a key that works; 0: any number. */
  readonly rateLimit?: number;
  /** Shown at /queues. */
  readonly queues?: readonly BullQueue[];
}

const TYPES = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
} as const;

/**
 * The HTTP side: health, status and reports, all read-only. Errors are the table of errors.ts as JSON.
 *
 * `GET /metrics`: for Prometheus. `GET /health/live`: the process answers. `GET /health/ready`: database and queue answer. `GET /status`.
 * `GET /reports` and `GET /reports/:name?format=json|csv|md&source=&by=a,b&limit=`; the name `all` is the whole
 * report.
 */
export function buildServer(parts: ServerParts): FastifyInstance {
  const server = Fastify({
    ...{ bodyLimit: 1024, forceCloseConnections: true, logger: false },
    // A malformed address fails before any route or hook.
    frameworkErrors: (error, _request, reply) => answerError(error, reply),
  });

  server.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply));
  server.setNotFoundHandler((request) => {
    throw new VerbatimError('ROUTE_UNKNOWN', { path: request.url.split('?')[0]!.slice(0, 200) });
  });

  server.register(async (routes) => {
    await addGate(routes, { access: openAccess(parts.database, parts.apiKey), limit: parts.rateLimit ?? 0 });
    addMetricsRoutes(routes, parts);
    routes.get('/health/live', { config: { scope: 'none' } }, async () => ({ ok: true }));
    routes.get('/health/ready', { config: { scope: 'none' } }, async (_request, reply) => {
      const ready = await Promise.allSettled([parts.database.query('select 1'), parts.queueCounts()]);
      const [postgres, queue] = ready.map((part) => part.status === 'fulfilled');
      return reply.code(postgres && queue ? 200 : 503).send({ ok: postgres && queue, postgres, queue });
    });
    routes.get(
      '/status',
      { config: { scope: 'read' } },
      async (): Promise<Status & { queue: QueueCounts }> => {
        return { ...(await readStatus(parts.database)), queue: await parts.queueCounts() };
      },
    );
    routes.get('/reports', { config: { scope: 'read' } }, async () => ({ reports: REPORTS }));
    routes.get<{ Params: { name: string }; Querystring: Record<string, unknown> }>(
      '/reports/:name',
      { config: { scope: 'read' } },
      async ({ params, query }, reply) => {
        const format = oneOf(text(query, 'format') ?? 'json');
        const by = text(query, 'by');
        const limit = text(query, 'limit');
        const sections = await report(parts.database, {
          ...(params.name === 'all' ? {} : { name: params.name }),
          ...(limit === undefined ? {} : { limit: wholeNumber(limit) }),
          source: text(query, 'source') ?? null,
          attributes: by?.split(',').filter(Boolean) ?? null,
        });
        return reply.type(TYPES[format]).send(render(sections, format, { width: 100 }));
      },
    );
    if (parts.queues) await addQueueBoard(routes, parts.queues);
  });
  return server;
}

function text(query: Record<string, unknown>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new VerbatimError('USAGE', { detail: `${name} is given more than once.` });
}

function oneOf(format: string): keyof typeof TYPES {
  if (Object.hasOwn(TYPES, format)) return format as keyof typeof TYPES;
  throw new VerbatimError('USAGE', { detail: 'format is one of json, csv and md.' });
}

function wholeNumber(limit: string): number {
  if (/^[1-9]\d{0,3}$/.test(limit)) return Number(limit);
  throw new VerbatimError('USAGE', { detail: 'limit is a whole number from 1 to 9999.' });
}
