import { randomUUID } from 'node:crypto';
import type { Config } from '../../app/config.ts';
import { note } from '../../app/streams.ts';
import { alertsOf, type StoredAlert } from '../../db/alerts/alerts.ts';
import { noteUnsent, sendOnce, type WaitingMessage, waitingMessages } from '../../db/alerts/messages.ts';
import { readChannels } from '../../db/alerts/rules.ts';
import type { Database } from '../../db/client.ts';
import { logAccess } from '../../db/privacy/access-log.ts';
import { type ChannelMessage, sendTo } from '../../delivery/channels.ts';
import type { DeliveryOptions } from '../../delivery/http.ts';
import type { AlertChannel } from '../../domain/alerts/channel.ts';
import type { Delivered } from '../../domain/alerts/check.ts';
import type { Environment } from '../../domain/secret-reference.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { mailMessage } from '../../reporting/alerts/mail.ts';
import { type Notice, noticeOf, testNotice } from '../../reporting/alerts/notice.ts';
import { slackMessage } from '../../reporting/alerts/slack.ts';
import { teamsMessage } from '../../reporting/alerts/teams.ts';
import { webhookBody } from '../../reporting/alerts/webhook.ts';
import { alertQuotes } from './quotes.ts';

export interface DeliverySettings extends DeliveryOptions {
  /** Where a reader finds the dashboard; null: not known. */
  readonly origin: string | null;
  readonly environment: Environment;
}

/** Where messages point to: the address of browsers, or that of `verbatim serve` on this machine. */
const originOf = ({ publicOrigin, host, port }: Pick<Config, 'publicOrigin' | 'host' | 'port'>) =>
  publicOrigin ?? (port === 0 ? null : `http://${host.includes(':') ? `[${host}]` : host}:${port}`);

/** The settings of this process; secrets are read from its environment when a message is sent. */
export const alertSettings = (config: Config): DeliverySettings => ({
  origin: originOf(config),
  environment: process.env,
});

/**
 * Sends the messages that wait. Channels do not wait for each other; one that fails keeps its messages for the next
 * check, and the others go on.
 */
export async function deliverAlerts(database: Database, settings: DeliverySettings): Promise<Delivered> {
  const waiting = Map.groupBy(await waitingMessages(database), ({ channel }) => channel);
  const channels = (await readChannels(database)).filter(({ name }) => waiting.has(name));
  const results = await Promise.all(
    channels.map((channel) => deliverTo(database, channel, waiting.get(channel.name)!, settings)),
  );
  return {
    sent: results.reduce((sum, { sent }) => sum + sent, 0),
    unsent: results.flatMap(({ unsent }) => unsent),
  };
}

async function deliverTo(
  database: Database,
  channel: AlertChannel,
  messages: readonly WaitingMessage[],
  settings: DeliverySettings,
): Promise<Delivered> {
  let sent = 0;
  for (const message of messages) {
    try {
      const notice = await noticeFor(database, channel, message, settings.origin);
      if (await sendOnce(database, message.id, () => send(channel, message, notice, settings))) sent++;
    } catch (error) {
      if (!(error instanceof VerbatimError)) throw error;
      const { code, message: text } = error;
      await noteUnsent(database, message.id, code);
      note(`${text} [${code}]`);
      // The next message would wait as long for the same answer.
      return { sent, unsent: [{ channel: channel.name, code, message: text }] };
    }
  }
  return { sent, unsent: [] };
}

/** What a channel is told. An alert that was resolved meanwhile is left out, unless all are. */
async function noticeFor(
  database: Database,
  { name, quotes: most }: AlertChannel,
  { alerts: ids, again }: WaitingMessage,
  origin: string | null,
): Promise<Notice> {
  const all = await alertsOf(database, ids);
  const open = all.filter(({ state }) => state !== 'resolved');
  const alerts = open.length > 0 ? open : all;
  const quotes = new Map<number, readonly string[]>();
  const quoted: number[] = [];
  for (const alert of most > 0 ? alerts : []) {
    const found = await alertQuotes(database, alert, most);
    quotes.set(
      alert.id,
      found.map(({ text }) => text),
    );
    quoted.push(...found.map(({ feedbackId }) => feedbackId));
  }
  // Who reads the channel has been shown them.
  if (quoted.length > 0) {
    await logAccess(database, {
      who: `channel ${name}`,
      what: 'quote',
      feedbackIds: quoted,
      place: 'alerts',
    });
  }
  return noticeOf(alerts, { again, origin, quotes: (alert: StoredAlert) => quotes.get(alert.id) ?? [] });
}

async function send(
  channel: AlertChannel,
  { id, again }: Pick<WaitingMessage, 'id' | 'again'>,
  notice: Notice,
  { environment, ...options }: DeliverySettings,
): Promise<void> {
  const refused = await sendTo(channel, formOf(channel, id, notice, again), id, environment, options);
  if (refused > 0) note(`The channel ${channel.name} refused ${refused} of its receivers.`);
}

function formOf({ kind }: AlertChannel, id: string, notice: Notice, again: boolean): ChannelMessage {
  if (kind === 'email') return { mail: mailMessage(notice) };
  if (kind === 'slack') return { json: slackMessage(notice) };
  return { json: kind === 'teams' ? teamsMessage(notice) : webhookBody(id, notice, again) };
}

/**
 * Sends a test message to a channel.
 * @throws VerbatimError ALERT_CHANNEL_UNKNOWN, and those of `sendTo`
 */
export async function testChannel(
  database: Database,
  name: string,
  settings: DeliverySettings,
): Promise<AlertChannel> {
  const channels = await readChannels(database);
  const channel = channels.find((it) => it.name === name);
  if (!channel) {
    const likely = suggestion(
      name,
      channels.map((it) => it.name),
    );
    throw new VerbatimError('ALERT_CHANNEL_UNKNOWN', {
      name,
      hint: likely ? ` Did you mean ${likely}?` : '',
    });
  }
  await send(channel, { id: randomUUID(), again: false }, testNotice(name, settings.origin), settings);
  return channel;
}
