import { writeFile } from 'node:fs/promises';
import type { Digest } from '../../analysis/digest/digest.ts';
import { type Period, parsePeriod } from '../../analysis/digest/period.ts';
import type { App } from '../../app/open.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { detailOf, VerbatimError } from '../../errors.ts';
import { digestHtml } from '../../reporting/digest/html.ts';
import { digestMarkdown } from '../../reporting/digest/markdown.ts';
import { digestText } from '../../reporting/digest/text.ts';
import { knownAttributes } from '../../reporting/known-attributes.ts';
import { deliverDigest } from '../../runs/digest/deliver-digest.ts';
import { type MadeDigest, makeAndStoreDigest } from '../../runs/digest/make-digest.ts';
import { checkWriter, type NamedWriter, namedWriter } from '../../runs/digest/named-writer.ts';
import { webhookAddress } from '../../runs/digest/webhook.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

export const DIGEST_FORMATS = ['text', 'md', 'html', 'json'] as const;
export type DigestFormat = (typeof DIGEST_FORMATS)[number];

export interface DigestFlags {
  readonly period: string;
  readonly by?: readonly string[];
  readonly format: DigestFormat;
  readonly output?: string;
  readonly webhook?: string | boolean;
  /** Folder of a sequence-to-sequence model. */
  readonly writer?: string;
}

/** What is wrong with a call shows before a database is opened. @throws VerbatimError PERIOD_INVALID, and those of `checkWriter` */
export function checkDigestFlags(flags: DigestFlags): void {
  periodOf(flags.period, new Date());
  checkWriter(flags.writer);
}

/** `verbatim digest`. @throws VerbatimError PERIOD_INVALID, ATTRIBUTE_UNKNOWN, DIGEST_NOTHING, WEBHOOK_FAILED, USAGE */
export async function digestCommand(app: App, flags: DigestFlags, signal: AbortSignal): Promise<Outcome> {
  const webhook = webhookAddress(app.config, flags.webhook);
  const writer = flags.writer === undefined ? null : await namedWriter(flags.writer);
  const made = await digestOf(app, flags.period, flags.by ?? [], { writer });
  const { digest, id, fresh, hash } = made;
  const delivered = webhook === null ? null : await deliverDigest(app.database, made, webhook, { signal });
  const text = rendered(digest, flags.format);
  const json = { id, hash, fresh, delivered, ...digest };
  if (flags.output === undefined) return done(json, text);
  await writeDigest(flags.output, text);
  return done({ id, hash, fresh, delivered, file: flags.output }, `Digest ${id}: ${flags.output}`);
}

export interface DigestMaker {
  /** The night that makes it, with its model and when it began; absent: made by hand, of the active model. */
  readonly night?: { readonly runId: number; readonly modelId: number; readonly now: Date };
  readonly writer?: NamedWriter | null;
}

/** Makes and stores the digest of a period, by sources or attributes that exist. */
export async function digestOf(
  app: App,
  name: string,
  by: readonly string[],
  { night, writer = null }: DigestMaker = {},
): Promise<MadeDigest> {
  const { database } = app;
  const period = periodOf(name, night?.now ?? new Date());
  const names = [...new Set(await knownAttributes(database, by))];
  const model = await feedbackModel(database, night?.modelId ?? null);
  if (!model) throw new VerbatimError('DIGEST_NOTHING');
  return makeAndStoreDigest(database, {
    ...{ model, period, by: names, runId: night?.runId ?? null },
    writer: writer && { model: writer.model, using: (work) => writer.using(app, work) },
  });
}

/** @throws VerbatimError PERIOD_INVALID */
export function periodOf(name: string, now: Date): Period {
  const period = parsePeriod(name, now);
  if (!period) throw new VerbatimError('PERIOD_INVALID', { period: name, known: 'day, week, month, all' });
  return period;
}

function rendered(digest: Digest, format: DigestFormat): string {
  if (format === 'md') return digestMarkdown(digest);
  if (format === 'html') return digestHtml(digest);
  return format === 'json' ? `${JSON.stringify(digest, null, 2)}\n` : digestText(digest, terminalWidth());
}

export async function writeDigest(file: string, text: string | Uint8Array): Promise<void> {
  try {
    // It holds what customers wrote: for the eyes of its owner alone.
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new VerbatimError('FILE_UNWRITABLE', { file, detail: detailOf(error) }, { cause: error });
  }
}
