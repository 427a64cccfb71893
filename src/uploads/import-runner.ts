import { asDatabaseError, type Connection, type Database } from '../db/client.ts';
import { touchUploads } from '../db/upload-care.ts';
import { type ClaimedUpload, claimUpload, finishUpload, putBackUpload, unlockUpload } from '../db/uploads.ts';
import { detailOf, VerbatimError } from '../errors.ts';
import { traced, traceparent } from '../tracing.ts';
import { faultOf, INTERNAL } from './fault.ts';
import { withoutCells } from './preview.ts';
import { Rounds } from './rounds.ts';
import type { Spool } from './spool.ts';
import { importUpload } from './upload-import.ts';

/** Structured lines: ids, states and codes, never feedback. */
export type UploadLog = (event: 'import' | 'trouble', facts: Record<string, unknown>) => void;

export interface ImportRunnerParts {
  readonly database: Database;
  readonly spool: Spool;
  /** Imports at once. */
  readonly imports: number;
  /** Called when an import has ended; its span, for what follows it. */
  readonly onEnded: (id: string, trace: string | undefined) => void;
  readonly log: UploadLog;
}

const ROUND_MS = 1_000;
const ATTEMPTS = 5;
const CANCELLED = 'a request to cancel it';

/**
 * Imports what was uploaded, a few at once, for as long as the process lives. What is to be done stands in Postgres
 * and in the spool folder alone: an import that broke off with its process is begun again by the next one.
 */
export class ImportRunner {
  readonly #parts: ImportRunnerParts;
  readonly #rounds: Rounds;
  readonly #running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  readonly #receiving = new Map<string, Promise<unknown>>();
  #closed = false;

  constructor(parts: ImportRunnerParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(
      () => this.#round(),
      (error) => parts.log('trouble', { detail: detailOf(error) }),
    );
  }

  start(): void {
    this.#rounds.start(ROUND_MS);
  }

  /** Something waits, or is to be stopped. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Says for an upload that is being received that it is alive, and closes only after its end. */
  receiving<T>(id: string, work: Promise<T>): Promise<T> {
    const received = work.finally(() => this.#receiving.delete(id));
    this.#receiving.set(id, received);
    return received;
  }

  /** Stops the imports between two chunks; they go on when the next process starts. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#rounds.close();
    for (const { stop } of this.#running.values()) stop.abort('the end of the server');
    const ends = [...this.#running.values()].map(({ ended }) => ended);
    await Promise.allSettled([...ends, ...this.#receiving.values()]);
  }

  async #round(): Promise<void> {
    const { database, spool, imports } = this.#parts;
    const whole = await spool.ids('whole');
    for (const id of await touchUploads(database, [...whole, ...this.#receiving.keys()])) {
      this.#running.get(id)?.stop.abort(CANCELLED);
    }
    while (this.#running.size < imports && !this.#closed) {
      const atHand = whole.filter((id) => !this.#running.has(id));
      if (atHand.length === 0 || !(await this.#begin(atHand))) return;
    }
  }

  /** Begins one import; false when nothing waits. */
  async #begin(atHand: readonly string[]): Promise<boolean> {
    const connection = await this.#parts.database.connect();
    let taken: ClaimedUpload | null = null;
    try {
      taken = await claimUpload(connection, atHand);
    } finally {
      if (!taken) connection.release();
    }
    if (!taken) return false;
    const claimed = taken;
    const { id } = claimed;
    const stop = new AbortController();
    let trace: string | undefined;
    const work = () => {
      trace = traceparent();
      return this.#import(claimed, stop.signal);
    };
    const ended = traced('import upload', { upload: id }, work)
      .catch((error: unknown) => this.#parts.log('trouble', { upload: id, detail: detailOf(error) }))
      .then(() => letGo(connection, id))
      .then(() => {
        this.#running.delete(id);
        this.wake();
        this.#parts.onEnded(id, trace);
      });
    this.#running.set(id, { stop, ended });
    return true;
  }

  async #import(upload: ClaimedUpload, signal: AbortSignal): Promise<void> {
    const { database, spool, log } = this.#parts;
    const { id, attempts } = upload;
    try {
      if (attempts > ATTEMPTS) throw new VerbatimError('UPLOAD_GAVE_UP', { attempts: ATTEMPTS });
      const { attributes, unparsed } = await importUpload(database, upload, spool.path(id), signal);
      await finishUpload(database, id, { state: 'done', attributes, unparsed: withoutCells(unparsed) });
      log('import', { upload: id, state: 'done' });
    } catch (error) {
      const known = error instanceof VerbatimError ? error : asDatabaseError(error);
      const interrupted = known?.code === 'INTERRUPTED';
      const cancelled = interrupted && signal.reason === CANCELLED;
      if (interrupted && !cancelled) return putBackUpload(database, id, true);
      if (known?.code === 'DATABASE_LOST') return putBackUpload(database, id, false);
      if (!known) log('trouble', { upload: id, detail: detailOf(error) });
      const fault = known ? faultOf(known) : INTERNAL;
      await finishUpload(database, id, cancelled ? { state: 'cancelled' } : { state: 'failed', fault });
      log('import', {
        upload: id,
        ...(cancelled ? { state: 'cancelled' } : { state: 'failed', code: fault.code }),
      });
    }
    await spool.remove(id);
  }
}

/** A connection that fails to unlock is closed, which unlocks too. */
async function letGo(connection: Connection, id: string): Promise<void> {
  const failed = await unlockUpload(connection, id).then(
    () => false,
    () => true,
  );
  connection.release(failed);
}
