import type { RatingScale } from '../../domain/rating-scale.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** What the user says of the ratings' scale; null: they have none, such as prices. */
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
    throw new VerbatimError('USAGE', {
      detail: `--scale takes a scale such as 1-5 or 0-10, 6-1 where 1 is best, or none, not ${JSON.stringify(value)}.`,
    });
  }
  return { low, high, inverted: inverted !== undefined || Number(from) > Number(to) };
}
