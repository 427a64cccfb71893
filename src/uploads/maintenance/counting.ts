import type { Database } from '../../db/client.ts';
import { hasUncountedUploads } from '../../db/uploads/care.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { Rounds, type UploadLog } from './rounds.ts';

export interface CountingParts {
  readonly database: Database;
  /** Brings the figures of the dashboard up to date: roll-ups and themes. @throws VerbatimError NIGHT_BUSY */
  readonly count: (signal: AbortSignal) => Promise<unknown>;
  readonly log: UploadLog;
}

const ROUND_MS = 2_000;
/** Pause after a run, as a multiple of the time it took: many small uploads do not keep a server counting. */
const REST = 5;
/** Least pause after a run, which may have failed or met another process that counts. */
const LEAST_REST_MS = 3_000;
/** Codes after which a later round tries again. */
const LATER: ReadonlySet<string> = new Set(['NIGHT_BUSY', 'THEMES_BUSY', 'INTERRUPTED']);

/**
 * Counts uploads for the dashboard once their analysis has ended, one run at a time. Closing stops a run between two of
 * its steps; the next process repeats it.
 */
export function startCounting({ database, count, log }: CountingParts): { close(): Promise<void> } {
  const stop = new AbortController();
  let notBefore = Number.NEGATIVE_INFINITY;
  const rounds = new Rounds(async () => {
    if (performance.now() < notBefore || stop.signal.aborted) return;
    if (!(await hasUncountedUploads(database))) return;
    const begun = performance.now();
    try {
      await count(stop.signal);
    } catch (error) {
      if (!(error instanceof VerbatimError) || !LATER.has(error.code)) throw error;
    } finally {
      const ms = performance.now() - begun;
      notBefore = performance.now() + Math.max(LEAST_REST_MS, REST * ms);
    }
  }, log);
  rounds.start(ROUND_MS);
  return {
    async close() {
      stop.abort('the end of the server');
      await rounds.close();
    },
  };
}
