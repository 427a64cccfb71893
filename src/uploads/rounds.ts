/** Work that is done again and again, never twice at once, until it is closed. */
export class Rounds {
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #turn: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => this.wake(), everyMs);
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
      .catch(this.#onError)
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
