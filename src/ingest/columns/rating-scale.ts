import type { RatingScale } from '../../domain/rating-scale.ts';
import type { RatingVotes } from './column-facts.ts';
import { settingError } from './setting-error.ts';

/** What decides the scale of one file's ratings, beside its cells. */
export interface ScaleHints {
  /** Name of the column and its question. */
  readonly names: readonly string[];
  /** The setting; undefined: none. */
  readonly given: ScaleChoice | undefined;
  /** Setting: the question asks to recommend. */
  readonly nps: boolean | undefined;
  /** Of the source's earlier files. */
  readonly stored: RatingScale | null;
  /** Of the preset of the file. */
  readonly preset?: ScaleChoice | undefined;
}

/**
 * A scale is that of its column when no more than these shares of the cells lie outside it. Marks up to 10 speak for a
 * longer scale, so fewer of them are typing errors; 55 and 99 are, and one of them always may be.
 */
const OUTSIDE = { share: 0.02, farShare: 0.05 };
const LONGEST_SHORT = 10;
const NPS_NAME = /\bnps\b|net[\s_-]?promoter/i;
const RECOMMENDS =
  /\brecommend|weiterempf|weiter\s+empf|\brecommand|\brecomend|\bconsigli(?:a|er)|\baanbevel/i;
const STARS_NAME = /\bstars?\b|\bsterne?\b|étoiles?|estrellas?|estrelas?|\bstelle\b|\bsterren\b/i;
const GRADE_NAME = /\b(?:schul|gesamt)?note\b|\bgrade\b|\bcijfer\b|zensur/i;
const BEST =
  /^(?:very |extremely |sehr |äußerst |très |muy |molto |muito |zeer )?(?:satisfied|likely|good|happy|excellent|zufrieden|gut|satisfait|bien|bueno|satisfecho|soddisfatto|satisfeito|tevreden|goed|ausgezeichnet)\b/i;

/**
 * The scale of a column of ratings: by the user, by labels such as `out of 5`, by a name that asks to recommend, by
 * earlier files of the source that these values fit, or by the distribution of the values. Null when none is known:
 * the numbers stay as they are, and no score is made of them.
 * @throws VerbatimError USAGE when a user asks for an NPS of another scale than 0 to 10
 */
export function decideScale(votes: RatingVotes, hints: ScaleHints): RatingScale | null {
  const { given, nps } = hints;
  if (given !== undefined || nps) return givenScale(hints);
  if (hints.preset !== undefined) return hints.preset && { ...hints.preset, nps: false, by: 'preset' };
  const found = foundScale(votes, hints);
  if (found === null) return null;
  const asks = hints.names.some((name) => NPS_NAME.test(name) || RECOMMENDS.test(name));
  return nps === undefined && asks && found.low === 0 && found.high === 10 ? { ...found, nps: true } : found;
}

function givenScale({ given, nps = false }: ScaleHints): RatingScale | null {
  const scale = given === undefined ? { low: 0, high: 10, inverted: false } : given;
  if (nps && (scale === null || scale.low !== 0 || scale.high !== 10 || scale.inverted)) {
    throw settingError('nps', 'is for ratings of 0 to 10 only: leave the scale out, or give 0-10.');
  }
  return scale && { ...scale, nps, by: 'user' };
}

function foundScale(votes: RatingVotes, { names, stored }: ScaleHints): RatingScale | null {
  const scale = (low: number, high: number, by: RatingScale['by']): RatingScale => {
    return { low, high, inverted: false, nps: false, by };
  };
  if (votes.read === 0) return stored && { ...stored, by: 'source' };
  const zeros = votes.values.get(0) ?? 0;
  const [high, written] = [...votes.highest].sort(([, a], [, b]) => b - a)[0] ?? [0, 0];
  if (written * 2 >= votes.read && high > 1) {
    return scale(high >= 10 && (zeros > 0 || high > 10) ? 0 : 1, high, 'labels');
  }
  const matches = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const most = highestKnown(votes);
  if (matches(NPS_NAME) && most !== null && most <= 10) return scale(0, 10, 'name');
  if (matches(RECOMMENDS) && most !== null && most > 7 && most <= 10) return scale(0, 10, 'name');
  if (stored && holds(votes, stored.low === 1 ? 0 : stored.low, stored.high))
    return { ...stored, by: 'source' };
  if (matches(STARS_NAME) && votes.within(0, 5) >= votes.read * 0.9) return scale(1, 5, 'name');
  if (most === null) return null;
  if (most === 1 && zeros > 0) return scale(0, 1, 'values');
  if (most <= 7) return scale(1, Math.max(5, most), 'values');
  return most <= 10 ? scale(zeros > 0 ? 0 : 1, 10, 'values') : scale(0, 100, 'values');
}

/** The least usual highest mark that holds the values, typing errors aside: 1, 5, 6, 7, 10 or 100; null above. */
function highestKnown(votes: RatingVotes): number | null {
  const whole = votes.fractions <= votes.read * 0.1;
  const ends = [...(whole ? [1] : []), 5, ...(whole ? [6, 7] : []), 10, 100];
  return ends.find((high) => holds(votes, 0, high)) ?? null;
}

function holds(votes: RatingVotes, low: number, high: number): boolean {
  const { read } = votes;
  const inside = votes.within(low, high);
  const near = votes.within(low, Math.max(high, LONGEST_SHORT)) - inside;
  const far = read - inside - near;
  const farAllowed = read < 5 ? 0 : Math.max(1, Math.floor(read * OUTSIDE.farShare));
  return far <= farAllowed && near <= Math.floor(read * OUTSIDE.share);
}

/** True where 1 may be the best mark, and no setting decides: a German Note of 1 to 6, or "1 - Very satisfied". */
export function mayBeInverted(votes: RatingVotes, scale: RatingScale, names: readonly string[]): boolean {
  if (scale.inverted || ['user', 'source', 'preset'].includes(scale.by)) return false;
  if (scale.high === 6 && names.some((name) => GRADE_NAME.test(name))) return true;
  return [...votes.labels].some(([label, value]) => value === scale.low && BEST.test(label));
}

/** Setting of the scale; null: the numbers have none, such as prices. */
export type ScaleChoice = Pick<RatingScale, 'low' | 'high' | 'inverted'> | null;

/**
 * The value of `--scale`: `1-5`, `0-10`; `6-1` or `1-6-inverted` where 1 is the best mark; `none`.
 * @throws VerbatimError USAGE
 */
export function parseScale(value: string): ScaleChoice {
  if (value === 'none') return null;
  const [, from, to, inverted] = /^(-?\d{1,4})-(-?\d{1,4})(-inverted)?$/.exec(value) ?? [];
  const [low, high] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))];
  if (from === undefined || low === high || (inverted && Number(from) > Number(to))) {
    throw settingError(
      'scale',
      `takes a scale such as 1-5 or 0-10, 6-1 where 1 is best, or none, not ${JSON.stringify(value)}.`,
    );
  }
  return { low, high, inverted: inverted !== undefined || Number(from) > Number(to) };
}
