import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { errorAnswer } from './error-answer.ts';

// Proxies and clients close a connection after a minute without data.
const BLANK_MS = 10_000;

/**
 * Answers JSON. When the work takes more than ten seconds, the answer begins with 200 and blanks, which JSON allows, to
 * keep the connection open.
 * @param late the answer for an error that comes after the status was sent
 * @throws what `work` throws within ten seconds
 */
export async function sendInTime<T extends object>(
  reply: FastifyReply,
  work: Promise<T>,
  late: (error: unknown) => T,
): Promise<FastifyReply> {
  const soon = await within(work);
  if (soon) return reply.code(200).send(soon);
  reply.code(200).type('application/json; charset=utf-8');
  // A buffering proxy would hold the blanks back.
  reply.header('x-accel-buffering', 'no');
  return reply.send(Readable.from(padded(work.catch(late)), { objectMode: false }));
}

async function* padded(work: Promise<object>): AsyncGenerator<string> {
  for (;;) {
    yield ' ';
    const done = await within(work);
    if (done) return yield JSON.stringify(done);
  }
}

/** The result of the work, or null when it is not done within {@link BLANK_MS}. */
async function within<T extends object>(work: Promise<T>): Promise<T | null> {
  const stop = new AbortController();
  try {
    return await Promise.race([work, pause(BLANK_MS, null, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}

/** An error as a field of an answer. */
export const faultIn = (error: unknown) => errorAnswer(error).body.error;
