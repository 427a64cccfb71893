import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { searchFilterOptions } from '../options/search-filter.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { SearchFlags } from './search.ts';

/** `search`. */
export function addSearchCommands(program: Command): void {
  command(program, 'search [question]', 'sentences of comments, by meaning and by words', [
    ...searchFilterOptions(),
    new Option('--like <id>', 'sentences near to those of this comment, in place of a question').argParser(
      positive,
    ),
    new Option('--by <way>', 'meaning, words or both').choices(['both', 'meaning', 'words']).default('both'),
    new Option('--limit <n>', 'sentences to show, 1 to 100').argParser(positive).default(10),
    jsonOption(),
  ]).action((question: string | undefined, flags: SearchFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./search.ts')).search(app, question, flags)),
  );
}
