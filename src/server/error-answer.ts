import type { FastifyReply } from 'fastify';
import { asDatabaseError } from '../db/client.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: { code: string; message: string; fix: string } };
}

/** Default of Retry-After, in seconds. */
const RETRY_SECONDS = 10;

/** Any error as status and JSON of the error table, without details of internal errors. */
export function errorAnswer(error: unknown): ErrorAnswer {
  const known = error instanceof VerbatimError ? error : asShortage(error);
  if (known) {
    const { code, pageMessage: message, pageFix: fix } = known;
    return { status: known.http, body: { error: { code, message, fix } } };
  }
  // Fastify's own: a body too large, a malformed address, a query that does not fit its schema.
  const { statusCode = 500, message } = error as Error & { statusCode?: number };
  if (statusCode < 500) {
    const { code, fix } = new VerbatimError('USAGE', { detail: message });
    return { status: statusCode, body: { error: { code, message, fix } } };
  }
  const fault = { code: 'INTERNAL', message: 'The request could not be answered.', fix: 'See the log.' };
  return { status: 500, body: { error: fault } };
}

// Postgres: class 53 is a shortage (disk, memory, connections), 57014 a cancelled statement, 40 a conflict of
// transactions, 55P03 a lock that is not available, 25006 a read-only server.
const SHORTAGES = /^(53\w{3}|57014|40\w{3}|55P03|25006)$/;
const NO_HANDLES = /^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EAGAIN)$/;

// Errors of ioredis after its last retry.
const QUEUE_GONE = /^(Connection is closed|Reached the max retries per request limit)/;

/**
 * A transient error; null for others. Its text has neither addresses of servers nor messages of Postgres, which may hold
 * values of rows.
 */
function asShortage(error: unknown): VerbatimError | null {
  const { code = '', message = '' } = (error ?? {}) as { code?: unknown; message?: unknown };
  const busy = (detail: string) => new VerbatimError('SERVER_BUSY', { detail }, { cause: error });
  if (NO_HANDLES.test(String(code))) return busy(String(code));
  if (QUEUE_GONE.test(String(message))) return busy('the queue does not answer');
  const known = asDatabaseError(error);
  if (known?.code === 'DATABASE_LOST') {
    return new VerbatimError('DATABASE_LOST', { detail: String(code || 'no answer') }, { cause: error });
  }
  const { sqlstate = '' } = known?.params ?? {};
  return SHORTAGES.test(String(sqlstate)) ? busy(`Postgres answers SQLSTATE ${sqlstate}`) : null;
}

export function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, body } = errorAnswer(error);
  if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_SECONDS);
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}
