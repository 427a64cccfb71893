import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { clearSide, type Quote, type SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { sayingReader } from './saying.ts';

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
 * may do both. Segments and statements may come in any order. Without a statement both shares are null.
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
  if (statements.length === 0) return { comments: all.size, coverage: null, dissent: null };
  return {
    comments: all.size,
    coverage: wilsonShare(agreeing.size, all.size),
    dissent: wilsonShare(contradicting.size, all.size),
  };
}

/**
 * What the segments that a summary quotes say; a quote that is cut short says what its segment says. Only those with a
 * subject: "Great!" and "next flight?" are near to much and stand for nothing.
 *
 * @param languages BCP 47 tags of the comments
 */
export function statementsOf(
  quotes: readonly Quote[],
  segments: readonly SourceSegment[],
  languages: readonly string[],
): Statement[] {
  const byPlace = new Map(segments.map((it) => [`${it.feedbackId}/${it.start}`, it]));
  const sayingOf = sayingReader(languages);
  return quotes
    .flatMap(({ feedbackId, start }) => byPlace.get(`${feedbackId}/${start}`) ?? [])
    .filter((segment) => sayingOf(segment).hasSubject);
}
