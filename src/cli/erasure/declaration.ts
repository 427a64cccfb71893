import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { endsItself } from '../exit.ts';
import { inApp } from '../with-app.ts';
import type { EraseFlags } from './erase.ts';

// A chunk of deletions, or the search of one column.
const CHUNK_MS = 30_000;

/** `erase`. */
export function addErasureCommands(program: Command, signal: AbortSignal): void {
  command(program, 'erase', 'erase a person, comments or a source everywhere, and prove it', [
    new Option(
      '--author <name>',
      'all comments of an author, as the company knows it; - reads lines of them',
    ),
    new Option('--id <id>', 'comments with this id of their file; - reads lines of them'),
    new Option('--match <file>', 'what a CSV file lists: its header is id, author or text'),
    new Option('--source <name>', 'all comments of this source; with --id or --match: only of it'),
    new Option(
      '--no-tombstones',
      'a later import of the same file may bring the comments again; needs no key',
    ),
    new Option(
      '--vacuum <way>',
      'space of deleted rows: plain, full (writes tables anew, locks them) or none',
    )
      .choices(['plain', 'full', 'none'])
      .default('plain'),
    new Option('--dry-run', 'show what would go, change nothing'),
    new Option('--yes', 'do not ask'),
    jsonOption(),
  ]).action((flags: EraseFlags & JsonFlag) =>
    inApp(flags, async (app) => {
      const { eraseCommand } = await import('./erase.ts');
      endsItself(CHUNK_MS);
      return eraseCommand(app, flags, signal);
    }),
  );
}
