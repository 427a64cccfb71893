import type { StoredAlert } from '../../db/alerts/alerts.ts';
import type { Notice } from './notice.ts';

/** An alert in JSON: of webhooks and of HTTP. Names and sentences are as they are stored, not escaped. */
export function alertJson(alert: StoredAlert) {
  const { subject: _, ...rest } = alert;
  return rest;
}

/** The body of a webhook. docs/alerts.md has its form. */
export const webhookBody = (id: string, { heading, items }: Notice, again: boolean): object => ({
  ...{ version: 1, id, kind: items.every(({ alert }) => alert === null) ? 'test' : 'alerts', again, heading },
  alerts: items.map(({ title, text, quotes, link, alert }) => ({
    ...{ title, text, link, quotes },
    ...(alert && alertJson(alert)),
  })),
});
