import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Database } from '../db/client.ts';
import { readStatus, type Status } from '../db/status.ts';
import { VerbatimError } from '../errors.ts';
import type { QueueCounts } from '../jobs/queue.ts';
import { REPORTS } from '../reporting/named-reports.ts';
import { render } from '../reporting/render.ts';
import { report } from '../reporting/report.ts';
import { addMetricsRoutes } from './metrics-routes.ts';

export interface ServerParts {
  readonly database: Database;
  /** Counts of the active model's queue. */
  readonly queueCounts: () => Promise<QueueCounts>;
  /** When the oldest batch that waits was queued, in Unix milliseconds; null when none waits. */
  readonly queueOldest?: () => Promise<number | null>;
  /** Null: no key is asked for, and only loopback names are answered. */
  readonly apiKey: string | null;
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

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    if (request.url.startsWith('/health/')) return;
    if (!allowed(request, parts.apiKey)) throw new VerbatimError('KEY_REFUSED');
  });
  server.setErrorHandler((error, _request, reply) => answerError(error, reply));
  server.setNotFoundHandler((request) => {
    throw new VerbatimError('ROUTE_UNKNOWN', { path: request.url.split('?')[0]!.slice(0, 200) });
  });

  addMetricsRoutes(server, parts);
  server.get('/health/live', async () => ({ ok: true }));
  server.get('/health/ready', async (_request, reply) => {
    const ready = await Promise.allSettled([parts.database.query('select 1'), parts.queueCounts()]);
    const [postgres, queue] = ready.map((part) => part.status === 'fulfilled');
    return reply.code(postgres && queue ? 200 : 503).send({ ok: postgres && queue, postgres, queue });
  });
  server.get('/status', async (): Promise<Status & { queue: QueueCounts }> => {
    return { ...(await readStatus(parts.database)), queue: await parts.queueCounts() };
  });
  server.get('/reports', async () => ({ reports: REPORTS }));
  server.get<{ Params: { name: string }; Querystring: Record<string, unknown> }>(
    '/reports/:name',
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
  return server;
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof VerbatimError) {
    const { code, message, fix } = error;
    return reply.code(error.http).send({ error: { code, message, fix } });
  }
  // Fastify's own: a body too large, a malformed address.
  const { statusCode = 500, message } = error as Error & { statusCode?: number };
  if (statusCode < 500) {
    const { code, fix } = new VerbatimError('USAGE', { detail: message });
    return reply.code(statusCode).send({ error: { code, message, fix } });
  }
  const fault = { code: 'INTERNAL', message: 'The request could not be answered.', fix: 'See the log.' };
  return reply.code(500).send({ error: fault });
}

/** With a key: the bearer token, compared in constant time. Without: names that only this machine resolves. */
function allowed(request: FastifyRequest, apiKey: string | null): boolean {
  if (apiKey === null) return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (key: string) => createHash('sha256').update(key).digest();
  return timingSafeEqual(digest(given), digest(apiKey));
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
