import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { VerbatimError } from '../errors.ts';

/**
 * Who may ask. With a key: who sends it. Without: names that only this machine resolves, and no page of another
 * site, which could otherwise send forms here from a visitor's browser.
 * @throws VerbatimError KEY_REFUSED, ORIGIN_REFUSED
 */
export function assertAllowed(request: FastifyRequest, apiKey: string | null): void {
  const { headers, method } = request;
  if (apiKey !== null) {
    if (!holdsKey(headers.authorization, apiKey)) throw new VerbatimError('KEY_REFUSED');
    return;
  }
  assertLocal(request);
  if (method === 'GET' || method === 'HEAD') return;
  const origin = headers.origin;
  if (origin !== undefined && origin !== `http://${headers.host}` && origin !== `https://${headers.host}`) {
    throw new VerbatimError('ORIGIN_REFUSED');
  }
}

/** @throws VerbatimError KEY_REFUSED */
export function assertLocal({ headers }: FastifyRequest): void {
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '')) return;
  throw new VerbatimError('KEY_REFUSED');
}

/** Compared in constant time. */
function holdsKey(authorization: string | undefined, apiKey: string): boolean {
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
  const digest = (key: string) => createHash('sha256').update(key).digest();
  return timingSafeEqual(digest(given), digest(apiKey));
}
