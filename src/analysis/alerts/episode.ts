import { addDays } from '../digest/period.ts';

/** The last alert of a subject. */
export interface LastAlert {
  readonly state: 'open' | 'snoozed' | 'resolved';
  /** Last day in which it was still so. */
  readonly seenDay: string;
  readonly snoozedUntil: Date | null;
}

/**
 * What becomes of a subject in a check. What lasts is one finding: it is reported once, and once more when its snooze
 * ends. It has ended when it was not so for as many days as the rule tests.
 * - `new`: report it
 * - `wake`: report it again
 * - `on`: it goes on
 * - `end`: resolve what was reported
 *
 * @param last null: it was never reported
 */
export function nextOf(
  last: LastAlert | null,
  now: { readonly found: boolean; readonly goesOn: boolean; readonly lastDay: string; readonly time: Date },
  days: number,
): 'new' | 'wake' | 'on' | 'end' | null {
  const { found, goesOn, lastDay, time } = now;
  const lasts = last !== null && last.seenDay >= addDays(lastDay, -days);
  if (lasts && goesOn) {
    const over = last.state === 'snoozed' && last.snoozedUntil !== null && last.snoozedUntil <= time;
    return over ? 'wake' : 'on';
  }
  if (lasts) return null;
  if (last !== null && last.state !== 'resolved') return 'end';
  return found ? 'new' : null;
}
