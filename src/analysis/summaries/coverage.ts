import { type Estimate, wilsonShare } from '../intervals.ts';
import { clearSide, type Quote, type SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';

/** What a summary's sentence, or any statement, says: where it points and how it feels. */
export type Statement = Pick<SourceSegment, 'embedding' | 'sentiment'>;

export interface Standing {
  readonly comments: number;
  /** "Stands for 71 % of 412 comments": the share of comments that agree, 0..1; null without comments. */
  readonly coverage: Estimate | null;
  /** "9 % say the opposite": the share of comments that contradict, 0..1; null without comments. */
  readonly dissent: Estimate | null;
}

/**
 * How far a set of statements stands for the comments they were made from.
 *
 * A segment is about a statement when their cosine is `about` or more. A comment **agrees** when one of its
 * segments is about a statement and not of the clearly opposite polarity; it **contradicts** when one of its
 * segments is about a statement and of the clearly opposite polarity (negative against positive, each with a
 * probability of 0.6 or more), unless that segment agrees with another statement as near to it or nearer. A comment
 * may do both. Segments and statements may come in any order.
 *
 * @param about −1..1; default 0.5
 */
export function standing(
  statements: readonly Statement[],
  segments: readonly SourceSegment[],
  about = 0.5,
): Standing {
  const all = new Set<number>();
  const agreeing = new Set<number>();
  const contradicting = new Set<number>();
  for (const segment of segments) {
    all.add(segment.feedbackId);
    let [agrees, opposes] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const statement of statements) {
      const cosine = dot(segment.embedding, statement.embedding);
      const opposite = clearSide(segment.sentiment) * clearSide(statement.sentiment) < 0;
      if (opposite) opposes = Math.max(opposes, cosine);
      else agrees = Math.max(agrees, cosine);
    }
    if (agrees >= about) agreeing.add(segment.feedbackId);
    if (opposes >= about && opposes > agrees) contradicting.add(segment.feedbackId);
  }
  return {
    comments: all.size,
    coverage: wilsonShare(agreeing.size, all.size),
    dissent: wilsonShare(contradicting.size, all.size),
  };
}

/** What the segments that a summary quotes say. A quote that is cut short says what its segment says. */
export function statementsOf(quotes: readonly Quote[], segments: readonly SourceSegment[]): Statement[] {
  const byPlace = new Map(segments.map((it) => [`${it.feedbackId}/${it.start}`, it]));
  return quotes.flatMap(({ feedbackId, start }) => byPlace.get(`${feedbackId}/${start}`) ?? []);
}
