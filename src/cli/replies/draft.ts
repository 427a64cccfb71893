import type { App } from '../../app/open.ts';
import type { ReplyDraft } from '../../domain/replies/reply.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { openDrafter, openReplyTemplate } from '../../runs/replies/drafter.ts';
import { openFinding } from '../../runs/search/open.ts';
import { configuredWriter } from '../../runs/writing/configured-writer.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

export interface DraftFlags {
  readonly template?: string;
}

/** `verbatim reply draft`. @throws VerbatimError TEMPLATE_INVALID, and those of `ReplyDrafter.draft` */
export async function replyDraft(
  app: App,
  feedbackId: number,
  flags: DraftFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const { database, config } = app;
  const file = flags.template ?? config.replyTemplate;
  const drafter = openDrafter({
    database,
    searcher: openFinding(app).searcher,
    openWriter: configuredWriter(app),
    template: file === null ? null : await openReplyTemplate(file),
  });
  const draft = await drafter.draft(feedbackId, { signal });
  await quoted(app, 'reply draft', [feedbackId]);
  return done(draft, draftText(draft));
}

function draftText({ text, writer, written, lines, notes, feedbackId }: ReplyDraft): string {
  const width = terminalWidth();
  const shown = (part: string) => (part.trim() === '' ? [''] : wrap(printable(part), width));
  const dropped = written - lines.length;
  return [
    ...(text ?? 'No draft.').split('\n').flatMap(shown),
    '',
    ...shown(
      `To comment ${feedbackId}, by ${writer}: ${count(written, 'line')}, ${whole(dropped)} of them dropped because neither the comment nor the template bears them out.`,
    ),
    ...notes.flatMap((note) => shown(`Note: ${note}`)),
  ].join('\n');
}
