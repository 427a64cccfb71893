/** What a worker is at. Times are of one clock, in milliseconds. */
export interface WorkerState {
  /** Batches that it works on. */
  readonly held: number;
  /** Since when it has held at least one; null: it holds none. */
  readonly busySince: number | null;
  /** When the last batch was finished; null: none was. */
  readonly lastFinished: number | null;
  /** Why it takes no batch; null: it takes some. */
  readonly waitsFor: string | null;
  readonly stopping: boolean;
}

/**
 * Why a worker is not ready, or null: ready is who gets on with its work. A worker that holds batches and finished
 * none for `limitMs` is stuck, whatever answers.
 */
export function whyNotReady(state: WorkerState, now: number, limitMs: number): string | null {
  if (state.stopping) return 'it is being stopped';
  if (state.waitsFor !== null) return `it takes no batch: ${state.waitsFor}`;
  if (state.busySince === null) return null;
  const idle = now - Math.max(state.busySince, state.lastFinished ?? Number.NEGATIVE_INFINITY);
  return idle > limitMs
    ? `it holds ${state.held} batches and finished none for ${Math.round(idle / 1000)} s`
    : null;
}
