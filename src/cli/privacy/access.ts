import type { App } from '../../app/open.ts';
import { readAccess } from '../../db/privacy/access-log.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, minute } from '../../reporting/formats/quantities.ts';
import { dateOf } from '../dates.ts';
import { done, type Outcome } from '../output.ts';

export interface AccessFlags {
  readonly since?: string;
  readonly who?: string;
}

const DAYS = 30;
const MOST = 10_000;
const SHOWN_IDS = 6;

/** `verbatim privacy access`. @throws VerbatimError USAGE */
export async function privacyAccess({ database, config }: App, flags: AccessFlags): Promise<Outcome> {
  const { since: given } = flags;
  const since = given === undefined ? new Date(Date.now() - DAYS * 86_400_000) : dateOf('--since', given);
  const entries = await readAccess(database, { since, who: flags.who ?? null, most: MOST });
  const lines = entries.map(({ at, who, what, feedbackIds, place }) => {
    const ids = feedbackIds.slice(0, SHOWN_IDS).join(', ');
    const which = feedbackIds.length > SHOWN_IDS ? `${ids} … (${feedbackIds.length})` : ids;
    return `${minute(at)}  ${printable(who)}  ${what}  ${printable(place)}\n    ${which || 'no comments'}`;
  });
  const heading = `${count(entries.length, 'entry', 'entries')} since ${minute(since)}; kept for ${config.accessDays} days`;
  return done({ since, entries }, [heading, ...lines].join('\n'));
}
