/** Something to be run: of so many tokens, asked for by one caller. */
export interface Waiting {
  readonly length: number;
  /** Callers are numbered as they come. */
  readonly caller: number;
}

/**
 * What waits to be run, of all callers together, longest first. A micro-batch is built around the longest item of
 * the caller that has waited longest, so that nobody is overtaken for ever, and filled with the items of any caller
 * that are next in length, so that little is padding.
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
   * Takes out the next micro-batch: `items × longest` stays within `budget`, an item longer than it goes alone.
   * Empty when nothing waits.
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
