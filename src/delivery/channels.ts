import { createHmac } from 'node:crypto';
import type { AlertChannel } from '../domain/alerts/channel.ts';
import { type Environment, withSecrets } from '../domain/secret-reference.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { type DeliveryOptions, postJson } from './http.ts';
import { type Mail, type MailServer, sendMail } from './mail.ts';

/** A message in the form of a channel: JSON for a webhook of any kind, or an e-mail. */
export type ChannelMessage =
  | { readonly json: object }
  | { readonly mail: Pick<Mail, 'subject' | 'text' | 'html'> };

/**
 * Sends a message to a channel. Its secrets are read from the environment now. Errors name only the host.
 * @param key the same for the same message
 * @returns how many receivers of an e-mail were refused while others were not
 * @throws VerbatimError SECRET_MISSING, ALERT_ADDRESS_INVALID, ALERT_UNDELIVERED
 */
export async function sendTo(
  channel: AlertChannel,
  message: ChannelMessage,
  key: string,
  environment: Environment,
  options: DeliveryOptions = {},
): Promise<number> {
  const { name } = channel;
  const address = withSecrets(channel.address, environment, 'address');
  const undelivered = (host: string) => (error: unknown) => {
    // What fetch throws says nothing; its cause does.
    const cause = error instanceof TypeError && error.cause ? error.cause : error;
    return new VerbatimError(
      'ALERT_UNDELIVERED',
      { channel: name, host, detail: detailOf(cause) },
      { cause: error },
    );
  };
  if ('mail' in message) {
    if (channel.kind !== 'email') throw new Error(`an e-mail for ${channel.kind}`);
    const server = mailServer(channel, address);
    const mail = { ...message.mail, from: channel.from, to: channel.to };
    return sendMail(server, mail, key, options).catch((error: unknown) => {
      throw undelivered(server.host)(error);
    });
  }
  const url = webAddress(channel, address);
  const body = JSON.stringify(message.json);
  const secret =
    channel.kind === 'webhook' && channel.secret ? withSecrets(channel.secret, environment, 'text') : null;
  const headers = secret === null ? {} : { 'verbatim-signature': signature(body, secret, new Date()) };
  await postJson(url, body, key, { ...options, headers }).catch((error: unknown) => {
    throw undelivered(url.host)(error);
  });
  return 0;
}

/** `t=SECONDS,v1=HEX`: HMAC-SHA-256 of "SECONDS.BODY", so that a receiver can refuse what is old or changed. */
export function signature(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function webAddress({ name, kind }: AlertChannel, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && /^https?:$/.test(url.protocol)) {
    // fetch refuses an address with a password; the receiver gets it as a header in no other way.
    if (url.username === '' && url.password === '') return url;
  }
  const kinds = `https:// or http:// without a password`;
  throw new VerbatimError('ALERT_ADDRESS_INVALID', { channel: `${name} (${kind})`, kinds });
}

/** smtp:// or smtps:// with host, port, user and password. */
function mailServer({ name }: AlertChannel, address: string): MailServer {
  const url = URL.canParse(address) ? new URL(address) : null;
  const invalid = () =>
    new VerbatimError('ALERT_ADDRESS_INVALID', {
      channel: name,
      kinds: 'smtp://HOST:PORT or smtps://HOST:PORT',
    });
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') throw invalid();
  const part = (value: string) => {
    try {
      return decodeURIComponent(value);
    } catch {
      throw invalid();
    }
  };
  const secure = url.protocol === 'smtps:';
  return {
    ...{
      host: part(url.hostname).replace(/^\[(.*)\]$/, '$1'),
      secure,
      port: Number(url.port || (secure ? 465 : 587)),
    },
    ...{ user: url.username === '' ? null : part(url.username), password: part(url.password) },
  };
}
