/** Who wrote comments: enough to say how many people at least (src/db/rollups/people.ts). */
export interface Crowd {
  /** Comments of cells in which no author is known: each is one person. */
  readonly alone: number;
  /** Bits of the persons of the other cells, as text of 0 and 1; null: there are none. */
  readonly marks: string | null;
}

/** So many comments of which no author is known. */
export const strangers = (comments: number): Crowd => ({ alone: comments, marks: null });

/** People who wrote the comments of all of them together, at least. */
export function peopleIn(crowds: readonly Crowd[]): number {
  let [alone, marks] = [0, 0n];
  for (const crowd of crowds) {
    alone += crowd.alone;
    if (crowd.marks !== null) marks |= BigInt(`0b${crowd.marks}`);
  }
  return alone + marks.toString(2).replaceAll('0', '').length;
}
