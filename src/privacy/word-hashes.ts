import { hash } from 'node:crypto';

const FIRST_BITS = 10;
/** Of the slots: more make lookups slow. */
const FULL = 0.7;

/**
 * A set of pairs of 32-bit numbers, the second never 0, each with a mark. Open addressing in typed arrays: 13 to 26 bytes
 * a pair, where a Map of strings takes 100 and more.
 */
export class HashPairs {
  #bits = FIRST_BITS;
  #pairs = new Uint32Array(2 << FIRST_BITS);
  #marks = new Uint8Array(1 << FIRST_BITS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot of the next pair that begins with this number, after a slot of such a pair; -1: there is none. */
  next(first: number, after = -1): number {
    let slot = after < 0 ? this.#home(first) : this.#beside(after);
    for (; this.#pairs[2 * slot + 1] !== 0; slot = this.#beside(slot)) {
      if (this.#pairs[2 * slot] === first) return slot;
    }
    return -1;
  }

  second(slot: number): number {
    return this.#pairs[2 * slot + 1]!;
  }

  /** The slot of a pair, until the next one is added; -1: it is not there. */
  slotOf(first: number, second: number): number {
    let slot = this.next(first);
    while (slot >= 0 && this.second(slot) !== second) slot = this.next(first, slot);
    return slot;
  }

  mark(slot: number): number {
    return this.#marks[slot]!;
  }

  setMark(slot: number, mark: number): void {
    this.#marks[slot] = mark;
  }

  /** Adds a pair that is not there. */
  add(first: number, second: number, mark = 0): void {
    if (this.#size >= FULL * this.#marks.length) this.#grow();
    this.#put(first, second, mark);
    this.#size++;
  }

  #home(first: number): number {
    return Math.imul(first, 0x9e3779b1) >>> (32 - this.#bits);
  }

  #beside(slot: number): number {
    return (slot + 1) & (this.#marks.length - 1);
  }

  #put(first: number, second: number, mark: number): void {
    let slot = this.#home(first);
    while (this.#pairs[2 * slot + 1] !== 0) slot = this.#beside(slot);
    this.#pairs[2 * slot] = first;
    this.#pairs[2 * slot + 1] = second;
    this.#marks[slot] = mark;
  }

  #grow(): void {
    const [pairs, marks] = [this.#pairs, this.#marks];
    this.#bits++;
    this.#pairs = new Uint32Array(2 * pairs.length);
    this.#marks = new Uint8Array(2 * marks.length);
    for (let slot = 0; slot < marks.length; slot++) {
      if (pairs[2 * slot + 1] !== 0) this.#put(pairs[2 * slot]!, pairs[2 * slot + 1]!, marks[slot]!);
    }
  }
}

/** 64 bits of SHA-256, as {@link HashPairs} has them: no two words are expected to share them. */
export function wordHash(word: string): [first: number, second: number] {
  const bytes = hash('sha256', word, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4) || 1];
}
