import type { App } from '../../app/open.ts';
import { readFreshness } from '../../db/runs/nightly-runs.ts';
import { EXIT } from '../../errors/entry.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { count, duration, minute } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

export interface FreshnessFlags {
  /** Such as 26h. */
  readonly warn: string;
  readonly error: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Ages in seconds. */
interface FreshnessLimits {
  readonly warn: number;
  readonly error: number;
}

/** @throws VerbatimError USAGE */
export function freshnessLimits(flags: FreshnessFlags): FreshnessLimits {
  const [warn, error] = [secondsOf('--warn', flags.warn), secondsOf('--error', flags.error)];
  if (warn > error) throw new VerbatimError('USAGE', { detail: '--warn is not later than --error.' });
  return { warn, error };
}

/** `verbatim freshness`: exit code 4 if the last nightly run is older than `error`. */
export async function freshness({ database }: App, { warn, error }: FreshnessLimits): Promise<Outcome> {
  const found = await readFreshness(database);
  const { asOf, ageSeconds, newer } = found;
  const state = ageSeconds === null || ageSeconds > error ? 'stale' : ageSeconds > warn ? 'late' : 'fresh';
  const since = asOf ? `${duration(ageSeconds!)} old (as of ${minute(asOf)})` : 'no nightly run yet';
  const text = `${state}: ${since}; ${count(newer, 'comment')} stored since.`;
  return done(
    { state, ...found, warnSeconds: warn, errorSeconds: error },
    text,
    state === 'stale' ? EXIT.stale : EXIT.ok,
  );
}

function secondsOf(flag: string, text: string): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text) ?? [];
  if (value === undefined)
    throw new VerbatimError('USAGE', { detail: `${flag} takes a time such as 26h, 90m or 2d.` });
  return Number(value) * UNITS[unit!]!;
}
