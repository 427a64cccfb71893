import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../db/client.ts';
import { logAccess } from '../db/privacy/access-log.ts';
import { detailOf } from '../errors/verbatim-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Notes that the answer shows words of these comments; null: words, but not of which comments.
     * To be called before it is sent.
     * @param tool what of the route showed them
     */
    quoted: (feedbackIds: readonly number[] | null, tool?: string) => Promise<void>;
  }
}

/** Called with why an answer with quotes is not in the access log. */
export type OnUnlogged = (facts: { place: string; detail: string }) => void;

/**
 * Lets routes note who is shown quotes. A note that fails is an error in the log, and the answer is sent: quotes are
 * masked, and reading must go on where Postgres cannot write. Originals are refused instead (`read_original`).
 */
export function addAccessLog(server: FastifyInstance, database: Database, onUnlogged: OnUnlogged): void {
  server.decorateRequest('quoted', async function (this: FastifyRequest, feedbackIds, tool) {
    if (feedbackIds?.length === 0) return;
    const place = [this.method, this.routeOptions.url, tool].filter(Boolean).join(' ');
    const who = this.caller?.name ?? 'local';
    await logAccess(database, { who, what: 'quote', feedbackIds: feedbackIds ?? [], place }).catch((error) =>
      onUnlogged({ place, detail: detailOf(error) }),
    );
  });
}
