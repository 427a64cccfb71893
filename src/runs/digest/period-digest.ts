import { type Period, parsePeriod } from '../../analysis/digest/period.ts';
import type { App } from '../../app/open.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { knownAttributes } from '../../reporting/known-attributes.ts';
import { type DigestWriter, type MadeDigest, makeAndStoreDigest } from './make-digest.ts';

export interface DigestSettings {
  /** The nightly run that creates the digest. Default: none, and the active model. */
  readonly run?: { readonly runId: number; readonly modelId: number; readonly asOf: Date };
  readonly writer?: DigestWriter | null;
}

/**
 * Creates and stores the digest of a period.
 * @param period day, week, month, all, or FROM..TO
 * @param by `source`, or names of attributes
 * @throws VerbatimError PERIOD_INVALID, ATTRIBUTE_UNKNOWN, DIGEST_NOTHING
 */
export async function createDigest(
  { database }: App,
  period: string,
  by: readonly string[],
  { run, writer = null }: DigestSettings = {},
): Promise<MadeDigest> {
  const days = digestPeriod(period, run?.asOf ?? new Date());
  const names = [...new Set(await knownAttributes(database, by))];
  const model = await feedbackModel(database, run?.modelId ?? null);
  if (!model) throw new VerbatimError('DIGEST_NOTHING');
  return makeAndStoreDigest(database, {
    ...{ model, period: days, by: names, runId: run?.runId ?? null, writer },
  });
}

/** @throws VerbatimError PERIOD_INVALID */
export function digestPeriod(name: string, now: Date): Period {
  const period = parsePeriod(name, now);
  if (!period) throw new VerbatimError('PERIOD_INVALID', { period: name, known: 'day, week, month, all' });
  return period;
}
