import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { DraftFlags } from './draft.ts';

/** `reply draft`. */
export function addReplyCommands(program: Command, signal: AbortSignal): void {
  const reply = command(program, 'reply', 'replies to comments', []);
  command(reply, 'draft', 'draft a reply to a comment, by the writer and a template; nothing is sent', [
    new Option('--template <file>', 'YAML with the words of the company (default: VERBATIM_REPLY_TEMPLATE)'),
    jsonOption(),
  ])
    .argument('<feedback-id>', 'number of the comment', positive)
    .action((id: number, flags: DraftFlags & JsonFlag) =>
      inApp(flags, async (app) => (await import('./draft.ts')).replyDraft(app, id, flags, signal)),
    );
}
