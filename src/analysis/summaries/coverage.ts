import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { clearSide, type Quote, type SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { sayingReader } from './saying.ts';

/** Direction and sentiment of a summary's sentence. */
type Statement = Pick<SourceSegment, 'embedding' | 'sentiment'>;

interface Coverage {
  readonly comments: number;
  /** Share of comments that agree, 0..1; null without comments or statements. */
  readonly coverage: Estimate | null;
  /** Share of comments that contradict, 0..1; null without comments or statements. */
  readonly dissent: Estimate | null;
}

/** Least cosine between a segment and a statement that it is about. */
const ABOUT = 0.7;

/**
 * How well statements cover the comments that they summarise.
 *
 * A comment **agrees** if one of its segments is about a statement and does not have the clearly opposite polarity. It
 * **contradicts** if one of its segments is about a statement and has the clearly opposite polarity (negative against
 * positive, each with a probability of 0.6 or more), unless that segment agrees with another statement that is as near
 * or nearer. A comment may do both. The order of segments and statements makes no difference.
 */
export function coverageOf(statements: readonly Statement[], segments: readonly SourceSegment[]): Coverage {
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
    if (agrees >= ABOUT) agreeing.add(segment.feedbackId);
    if (opposes >= ABOUT && opposes > agrees) contradicting.add(segment.feedbackId);
  }
  if (statements.length === 0) return { comments: all.size, coverage: null, dissent: null };
  return {
    comments: all.size,
    coverage: wilsonShare(agreeing.size, all.size),
    dissent: wilsonShare(contradicting.size, all.size),
  };
}

/**
 * The statements of a summary's quotes; a shortened quote counts as its whole segment. Excludes segments without a
 * subject: "Great!" and "next flight?" are near many others but state nothing.
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
