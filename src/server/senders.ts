import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { tooLarge } from '../uploads/spool.ts';
import { hangUp } from './broken-request.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborted when the connection closes before the answer is complete. */
    sender: AbortSignal;
  }
}

/** Limits of receiving a body. The work after its last byte has no such limit. */
export interface SenderLimits {
  /** Milliseconds of silence after which a sender is cut off; a slow sender uses them up gradually. */
  readonly patienceMs: number;
  /** Bytes a second from which on no patience is used up. */
  readonly leastRate: number;
  /** Milliseconds from the first byte to the last. */
  readonly totalMs: number;
  /** Milliseconds for which the rest of a body is dropped after the answer; then the connection closes. */
  readonly lingerMs: number;
}

export const SENDER_LIMITS = { patienceMs: 60_000, leastRate: 1_024, lingerMs: 10_000 } as const;

const CHECK_MS = 1_000;
// What a form needs around its file: boundaries, headers of parts, settings.
const FORM_BYTES = 1_048_576;

/** Ends requests whose body is slow, never ends, or continues after its answer. To be called before routes are added. */
export function watchSenders(server: FastifyInstance, limits: SenderLimits): void {
  server.decorateRequest('sender');
  server.addHook('onRequest', (request, reply, done) => {
    const gone = new AbortController();
    request.sender = gone.signal;
    const { headers } = request;
    const timer =
      headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
        ? watchBody(request, reply, limits)
        : undefined;
    const { raw } = request;
    const { socket } = raw;
    reply.raw.once('close', () => {
      clearInterval(timer);
      if (!reply.raw.writableFinished) return gone.abort();
      // Drop the rest of a body that a route did not read: it would block the next request of the connection. Closing at
      // once would often lose the answer, because a reset discards data that the sender has not read.
      if (!raw.readableEnded) raw.unpipe().resume();
      if (!raw.complete) setTimeout(() => raw.complete || socket.destroy?.(), limits.lingerMs).unref();
    });
    done();
  });
}

function watchBody(request: FastifyRequest, reply: FastifyReply, limits: SenderLimits): NodeJS.Timeout {
  const { raw } = request;
  const most = request.routeOptions.bodyLimit + FORM_BYTES;
  const before = raw.socket.bytesRead;
  const balance = { patience: limits.patienceMs, total: 0, bytes: 0, at: performance.now() };
  const timer = setInterval(() => {
    if (raw.complete) return clearInterval(timer);
    const late = take(balance, raw, before, limits);
    const fault =
      balance.bytes > most
        ? tooLarge(request.routeOptions.bodyLimit)
        : late && new VerbatimError('REQUEST_TIMEOUT', { detail: late });
    if (!fault) return;
    clearInterval(timer);
    if (reply.raw.headersSent) raw.socket.destroy();
    else hangUp(raw.socket, fault);
  }, CHECK_MS);
  return timer.unref();
}

/** Subtracts the time since the last check from the sender's patience. @returns why it is too late; null: it is not */
function take(
  balance: { patience: number; total: number; bytes: number; at: number },
  raw: IncomingMessage,
  before: number,
  { patienceMs, leastRate, totalMs }: SenderLimits,
): string | null {
  const now = performance.now();
  // A process that was suspended or busy has not read data sent meanwhile.
  const passed = Math.min(now - balance.at, 2 * CHECK_MS);
  const bytes = raw.socket.bytesRead - before;
  const came = bytes - balance.bytes;
  balance.at = now;
  balance.bytes = bytes;
  // The route has not read the full buffer yet: the sender is not slow.
  if (raw.readableLength >= raw.readableHighWaterMark) return null;
  balance.total += passed;
  balance.patience = Math.min(patienceMs, balance.patience - passed + (came / leastRate) * 1_000);
  if (balance.total > totalMs) return `more than ${Math.round(totalMs / 1_000)} s`;
  if (balance.patience <= 0) return `fewer than ${leastRate} bytes a second for ${patienceMs / 1_000} s`;
  return null;
}
