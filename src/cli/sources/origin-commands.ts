import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { endsItself } from '../exit.ts';
import { readingOptions } from '../options/import.ts';
import { parsedBy } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import { header, type OriginFlags, overlap } from './origin-flags.ts';

// A chunk is stored in less; a server that does not answer would never end.
const PULL_MS = 6_000;

/** `source add`, `check`, `pull` and `remove`: where sources are pulled from. */
export function addOriginCommands(source: Command, signal: AbortSignal): void {
  command(source, 'add <name>', 'pull a source from a database, folder, bucket or HTTP address', [
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: as the user writes it.
    new Option(
      '--from <address>',
      "postgres://, s3://, https:// or a folder; secrets as '${NAME}' from the environment",
    ).makeOptionMandatory(),
    new Option('--query <sql>', 'postgres: the SELECT to read'),
    new Option('--cursor <column>', 'column or member that grows with each change, such as updated_at'),
    new Option('--id <column>', 'postgres: column that tells rows with the same cursor apart (default: id)'),
    new Option('--overlap <time>', 'read again from so long before the cursor, such as 1h').argParser(
      parsedBy(overlap),
    ),
    new Option('--records <path>', 'http: where the list of records is, such as data.items'),
    new Option('--next <path>', 'http: where the next page is, such as meta.next (default: the Link header)'),
    new Option('--page-parameter <name>', 'http: parameter of the number, or token, of the page'),
    new Option('--since <name>', 'http: parameter that takes the cursor'),
    new Option(
      '--http-header <header>',
      "http: such as 'Authorization: Bearer ${NAME}'; may be repeated",
    ).argParser((text: string, before: Record<string, string> | undefined) => ({
      ...before,
      ...parsedBy(header)(text),
    })),
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as the user writes it.
    ...readingOptions(),
    new Option('--no-check', 'add it even if it cannot be reached now'),
    jsonOption(),
  ]).action((name: string, flags: OriginFlags) =>
    inApp(flags, async (app) => (await import('./origins.ts')).originAdd(app, name, flags)),
  );

  command(source, 'check <name>', 'ask the origin of a source what a pull would read', [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./origins.ts')).originCheck(app, name)),
  );

  command(source, 'pull [names...]', 'import what is new at the origins of sources (default: of all)', [
    new Option('--again', 'read from the start; what is stored is recognised'),
    new Option('--dry-run', 'show what would be done, write nothing'),
    jsonOption(),
  ]).action((names: string[], flags: JsonFlag & { again?: boolean; dryRun?: boolean }) =>
    inApp(flags, async (app) => {
      endsItself(PULL_MS);
      return (await import('./origins.ts')).originPull(app, names, { ...flags, signal });
    }),
  );

  command(source, 'remove <name>', 'no longer pull a source; its comments stay', [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./origins.ts')).originRemove(app, name)),
  );
}
