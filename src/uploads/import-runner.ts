import { randomUUID } from 'node:crypto';
import { asDatabaseError, type Database } from '../db/client.ts';
import { holdUploads } from '../db/uploads/care.ts';
import {
  type ClaimedUpload,
  claimUpload,
  finishUpload,
  noteBytesRead,
  putBackUpload,
  renewClaims,
} from '../db/uploads/claims.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { importFile } from '../ingest/store/import-file.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { traced, traceparent } from '../tracing.ts';
import { faultOf, INTERNAL } from './fault.ts';
import { Rounds, type UploadLog } from './maintenance/rounds.ts';
import { withoutCells } from './preview.ts';
import { importOptions } from './settings.ts';
import type { Spool } from './spool.ts';

export interface ImportRunnerParts {
  readonly database: Database;
  readonly keyring: Keyring | null;
  readonly spool: Spool;
  /** Imports at once. */
  readonly imports: number;
  /** Called when an import has ended; its span, for what follows it. */
  readonly onEnded: (id: string, trace: string | undefined) => void;
  readonly log: UploadLog;
}

const ROUND_MS = 1_000;
const HOLD_MS = 60_000;
const ATTEMPTS = 5;
/** Faults of the server, not of the upload: it is tried again. */
const OUTAGES: ReadonlySet<string> = new Set([
  ...['DATABASE_LOST', 'DATABASE_UNREACHABLE', 'DATABASE_BUSY', 'DATABASE_FULL', 'LEASE_LOST'],
  ...['KEY_OUTDATED', 'KEY_ROTATING'],
]);
const CANCELLED = 'a request to cancel it';
const CLAIM_LOST = 'another server, which has taken it over';

/**
 * Imports what was uploaded, a few at once, for as long as the process lives. Its state is in Postgres and in the spool
 * folder alone: if the process dies during an import, the next one begins it again.
 */
export class ImportRunner {
  readonly #parts: ImportRunnerParts;
  readonly #rounds: Rounds;
  readonly #running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  readonly #receiving = new Map<string, Promise<unknown>>();
  /** This process, in the claims of its uploads. */
  readonly #server = randomUUID();
  #held = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(parts: ImportRunnerParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(() => this.#round(), parts.log);
  }

  start(): void {
    this.#rounds.start(ROUND_MS);
  }

  /** Starts a round: an upload waits or must stop. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Notes that an upload is being received: it counts as alive, and closing waits for its end. */
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
    await this.#renew();
    const whole = await spool.ids('whole');
    if (performance.now() - this.#held >= HOLD_MS) {
      await holdUploads(database, whole, [...this.#receiving.keys()]);
      this.#held = performance.now();
    }
    while (this.#running.size < imports && !this.#closed) {
      const atHand = whole.filter((id) => !this.#running.has(id));
      const claimed = atHand.length === 0 ? null : await claimUpload(database, this.#server, atHand);
      if (!claimed) return;
      this.#begin(claimed);
    }
  }

  /** Renews the claims of running imports; stops those that are cancelled or that another server has claimed. */
  async #renew(): Promise<void> {
    const running = [...this.#running.entries()];
    if (running.length === 0) return;
    const ids = running.map(([id]) => id);
    const mine = await renewClaims(this.#parts.database, this.#server, ids);
    for (const [id, { stop }] of running) {
      const claim = mine.get(id);
      if (!claim) stop.abort(CLAIM_LOST);
      else if (claim.cancel) stop.abort(CANCELLED);
    }
  }

  #begin(claimed: ClaimedUpload): void {
    const { id } = claimed;
    const stop = new AbortController();
    let trace: string | undefined;
    const work = () => {
      trace = traceparent();
      return this.#import(claimed, stop.signal);
    };
    const ended = traced('import upload', { upload: id }, work)
      .catch((error: unknown) => this.#parts.log('trouble', { upload: id, detail: detailOf(error) }))
      .then(() => {
        this.#running.delete(id);
        this.wake();
        this.#parts.onEnded(id, trace);
      });
    this.#running.set(id, { stop, ended });
  }

  async #import(upload: ClaimedUpload, signal: AbortSignal): Promise<void> {
    const { database, spool, log } = this.#parts;
    const { id, attempts } = upload;
    try {
      if (attempts > ATTEMPTS) throw new VerbatimError('UPLOAD_GAVE_UP', { attempts: ATTEMPTS });
      const { attributes, unparsed } = await this.#importFile(upload, signal);
      const done = { state: 'done' as const, attributes, unparsed: withoutCells(unparsed) };
      if (!(await finishUpload(database, this.#server, id, done))) return;
      log('import', { upload: id, state: 'done' });
    } catch (error) {
      const known = error instanceof VerbatimError ? error : asDatabaseError(error);
      const interrupted = known?.code === 'INTERRUPTED';
      const cancelled = interrupted && signal.reason === CANCELLED;
      if ((interrupted && !cancelled) || lacksHandles(error)) {
        return putBackUpload(database, this.#server, id, true);
      }
      if (known && OUTAGES.has(known.code)) return putBackUpload(database, this.#server, id, false);
      if (!known) log('trouble', { upload: id, detail: detailOf(error) });
      const fault = known ? faultOf(known) : INTERNAL;
      const end = cancelled ? ({ state: 'cancelled' } as const) : ({ state: 'failed', fault } as const);
      if (!(await finishUpload(database, this.#server, id, end))) return;
      log('import', {
        upload: id,
        ...(cancelled ? { state: 'cancelled' } : { state: 'failed', code: fault.code }),
      });
    }
    await spool.remove(id);
  }

  /** Imports the spool file; notes its progress in Postgres. */
  async #importFile({ id, fileName: file, format, settings, bytes }: ClaimedUpload, signal: AbortSignal) {
    const { database, keyring, spool } = this.#parts;
    let noted = Promise.resolve();
    const summary = await importFile(database, {
      ...importOptions(settings, format),
      ...{ file, path: spool.path(id), uploadId: id, keyring, signal },
      onProgress: ({ bytesRead }) => {
        noted = noteBytesRead(database, this.#server, id, Math.min(bytesRead, bytes)).catch(() => {});
      },
    });
    await noted;
    return summary;
  }
}

/** Whether no file or connection could be opened for want of handles: the server is busy, the upload is well. */
function lacksHandles(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE') return true;
  }
  return false;
}
