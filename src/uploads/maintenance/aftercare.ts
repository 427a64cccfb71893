import type { Database } from '../../db/client.ts';
import {
  endUnseenUploads,
  finishOvertakenRuns,
  finishUploadRuns,
  noteAnalysisQueued,
  unfinishedUploads,
  uploadsToAnalyse,
} from '../../db/uploads/care.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { traced } from '../../tracing.ts';
import { faultOf } from '../fault.ts';
import type { Spool } from '../spool.ts';
import { Rounds, type UploadLog } from './rounds.ts';

export interface AftercareParts {
  readonly database: Database;
  readonly spool: Spool;
  /** Queues the documents of an upload for analysis; the run, null when there are none. */
  readonly analyse: (uploadId: string) => Promise<number | null>;
  /** Queues again what the queue has lost; the runs. Default: nothing is. */
  readonly recover?: (() => Promise<readonly number[]>) | undefined;
  readonly log: UploadLog;
}

const ROUND_MS = 2_000;
const SWEEP_MS = 60_000;
const RECOVER_MS = 10_000;

/**
 * The work after an import: queues its documents, and again when the queue loses them, ends their run once they are
 * analysed, deletes spool files without an upload, and ends uploads that no server holds.
 */
export class Aftercare {
  readonly #parts: AftercareParts;
  readonly #rounds: Rounds;
  readonly #traces = new Map<string, string>();
  #swept = Number.NEGATIVE_INFINITY;
  #recovered = Number.NEGATIVE_INFINITY;

  constructor(parts: AftercareParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(() => this.#round(), parts.log);
  }

  start(): void {
    this.#rounds.start(ROUND_MS);
  }

  /** An import has ended. @param trace its span */
  follow(id: string, trace: string | undefined): void {
    if (trace) this.#traces.set(id, trace);
    this.#rounds.wake();
  }

  close(): Promise<void> {
    return this.#rounds.close();
  }

  async #round(): Promise<void> {
    const { database, analyse, recover, log } = this.#parts;
    if (performance.now() - this.#swept >= SWEEP_MS) {
      this.#swept = performance.now();
      await this.sweep();
    }
    for (const id of await uploadsToAnalyse(database)) {
      const run = await traced('queue analyses', { upload: id }, () => analyse(id), this.#traces.get(id));
      await noteAnalysisQueued(database, id, run);
      this.#traces.delete(id);
    }
    await finishUploadRuns(database);
    if (performance.now() - this.#recovered < RECOVER_MS) return;
    this.#recovered = performance.now();
    await finishOvertakenRuns(database);
    for (const run of (await recover?.()) ?? [])
      log('trouble', { run, detail: 'its batches were lost: queued again' });
  }

  /** Deletes spool files without an upload, and ends uploads that no server holds. */
  async sweep(): Promise<void> {
    const { database, spool } = this.#parts;
    await endUnseenUploads(database, {
      brokenOff: faultOf(new VerbatimError('UPLOAD_BROKEN_OFF')),
      lost: faultOf(new VerbatimError('UPLOAD_LOST')),
    });
    // An upload is in Postgres before its file is here, and ends before its file goes.
    const ids = await spool.ids('all');
    const needed = await unfinishedUploads(database, ids);
    for (const id of ids) if (!needed.has(id)) await spool.remove(id);
    await spool.removeOldPassing();
  }
}
