import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { errorAnswer } from './error-answer.ts';

// Proxies and clients give up a connection on which nothing comes for a minute.
const BLANK_MS = 10_000;

/**
 * Answers JSON. Where the work takes more than ten seconds, the answer begins with 200 and blanks, which JSON allows,
 * so that nobody on the way gives it up.
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
  // A proxy that collects answers would hold the blanks back.
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

/** What the work makes, or null when it is not done soon. */
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
