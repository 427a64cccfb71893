import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { VerbatimError } from '../errors/verbatim-error.ts';

// Names and addresses of this machine only; not a name that a hostile server rebinds to 127.0.0.1.
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const LOCAL_PEER = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i;

/** Headers that proxies and content networks add. */
const FORWARDED =
  /^(forwarded|via|x-forwarded(-.+)?|x-(real|client|cluster-client|original|envoy|azure|amzn|arr|proxy)(-.+)?|(true-|fastly-)?client-ip|cf-.+|cdn-loop|fly-.+)$/;

/**
 * Whether the request comes from this machine itself: by the address of the peer and by Host both, and through no
 * proxy. nginx as it is installed up to 1.29.6 adds no header and sends the upstream's name as Host, but it speaks
 * HTTP/1.0, which browsers and curl do not. A later version without added headers cannot be recognised; setting
 * VERBATIM_PUBLIC_URL closes that gap.
 */
export function isLocal({ raw, headers }: FastifyRequest): boolean {
  return (
    LOCAL_PEER.test(raw.socket.remoteAddress ?? '') &&
    sentHeaders(raw, 'host').length === 1 &&
    LOCAL_HOST.test(headers.host ?? '') &&
    raw.httpVersionMajor === 1 &&
    raw.httpVersionMinor === 1 &&
    !Object.keys(headers).some((name) => FORWARDED.test(name))
  );
}

/**
 * Refuses requests of pages of other origins, with any credentials that the browser adds: forms, scripts, images and
 * frames. Links that a user follows are allowed. Programs send neither header.
 * @param publicOrigin that of VERBATIM_PUBLIC_URL, behind a proxy
 * @throws VerbatimError ORIGIN_REFUSED
 */
export function assertOwnOrigin({ headers, method }: FastifyRequest, publicOrigin: string | null): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    // Set by the browser; pages cannot change it.
    if (site === 'same-origin' || site === 'none') return;
    const followed = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (method === 'GET' && followed) return;
    throw new VerbatimError('ORIGIN_REFUSED');
  }
  const { origin, host } = headers;
  if (origin === undefined || origin === publicOrigin) return;
  if (origin !== `http://${host}` && origin !== `https://${host}`) throw new VerbatimError('ORIGIN_REFUSED');
}

/** All headers of a name, as sent: of some, Node keeps only the first. */
export const sentHeaders = ({ rawHeaders }: IncomingMessage, name: string): string[] =>
  rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === name);
