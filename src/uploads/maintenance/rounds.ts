import { detailOf } from '../../errors/verbatim-error.ts';

/** Structured lines: ids, states and codes, never feedback. */
export type UploadLog = (event: 'import' | 'trouble', facts: Record<string, unknown>) => void;

// Half of what a claim of an upload lasts.
const MOST_WAIT_MS = 15_000;

/** Work that is done again and again, never twice at once, until it is closed. Less often while it fails. */
export class Rounds {
  readonly #work: () => Promise<void>;
  readonly #log: UploadLog;
  #timer: NodeJS.Timeout | null = null;
  #turn: Promise<void> | null = null;
  #again = false;
  #closed = false;
  #failures = 0;
  #notBefore = 0;

  constructor(work: () => Promise<void>, log: UploadLog) {
    this.#work = work;
    this.#log = log;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => {
      if (performance.now() >= this.#notBefore) this.wake();
    }, everyMs);
    this.wake();
  }

  /** Begins a round now, or right after the one that runs. */
  wake(): void {
    if (this.#closed) return;
    if (this.#turn) {
      this.#again = true;
      return;
    }
    this.#turn = this.#work()
      .then(
        () => {
          this.#failures = 0;
          this.#notBefore = 0;
        },
        (error) => {
          this.#notBefore = performance.now() + Math.min(1_000 * 2 ** this.#failures++, MOST_WAIT_MS);
          this.#log('trouble', { detail: detailOf(error) });
        },
      )
      .then(() => {
        this.#turn = null;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
  }

  /** No further round; waits for the one that runs. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#turn;
  }
}
