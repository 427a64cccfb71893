/** An item that waits to run. */
export interface Waiting {
  /** Tokens, special tokens included. */
  readonly length: number;
  /** Number of the caller, ascending in the order of calls. */
  readonly caller: number;
}

/**
 * Waiting items of all callers, longest first. A micro-batch starts with the longest item of the oldest caller, so no
 * caller waits for ever, and takes the next shorter items of any caller, so little is padding.
 */
export class LookAhead<Item extends Waiting> {
  #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(items: readonly Item[]): void {
    this.#items = [...this.#items, ...items].sort((a, b) => b.length - a.length || a.caller - b.caller);
  }

  /**
   * Removes and returns the next micro-batch: `items × longest` ≤ `budget`, or a single longer item. Empty when
   * nothing waits.
   */
  take(budget: number): Item[] {
    if (this.#items.length === 0) return [];
    const oldest = this.#items.reduce(
      (least, item) => Math.min(least, item.caller),
      Number.POSITIVE_INFINITY,
    );
    const at = this.#items.findIndex((item) => item.caller === oldest);
    const count = Math.max(1, Math.floor(budget / this.#items[at]!.length));
    return this.#items.splice(at, count);
  }
}
