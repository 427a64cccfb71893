/** A comment that is worth a look for one reason. */
export interface Candidate {
  readonly feedbackId: number;
  /** Its text: one comment of equal ones is enough. */
  readonly documentId: number;
  readonly reason: string;
}

/** Damps the first ranks, so that two reasons count more than the first place of one (Cormack et al. 2009). */
const DAMPING = 60;

/**
 * The comments most worth a look of several lists, each in its own order: by reciprocal rank fusion (Cormack, Clarke and
 * Büttcher 2009), because scores of different reasons have no common scale. A comment has all its reasons.
 * @param lists of each reason, the clearest first
 */
export function queueOrder<One extends Candidate>(
  lists: readonly (readonly One[])[],
  most: number,
): (Omit<One, 'reason'> & { readonly reasons: readonly string[] })[] {
  const found = new Map<number, { one: One; score: number; reasons: string[] }>();
  for (const list of lists) {
    for (const [rank, one] of list.entries()) {
      const known = found.get(one.documentId) ?? { one, score: 0, reasons: [] };
      // Another comment with the same text adds nothing.
      if (known.one.feedbackId !== one.feedbackId) continue;
      known.score += 1 / (DAMPING + rank + 1);
      known.reasons.push(one.reason);
      found.set(one.documentId, known);
    }
  }
  return [...found.values()]
    .sort((a, b) => b.score - a.score || a.one.feedbackId - b.one.feedbackId)
    .slice(0, most)
    .map(({ one: { reason: _, ...one }, reasons }) => ({ ...one, reasons }));
}

/** Puts a random row at every `every`-th place, so that each part of the queue has its share of them. */
export function withRandom<Item>(chosen: readonly Item[], random: readonly Item[], every: number): Item[] {
  const left = [...random];
  const mixed = chosen.flatMap((item, i) => {
    const next = i % (every - 1) === 0 ? left.shift() : undefined;
    return next === undefined ? [item] : [next, item];
  });
  return [...mixed, ...left];
}
