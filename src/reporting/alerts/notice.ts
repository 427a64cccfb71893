import type { StoredAlert } from '../../db/alerts/alerts.ts';
import { printable } from '../formats/cell-text.ts';
import { count } from '../formats/quantities.ts';
import { linkOf, textOf, titleOf } from './words.ts';

/** An alert as a channel shows it. */
export interface NoticeItem {
  readonly title: string;
  readonly text: string;
  /** Sentences of customers, as they are stored. */
  readonly quotes: readonly string[];
  readonly link: string | null;
  /** Null: of a test. */
  readonly alert: StoredAlert | null;
}

/** What a message says, in whatever form. */
export interface Notice {
  readonly heading: string;
  readonly items: readonly NoticeItem[];
  /** "and 3 more"; null: all are there. */
  readonly more: string | null;
}

const MOST_ITEMS = 10;

/** @param again they were told before, and their snooze has ended */
export function noticeOf(
  alerts: readonly StoredAlert[],
  {
    again,
    origin,
    quotes,
  }: {
    readonly again: boolean;
    readonly origin: string | null;
    readonly quotes: (alert: StoredAlert) => readonly string[];
  },
): Notice {
  const items = alerts.slice(0, MOST_ITEMS).map((alert) => ({
    ...{ title: titleOf(alert), text: textOf(alert), link: linkOf(alert, origin), alert },
    quotes: quotes(alert).map((text) => printable(text).replace(/\s+/g, ' ')),
  }));
  const left = alerts.length - items.length;
  const what = again ? `${count(alerts.length, 'alert')} still open` : count(alerts.length, 'new alert');
  return {
    heading: alerts.length === 1 && !again ? items[0]!.title : `Customer feedback: ${what}`,
    items,
    more: left > 0 ? `and ${count(left, 'more alert')}: see verbatim alert list.` : null,
  };
}

/** What the test of a channel sends. */
export const testNotice = (channel: string, origin: string | null): Notice => ({
  heading: 'Test message of Verbatim',
  items: [
    {
      title: 'The channel works',
      text: `Alerts will be sent here by the name “${printable(channel)}”. Nothing was found: this is a test.`,
      ...{ quotes: [], link: origin === null ? null : `${origin}/dashboard`, alert: null },
    },
  ],
  more: null,
});
