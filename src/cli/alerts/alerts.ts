import { userInfo } from 'node:os';
import type { App } from '../../app/open.ts';
import {
  type AlertChange,
  type AlertState,
  listAlerts,
  resolveAlert,
  type StoredAlert,
  snoozeAlert,
} from '../../db/alerts/alerts.ts';
import { labellerName } from '../../domain/label.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { alertJson } from '../../reporting/alerts/webhook.ts';
import { textOf, titleOf } from '../../reporting/alerts/words.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, minute } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { dateOf } from '../dates.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

export interface HistoryFlags {
  readonly limit: number;
}

export interface ChangeFlags {
  readonly note?: string;
  readonly by?: string;
}

export interface SnoozeFlags extends ChangeFlags {
  readonly days?: number;
  readonly until?: string;
}

/** `verbatim alert list`. */
export const alertList = (app: App, { limit }: HistoryFlags): Promise<Outcome> =>
  listed(app, ['open', 'snoozed'], limit, 'No alert is open.');

/** `verbatim alert history`. */
export const alertHistory = (app: App, { limit }: HistoryFlags): Promise<Outcome> =>
  listed(app, [], limit, 'No alert was found so far.');

async function listed(
  { database }: App,
  states: readonly AlertState[],
  limit: number,
  none: string,
): Promise<Outcome> {
  const { total, alerts } = await listAlerts(database, { states, limit });
  const json = { total, alerts: alerts.map(alertJson) };
  if (total === 0) return done(json, none);
  const more =
    total > alerts.length ? [`and ${count(total - alerts.length, 'more alert')}: --limit ${total}`] : [];
  return done(json, [...alerts.flatMap((alert) => [...alertLines(alert), '']), ...more].join('\n').trimEnd());
}

/** An alert in lines of the terminal: number and title, figures, what became of it. */
export function alertLines(alert: StoredAlert): string[] {
  const { id, state, rule, foundAt, snoozedUntil, changedAt, changedBy, sentTo, note } = alert;
  const width = terminalWidth();
  const became =
    state === 'snoozed'
      ? `snoozed until ${minute(snoozedUntil!)} by ${printable(changedBy ?? '')}`
      : state === 'resolved'
        ? `${changedBy === null ? 'ended by itself' : `resolved by ${printable(changedBy)}`}, ${minute(changedAt!)}`
        : 'open';
  const told = sentTo.length > 0 ? ` · sent to ${sentTo.map(printable).join(', ')}` : '';
  const facts = `${became} · found ${minute(foundAt)} by “${printable(rule)}”${told}`;
  const indented = (text: string) => wrap(text, width - 2).map((line) => `  ${line}`);
  return [
    ...wrap(`${id}  ${titleOf(alert)}`, width),
    ...indented(textOf(alert)),
    ...indented(facts),
    ...(note ?? '').split('\n').flatMap((line) => (line === '' ? [] : indented(printable(line)))),
  ];
}

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

/** `verbatim alert snooze ID`. @throws VerbatimError ALERT_UNKNOWN, ALERT_CLOSED, USAGE */
export async function alertSnooze({ database }: App, id: string, flags: SnoozeFlags): Promise<Outcome> {
  const { days, until } = flags;
  if ((days === undefined) === (until === undefined)) {
    throw new VerbatimError('USAGE', { detail: 'Give either --days N or --until DAY.' });
  }
  const now = Date.now();
  const end = until === undefined ? new Date(now + days! * DAY_MS) : dateOf('--until', until);
  if (end.getTime() <= now || end.getTime() > now + LONGEST_DAYS * DAY_MS) {
    throw new VerbatimError('USAGE', { detail: 'A snooze ends in the future, within a year.' });
  }
  const alert = await snoozeAlert(database, numberOf(id), end, changeOf(flags));
  return done(alertJson(alert), alertLines(alert).join('\n'));
}

/** `verbatim alert resolve ID`. @throws VerbatimError ALERT_UNKNOWN */
export async function alertResolve({ database }: App, id: string, flags: ChangeFlags): Promise<Outcome> {
  const alert = await resolveAlert(database, numberOf(id), changeOf(flags));
  return done(alertJson(alert), alertLines(alert).join('\n'));
}

const NOTE_CHARACTERS = 2_000;

/** @throws VerbatimError HANDLED_BY_INVALID, USAGE */
export function changeOf(flags: ChangeFlags): AlertChange {
  const by = labellerName(flags.by ?? userInfo().username);
  if (by === null) throw new VerbatimError('HANDLED_BY_INVALID');
  const note = flags.note?.trim() || null;
  if ((note?.length ?? 0) > NOTE_CHARACTERS) {
    throw new VerbatimError('USAGE', { detail: '--note takes up to 2,000 characters.' });
  }
  return { by, note };
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new VerbatimError('ALERT_UNKNOWN', { id: text });
  return Number(text);
}
