import type { FastifyReply } from 'fastify';
import { VerbatimError } from '../errors.ts';

/** Any error as the JSON of the error table. What went wrong inside is not told. */
export function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  reply.type('application/json; charset=utf-8');
  if (error instanceof VerbatimError) {
    const { code, message, fix } = error;
    return reply.code(error.http).send({ error: { code, message, fix } });
  }
  // Fastify's own: a body too large, a malformed address, a query that does not fit its schema.
  const { statusCode = 500, message } = error as Error & { statusCode?: number };
  if (statusCode < 500) {
    const { code, fix } = new VerbatimError('USAGE', { detail: message });
    return reply.code(statusCode).send({ error: { code, message, fix } });
  }
  const fault = { code: 'INTERNAL', message: 'The request could not be answered.', fix: 'See the log.' };
  return reply.code(500).send({ error: fault });
}
