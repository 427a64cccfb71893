import { Mutex } from 'async-mutex';
import type { Worker } from 'bullmq';

/** Why a worker takes no batch. */
type GateReason = 'database' | 'queue' | 'clock' | 'engine';

/** Lets a worker take batches while there is no reason against it. It finishes those that it holds. */
export class WorkerGate {
  readonly #worker: Worker;
  readonly #reasons = new Set<GateReason>();
  // BullMQ's pause and resume must not overtake each other.
  readonly #turn = new Mutex();

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** In alphabetical order, joined by a comma; null: it takes batches. */
  get reasons(): string | null {
    return this.#reasons.size === 0 ? null : [...this.#reasons].sort().join(', ');
  }

  has(reason: GateReason): boolean {
    return this.#reasons.has(reason);
  }

  shut(reason: GateReason): void {
    this.#reasons.add(reason);
    this.#apply();
  }

  open(reason: GateReason): void {
    if (this.#reasons.delete(reason)) this.#apply();
  }

  #apply(): void {
    const change = async () => (this.#reasons.size > 0 ? this.#worker.pause(true) : this.#worker.resume());
    this.#turn.runExclusive(change).catch(() => {});
  }
}
