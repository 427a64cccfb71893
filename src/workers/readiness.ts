/** The state of a worker. Times are of one clock, in milliseconds. */
export interface WorkerState {
  /** Batches in progress. */
  readonly held: number;
  /** Since when it holds at least one batch; null: none. */
  readonly busySince: number | null;
  /** When it finished its last batch; null: never. */
  readonly lastFinished: number | null;
  /** Why it takes no batches; null: it takes them. */
  readonly waitsFor: string | null;
  readonly stopping: boolean;
}

/**
 * Why a worker is not ready, or null. A worker that holds batches and finished none for `limitMs` is stuck, even if all
 * servers answer.
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
