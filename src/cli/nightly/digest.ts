import type { Digest } from '../../analysis/digest/digest.ts';
import type { App } from '../../app/open.ts';
import { digestComments } from '../../db/reports/digests.ts';
import { digestHtml } from '../../reporting/digest/html.ts';
import { digestMarkdown } from '../../reporting/digest/markdown.ts';
import { digestText } from '../../reporting/digest/text.ts';
import { createDigest, digestPeriod } from '../../runs/digest/period-digest.ts';
import { deliverDigest, webhookAddress } from '../../runs/digest/webhook-delivery.ts';
import { checkWriter, namedWriter, type WriterFlag } from '../../runs/writing/named-writer.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { quoted } from '../quoted.ts';

export interface DigestFlags {
  readonly period: string;
  readonly by?: readonly string[];
  readonly format: 'text' | 'md' | 'html' | 'json';
  readonly output?: string;
  readonly webhook?: string | boolean;
  readonly writer?: WriterFlag;
}

/** Refuses wrong flags before a database is opened. @throws VerbatimError PERIOD_INVALID, and those of `checkWriter` */
export function checkDigestFlags(flags: DigestFlags): void {
  digestPeriod(flags.period, new Date());
  checkWriter(flags.writer);
}

/** `verbatim digest`. @throws VerbatimError PERIOD_INVALID, ATTRIBUTE_UNKNOWN, DIGEST_NOTHING, WEBHOOK_FAILED, USAGE */
export async function digestCommand(app: App, flags: DigestFlags, signal: AbortSignal): Promise<Outcome> {
  const webhook = webhookAddress(app.config, flags.webhook);
  const writer = await namedWriter(app, flags.writer);
  const made = await createDigest(app, flags.period, flags.by ?? [], { writer });
  const { digest, id, fresh, hash } = made;
  const delivered = webhook === null ? null : await deliverDigest(app.database, made, webhook, { signal });
  await quoted(app, 'digest', await digestComments(app.database, id));
  const text = rendered(digest, flags.format);
  if (flags.output === undefined) return done({ id, hash, fresh, delivered, ...digest }, text);
  await writePrivateFile(flags.output, text);
  return done({ id, hash, fresh, delivered, file: flags.output }, `Digest ${id}: ${flags.output}`);
}

function rendered(digest: Digest, format: DigestFlags['format']): string {
  if (format === 'md') return digestMarkdown(digest);
  if (format === 'html') return digestHtml(digest);
  return format === 'json' ? `${JSON.stringify(digest, null, 2)}\n` : digestText(digest, terminalWidth());
}
