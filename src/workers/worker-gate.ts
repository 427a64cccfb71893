import type { Worker } from 'bullmq';

/** Why a worker takes no batch. */
export type GateReason = 'database' | 'queue' | 'clock' | 'engine';

/** Lets a worker take batches while there is no reason against it; those that it holds go on. */
export class WorkerGate {
  readonly #worker: Worker;
  readonly #reasons = new Set<GateReason>();
  // One change after the other: BullMQ's pause and resume must not overtake each other.
  #last: Promise<void> = Promise.resolve();

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
    this.#last = this.#last
      .then(() => (this.#reasons.size > 0 ? this.#worker.pause(true) : this.#worker.resume()))
      .catch(() => {});
  }
}
