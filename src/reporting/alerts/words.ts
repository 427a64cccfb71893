import type { StoredAlert } from '../../db/alerts/alerts.ts';
import { printable } from '../formats/cell-text.ts';
import { count, whole } from '../formats/quantities.ts';

/** Sentences about alerts, shared by all channels, pages and commands. */

/** What is written of an alert. */
type Told = Omit<StoredAlert, 'id' | 'sentTo' | 'foundAt' | 'changedAt' | 'changedBy' | 'note'>;

const quoted = (name: string | null): string =>
  name === null ? 'a subject that is gone' : `“${shown(name)}”`;
/** Names are of customers' words: one line, not too long. */
const shown = (name: string): string => {
  const line = printable(name).replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119).toWellFormed()}…` : line;
};

/** "Complaints about “Delivery” rise in app". */
export function titleOf(alert: Told): string {
  const { watch, measure, direction, name, source } = alert;
  const up = direction === 'up';
  const where = source === null ? '' : ` in ${shown(source)}`;
  const verb = (plural: boolean) => (up ? (plural ? 'rise' : 'rises') : plural ? 'fall' : 'falls');
  if (watch === 'volume') return `${up ? 'More' : 'Fewer'} comments than usual${where}`;
  if (watch === 'toxicity') return `Toxic comments ${verb(true)}${where}`;
  if (watch === 'sentiment')
    return `${measure === 'negative' ? 'Negative' : 'Positive'} comments ${verb(true)}${where}`;
  if (watch === 'drift') return `The data drift${where}`;
  if (watch === 'audit') return `An audit fails again${where}`;
  if (measure === 'complaints') return `Complaints about ${quoted(name)} ${verb(true)}${where}`;
  if (measure === 'praise') return `Praise of ${quoted(name)} ${verb(false)}${where}`;
  return `${up ? 'More' : 'Fewer'} comments about ${quoted(name)}${where}`;
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** The figures: n, its share or ratio with the 95 % interval, what was expected, people and days. */
export function textOf(alert: Told): string {
  const { watch, n, of, value, low, high, expected, people, sentence, direction } = alert;
  if (watch === 'drift' || watch === 'audit') return printable(sentence ?? 'The finding is gone.');
  const days = alert.firstDay === alert.lastDay ? alert.firstDay : `${alert.firstDay} to ${alert.lastDay}`;
  const usual =
    expected === null
      ? 'Fewer than 10 people did so before.'
      : `${expected < 10 ? expected.toFixed(1) : whole(expected)} were expected from the ${count(alert.daysBefore ?? 0, 'day')} before.`;
  const wrote = `${whole(people ?? 0)} people at least wrote ${direction === 'up' ? 'them' : 'those before'}.`;
  const figure =
    of === null
      ? `${count(n, 'comment')} on ${days}: ${value!.toFixed(1)} times as many as usual (95 % interval ${low!.toFixed(1)} to ${high!.toFixed(1)}).`
      : `${whole(n)} of ${count(of, 'comment')} on ${days} (${percent(value!)} %, 95 % interval ${percent(low!)} to ${percent(high!)} %).`;
  return `${figure} ${usual} ${wrote}`;
}

const SIDES: Readonly<Record<string, string>> = {
  ...{ complaints: 'negative', negative: 'negative', praise: 'positive', positive: 'positive' },
};

/** The dashboard with the comments that an alert is about. @param origin scheme, host and port; null: not known */
export function linkOf(alert: Told, origin: string | null): string | null {
  if (origin === null) return null;
  const { firstDay, lastDay, source, topicId, themeId, measure } = alert;
  const sentiment = SIDES[measure ?? ''] ?? null;
  const filters = {
    ...{ period: alert.findingId === null ? `${firstDay}..${lastDay}` : null },
    ...{ source, topic: topicId, theme: themeId === null ? null : String(themeId), sentiment },
  };
  const given = Object.entries(filters).filter((it): it is [string, string] => it[1] !== null);
  const query = new URLSearchParams(given).toString();
  return `${origin}/dashboard${query === '' ? '' : `?${query}`}`;
}
