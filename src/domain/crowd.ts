/** Who wrote comments: enough to say how many people at least (src/db/rollups/people.ts). */
export interface Crowd {
  /** Comments of cells in which no author is known: each is one person. */
  readonly alone: number;
  /** Bits of the persons of the other cells, as text of 0 and 1; null: there are none. */
  readonly marks: string | null;
}

/** So many comments of which no author is known. */
export const strangers = (comments: number): Crowd => ({ alone: comments, marks: null });

/** Who wrote the comments of all of them. */
export const united = (crowds: readonly Crowd[]): Crowd => ({
  alone: crowds.reduce((sum, { alone }) => sum + alone, 0),
  marks: crowds.some(({ marks }) => marks !== null) ? marksOf(crowds).toString(2) : null,
});

/** People who wrote the comments of all of them together, at least. */
export const peopleIn = (crowds: readonly Crowd[]): number =>
  united(crowds).alone + marksOf(crowds).toString(2).replaceAll('0', '').length;

const marksOf = (crowds: readonly Crowd[]): bigint =>
  crowds.reduce((union, { marks }) => (marks === null ? union : union | BigInt(`0b${marks}`)), 0n);
