import type { FastifyReply } from 'fastify';
import { workingKeys } from '../db/api-keys.ts';
import type { Database } from '../db/client.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { answerError } from './error-answer.ts';

// How long a request may continue after its key was revoked or has expired.
const LOOK_MS = 5_000;

/** Open requests by the key that admitted them. */
export class KeyWatch {
  readonly #database: Database;
  readonly #open = new Map<string, Set<FastifyReply>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Ends the request within {@link LOOK_MS} once the key no longer works, and looks again while it is open. */
  add(keyId: string, reply: FastifyReply): void {
    const replies = this.#open.get(keyId) ?? new Set();
    this.#open.set(keyId, replies.add(reply));
    this.#timer ??= setTimeout(() => void this.#look(), LOOK_MS).unref();
    reply.raw.once('close', () => {
      replies.delete(reply);
      if (replies.size === 0 && this.#open.get(keyId) === replies) this.#open.delete(keyId);
    });
  }

  /** @throws VerbatimError KEY_REFUSED where the key no longer works */
  async assert(keyId: string): Promise<void> {
    if (!(await workingKeys(this.#database, [keyId])).has(keyId)) throw new VerbatimError('KEY_REFUSED');
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#open.clear();
  }

  async #look(): Promise<void> {
    try {
      const ids = [...this.#open.keys()];
      const working = ids.length === 0 ? new Set() : await workingKeys(this.#database, ids);
      for (const id of ids) {
        if (!working.has(id)) for (const reply of this.#open.get(id) ?? []) hangUp(reply);
      }
    } catch {
      // Postgres does not answer: check again at the next interval.
    }
    this.#timer = this.#open.size === 0 ? null : setTimeout(() => void this.#look(), LOOK_MS).unref();
  }
}

/** Ends an admitted request: cuts off an answer that has begun, stops reading its body. */
function hangUp(reply: FastifyReply): void {
  const { raw } = reply.request;
  const { socket } = raw;
  // With its answer Node stops reading the body, without an error for readers of the rest.
  socket.once('close', () => raw.destroy());
  if (reply.sent || reply.raw.headersSent) {
    socket.destroy();
    return;
  }
  reply.raw.once('finish', () => socket.destroySoon());
  answerError(new VerbatimError('KEY_REFUSED'), reply.header('connection', 'close'));
}
