import type { App } from '../../app/open.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { type MaskedSource, maskStored } from '../../runs/privacy/mask.ts';
import { done, type Outcome } from '../output.ts';

export interface MaskFlags {
  readonly source?: string;
  readonly dryRun?: boolean;
}

/** `verbatim privacy mask`. */
export async function privacyMask(app: App, flags: MaskFlags, signal: AbortSignal): Promise<Outcome> {
  const dryRun = flags.dryRun ?? false;
  const sources = await maskStored(app, { source: flags.source ?? null, dryRun, signal });
  const lines = sources.map(sourceText);
  const comments = sources.reduce((sum, it) => sum + it.comments, 0);
  if (dryRun) lines.push('', 'Nothing was changed (--dry-run).');
  else if (comments > 0) {
    lines.push('', 'The masked texts are analysed by the next run: verbatim analyze.');
  }
  return done({ dryRun, sources }, lines.join('\n'));
}

function sourceText({ source, comments, masked }: MaskedSource): string {
  const kinds = Object.entries(masked).sort(([, a], [, b]) => b - a);
  const parts = kinds.map(([kind, n]) => `${kind} ${whole(n)}`).join(', ');
  const what =
    parts === ''
      ? 'nothing to mask'
      : `${count(comments, 'text of a comment', 'texts of comments')} masked: ${parts}`;
  if (source === null) return `examples of topics: ${parts}`;
  return `${printable(source)}: ${what}`;
}
