import {
  type Estimate,
  type Moments,
  meanEstimate,
  shareChange,
  wilsonShare,
} from '../../statistics/intervals/intervals.ts';
import type { Quote } from '../source-segment.ts';
import type { TopicChange } from '../topics/changes.ts';

/** What comments do about a subject: complain, praise, or ask for something. */
export type Side = 'negative' | 'positive' | 'asks';

/** Counts of a topic, or of a theme where there are no topics. */
export interface SubjectFigures {
  readonly id: string;
  readonly name: string;
  /** Ids of the topics above it. */
  readonly above: readonly string[];
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
  readonly asks: number;
  /** People who wrote them. */
  readonly people: Readonly<Record<'comments' | Side, number>>;
  readonly ratings: Moments;
}

/** A line of a list: a subject, and the comments that do one thing about it. */
export interface DigestSubject {
  readonly id: string;
  readonly name: string;
  /** Comments that complain about it, praise it or ask for something, and all that are about it. */
  readonly comments: number;
  readonly about: number;
  /** Of the analysed comments. */
  readonly share: Estimate | null;
  /** Comments of the period before, and the difference of the shares; null without one. */
  readonly before: number | null;
  readonly change: Estimate | null;
  /** Of all comments about it. */
  readonly rating: (Estimate & { readonly n: number }) | null;
  readonly quotes: readonly Quote[];
}

/** A topic that rose by more than chance against the period before. */
export interface DigestAlert {
  readonly id: string;
  readonly name: string;
  /** share: its share of all comments; negative: the negative ones among the comments about it. */
  readonly what: 'share' | 'negative';
  readonly first: string;
  readonly last: string;
  readonly observed: number;
  readonly of: number;
  /** Of `of`. */
  readonly share: Estimate | null;
  /** Number that the share of the period before lets expect. */
  readonly expected: number;
  readonly quotes: readonly Quote[];
}

/** The lists of the first screen. */
export interface DigestSubjects {
  readonly kind: 'topic' | 'theme';
  readonly changed: readonly DigestAlert[];
  readonly complaints: readonly DigestSubject[];
  readonly praise: readonly DigestSubject[];
  readonly requests: readonly DigestSubject[];
}

/** Fewest people who wrote about a subject, and fewest who do the thing about it: what one person writes often is no news. */
const LEAST_ABOUT = 10;
const LEAST_OF_SIDE = 3;

/** The subjects of a list: those that most comments do this about; a topic gives way to the topics below it. */
export function listedSubjects(
  figures: readonly SubjectFigures[],
  side: Side,
  most: number,
): SubjectFigures[] {
  const able = figures.filter(
    ({ people }) => people.comments >= LEAST_ABOUT && people[side] >= LEAST_OF_SIDE,
  );
  const parents = new Set(able.flatMap(({ above }) => above));
  return able
    .filter(({ id }) => !parents.has(id))
    .sort((a, b) => b[side] - a[side] || b.comments - a.comments || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}

const MOST_ALERTS = 3;

/**
 * Topics that rose beyond noise, the surest first; one gives way to those below it.
 * @param changes with the people who wrote the comments of the later period
 * @param days that the changes are of
 */
export function risenTopics(
  changes: readonly (TopicChange & { readonly people: number })[],
  figures: readonly SubjectFigures[],
  days: { readonly first: string; readonly last: string },
): Omit<DigestAlert, 'quotes'>[] {
  const known = new Map(figures.map((it) => [it.id, it]));
  const risen = changes
    .filter(({ topicId, changed, difference, people }) => {
      return changed && difference > 0 && people >= LEAST_ABOUT && known.has(topicId);
    })
    .sort((a, b) => a.probability - b.probability || (a.topicId < b.topicId ? -1 : 1));
  const parents = new Set(risen.flatMap(({ topicId }) => known.get(topicId)!.above));
  return risen
    .filter(({ topicId }, i) => {
      return !parents.has(topicId) && risen.findIndex((it) => it.topicId === topicId) === i;
    })
    .slice(0, MOST_ALERTS)
    .map(({ topicId: id, measure, n, of, nBefore, ofBefore }) => ({
      ...{ id, name: known.get(id)!.name, what: measure, ...days },
      ...{ observed: n, of, share: wilsonShare(n, of), expected: (of * nBefore) / ofBefore },
    }));
}

/** A line of a list. @param analysed comments of the period, and of the one before */
export function subjectLine(
  now: SubjectFigures,
  before: SubjectFigures | undefined,
  side: Side,
  analysed: { readonly now: number; readonly before: number | null },
  quotes: readonly Quote[],
): DigestSubject {
  const { id, name, comments: about, ratings } = now;
  const rating = meanEstimate(ratings);
  const earlier = before?.[side] ?? 0;
  const change =
    analysed.before === null
      ? null
      : shareChange({ count: now[side], of: analysed.now }, { count: earlier, of: analysed.before });
  return {
    ...{ id, name, comments: now[side], about, share: wilsonShare(now[side], analysed.now) },
    ...{ before: analysed.before === null ? null : earlier, change },
    ...{ rating: rating && { ...rating, n: ratings.count }, quotes },
  };
}
