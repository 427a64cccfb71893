import type { FastifyReply } from 'fastify';
import { VerbatimError } from '../errors.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: { code: string; message: string; fix: string } };
}

/** Any error as status and JSON of the error table. What went wrong inside is not told. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof VerbatimError) {
    const { code, message, fix } = error;
    return { status: error.http, body: { error: { code, message, fix } } };
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

export function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, body } = errorAnswer(error);
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}
