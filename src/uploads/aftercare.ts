import type { Database } from '../db/client.ts';
import {
  endUnseenUploads,
  finishUploadRuns,
  noteAnalysisQueued,
  unfinishedUploads,
  uploadsToAnalyse,
} from '../db/upload-care.ts';
import { detailOf, VerbatimError } from '../errors.ts';
import { faultOf } from './fault.ts';
import type { UploadLog } from './import-runner.ts';
import { Rounds } from './rounds.ts';
import type { Spool } from './spool.ts';

export interface AftercareParts {
  readonly database: Database;
  readonly spool: Spool;
  /** Queues the documents of an upload for analysis; the run, null when there are none. */
  readonly analyse: (uploadId: string) => Promise<number | null>;
  readonly log: UploadLog;
}

const ROUND_MS = 2_000;
const SWEEP_MS = 60_000;

/**
 * What follows an import: its documents are queued, their run is ended once they are analysed, spool files that
 * nobody needs are deleted, uploads that nobody has are ended.
 */
export class Aftercare {
  readonly #parts: AftercareParts;
  readonly #rounds: Rounds;
  #swept = Number.NEGATIVE_INFINITY;

  constructor(parts: AftercareParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(
      () => this.#round(),
      (error) => parts.log('trouble', { detail: detailOf(error) }),
    );
  }

  start(): void {
    this.#rounds.start(ROUND_MS);
  }

  /** An import has ended. */
  wake(): void {
    this.#rounds.wake();
  }

  close(): Promise<void> {
    return this.#rounds.close();
  }

  async #round(): Promise<void> {
    const { database, analyse } = this.#parts;
    if (performance.now() - this.#swept >= SWEEP_MS) {
      this.#swept = performance.now();
      await this.sweep();
    }
    for (const id of await uploadsToAnalyse(database)) {
      await noteAnalysisQueued(database, id, await analyse(id));
    }
    await finishUploadRuns(database);
  }

  /** Deletes spool files that nobody needs, and ends uploads that nobody has. */
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
    await spool.removeOldPreviews();
  }
}
