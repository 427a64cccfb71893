import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { searchFilterOptions } from '../options/search-filter.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { AddFlags, ListFlags, MarkFlags } from './handled.ts';

/** `handled` and its commands. */
export function addHandledCommands(program: Command): void {
  const handled = command(program, 'handled', 'comments that somebody has seen to', []);
  const source = (more = '') =>
    new Option('--source <name>', `ids are those of the file, in this source (default: feedback_id)${more}`);
  const who = (text: string) => new Option('--by <name>', text);

  command(handled, 'add [ids...]', 'mark comments as handled; - reads lines of ids', [
    new Option('--search <question>', 'in place of ids: what verbatim search finds with the same flags'),
    ...searchFilterOptions().map((option) =>
      option.name() === 'source' ? source('; with --search: only of it') : option,
    ),
    new Option('--limit <n>', 'with --search: sentences, 1 to 100').argParser(positive).default(10),
    new Option('--note <text>', 'what was done'),
    who('who did it (default: your user name)'),
    jsonOption(),
  ]).action((ids: string[], flags: AddFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./handled.ts')).handledAdd(app, ids, flags)),
  );

  command(handled, 'remove <ids...>', 'open comments again; - reads lines of ids', [
    source(),
    jsonOption(),
  ]).action((ids: string[], flags: MarkFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./handled.ts')).handledRemove(app, ids, flags)),
  );

  command(handled, 'list', 'handled comments, the last handled first', [
    new Option('--source <name>', 'only of this source'),
    who('only by this person or key'),
    new Option('--limit <n>', 'comments at most').argParser(positive).default(20),
    jsonOption(),
  ]).action((flags: ListFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./handled.ts')).handledList(app, flags)),
  );
}
