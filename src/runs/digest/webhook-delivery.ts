import { createHash } from 'node:crypto';
import { type Digest, quotesOf } from '../../analysis/digest/digest.ts';
import type { Quote } from '../../analysis/source-segment.ts';
import type { Config } from '../../app/config.ts';
import type { Database } from '../../db/client.ts';
import { deliverOnce } from '../../db/reports/digests.ts';
import { type DeliveryOptions, postJson } from '../../delivery/http.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import {
  headline,
  leftOut,
  periodText,
  standingText,
  subjectSections,
  writtenText,
} from '../../reporting/digest/words.ts';
import { printable } from '../../reporting/formats/cell-text.ts';

/**
 * Where `--webhook` sends a digest: to its value, or to VERBATIM_WEBHOOK, which does not show in the list of processes.
 * @throws VerbatimError USAGE
 */
export function webhookAddress(
  config: Pick<Config, 'webhook'>,
  flag: string | boolean | undefined,
): string | null {
  if (flag === undefined || flag === false) return null;
  const address = flag === true ? config.webhook : flag;
  if (address) return address;
  throw new VerbatimError('USAGE', { detail: '--webhook needs an address, or the setting VERBATIM_WEBHOOK' });
}

/**
 * Sends a digest to a webhook, in the format of Slack, once. If the process dies between the answer and the record of
 * it, the next call sends the digest again, with the same Idempotency-Key. A digest without comments or quotes is not
 * sent.
 * @throws VerbatimError USAGE for an address without http or https, WEBHOOK_FAILED after four attempts
 */
export async function deliverDigest(
  database: Database,
  { id, digest }: { readonly id: number; readonly digest: Digest },
  address: string,
  options: DeliveryOptions = {},
): Promise<'delivered' | 'delivered before' | 'nothing to say'> {
  const url = parseAddress(address);
  if (digest.counts.analysed === 0 || quotesOf(digest).length === 0) return 'nothing to say';
  const body = JSON.stringify(webhookMessage(digest));
  const key = createHash('sha256').update(body).digest('hex');
  const fresh = await deliverOnce(database, id, () => send(url, body, key, options));
  return fresh ? 'delivered' : 'delivered before';
}

async function send(url: URL, body: string, key: string, options: DeliveryOptions): Promise<void> {
  await postJson(url, body, key, options).catch((error: unknown) => {
    // The address may hold a secret: the error names only its host.
    throw new VerbatimError('WEBHOOK_FAILED', { host: url.host, detail: detailOf(error) }, { cause: error });
  });
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new VerbatimError('USAGE', { detail: 'a webhook has an address that begins with https://' });
}

/** Blocks of Slack, and a plain text for other receivers. */
export function webhookMessage(digest: Digest): object {
  const quoted = ({ text, feedbackId }: Quote) => `> ${escaped(text.trim())} (${feedbackId})`;
  const lists = subjectSections(digest).map(({ title: list, lines }) =>
    [
      `*${list}*`,
      ...lines.flatMap(({ name, facts, quotes }) => [
        `• ${escaped(name)}: ${facts}`,
        ...quotes.slice(0, 1).map(quoted),
      ]),
    ].join('\n'),
  );
  const loose = [digest.summary.quotes.map(quoted).join('\n'), standingText(digest.summary)];
  const themes = digest.themes
    .filter(({ emerging }) => emerging)
    .map(({ name, comments }) => `• ${escaped(name)}: ${comments} comments, emerging`);
  const title = `What customers said: ${periodText(digest.period)}`;
  const written = writtenText(digest.summary);
  const sections = [
    ...[headline(digest), written === null ? '' : escaped(written)],
    ...(lists.length > 0 ? lists : loose),
    themes.join('\n'),
  ];
  const section = (text: string) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: text.slice(0, 2_900) },
  });
  return {
    text: `${title}. ${headline(digest)}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, 150) } },
      ...sections.filter(Boolean).map(section),
      { type: 'context', elements: [{ type: 'mrkdwn', text: leftOut(digest).slice(0, 2_900) }] },
    ],
  };
}

/** One line, without controls; the characters that Slack reads as links and mentions are escaped. */
const escaped = (text: string): string =>
  printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s+/g, ' ');
