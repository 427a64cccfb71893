import type { Database } from '../../db/client.ts';
import { hasUncountedUploads } from '../../db/uploads/upload-care.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import type { UploadLog } from '../import-runner.ts';
import { Rounds } from './rounds.ts';

export interface CountingParts {
  readonly database: Database;
  /** Brings what the dashboard shows up to date: roll-ups and themes. @throws VerbatimError NIGHT_BUSY */
  readonly count: (signal: AbortSignal) => Promise<unknown>;
  readonly log: UploadLog;
}

const ROUND_MS = 2_000;
/** Pause after a run, as a multiple of the time it took: many small uploads do not keep a server counting. */
const REST = 5;
/** Least pause after a run. Another process may be at one, or the run failed. */
const LEAST_REST_MS = 3_000;

/** Counts uploads for the dashboard once their analysis has ended, one run at a time. */
export class Counting {
  readonly #parts: CountingParts;
  readonly #rounds: Rounds;
  readonly #stop = new AbortController();
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(parts: CountingParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(
      () => this.#round(),
      (error) => parts.log('trouble', { detail: detailOf(error) }),
    );
  }

  start(): void {
    this.#rounds.start(ROUND_MS);
  }

  /** Stops a run between two of its steps; the next process makes it again. */
  async close(): Promise<void> {
    this.#stop.abort('the end of the server');
    await this.#rounds.close();
  }

  async #round(): Promise<void> {
    const { database, count } = this.#parts;
    if (performance.now() < this.#notBefore || this.#stop.signal.aborted) return;
    if (!(await hasUncountedUploads(database))) return;
    const begun = performance.now();
    try {
      await count(this.#stop.signal);
    } catch (error) {
      const code = error instanceof VerbatimError ? error.code : null;
      if (code !== 'NIGHT_BUSY' && code !== 'THEMES_BUSY' && code !== 'INTERRUPTED') throw error;
    } finally {
      const took = performance.now() - begun;
      this.#notBefore = performance.now() + Math.max(LEAST_REST_MS, REST * took);
    }
  }
}
