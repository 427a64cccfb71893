import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { searchFilterOptions } from '../options/search-filter.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { AskFlags } from './ask.ts';
import type { SearchFlags } from './search.ts';

/** `search` and, under it, `index create`, `drop` and `status`; `ask`. */
export function addSearchCommands(program: Command, signal: AbortSignal): void {
  const search = command(program, 'search [question]', 'sentences of comments, by meaning and by words', [
    ...searchFilterOptions(),
    new Option('--like <id>', 'sentences near to those of this comment, in place of a question').argParser(
      positive,
    ),
    new Option('--by <way>', 'meaning, words or both').choices(['both', 'meaning', 'words']).default('both'),
    new Option('--limit <n>', 'sentences to show, 1 to 100').argParser(positive).default(10),
    jsonOption(),
  ]);
  search.action((question: string | undefined, flags: SearchFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./search.ts')).search(app, question, flags)),
  );
  addIndexCommands(search, signal);

  command(program, 'ask <question>', 'an answer in the words of customers, with counts', [
    new Option('--limit <n>', 'statements to show, 1 to 20 (default: 6)').argParser(positive),
    new Option('--no-written', 'do not ask the writer of VERBATIM_WRITER'),
    jsonOption(),
  ]).action((question: string, flags: AskFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./ask.ts')).ask(app, question, flags)),
  );
}

// The options of the parent may come before the subcommand, so both are read together.

function addIndexCommands(search: Command, signal: AbortSignal): void {
  const index = command(search, 'index', "pgvector's index of embeddings: create, drop, status", []);
  const flags = (made: Command) => made.optsWithGlobals<JsonFlag>();

  command(index, 'create', 'make it or go on making it; nightly runs keep it current', [jsonOption()]).action(
    (_: unknown, made: Command) =>
      inApp(flags(made), async (app) => (await import('./vector-index.ts')).createIndex(app, signal)),
  );

  command(index, 'drop', 'drop it; searches work without it', [jsonOption()]).action(
    (_: unknown, made: Command) =>
      inApp(flags(made), async (app) => (await import('./vector-index.ts')).dropIndex(app)),
  );

  command(index, 'status', 'whether there is one, and what it holds', [jsonOption()]).action(
    (_: unknown, made: Command) =>
      inApp(flags(made), async (app) => (await import('./vector-index.ts')).indexStatus(app)),
  );
}
