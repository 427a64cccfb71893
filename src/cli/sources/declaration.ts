import { type Command, Option } from 'commander';
import { parsePattern } from '../../privacy/rule-settings.ts';
import { NAME_TREATMENTS } from '../../privacy/rules.ts';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { maskingOptions } from '../options/import.ts';
import { parsedBy } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import { addOriginCommands } from './origin-commands.ts';
import { type RuleFlags, retention } from './rule-flags.ts';

type SourceFlags = JsonFlag & { dryRun?: boolean; dropClashes?: boolean };

const dryRunOption = () => new Option('--dry-run', 'show what would be done, change nothing');

const EVERY = "or '*' for every source";

/** `source list`, `set`, `show`, `rename` and `merge`, and those of origins. */
export function addSourceCommands(program: Command, signal: AbortSignal): void {
  const source = command(program, 'source', 'where comments come from, by name', []);

  command(source, 'list', 'sources, with their comments, imports and origins', [jsonOption()]).action(
    (flags: JsonFlag) => inApp(flags, async (app) => (await import('./sources.ts')).sourceList(app)),
  );

  addOriginCommands(source, signal);

  command(source, 'set <name>', `rules of a source, ${EVERY}: what is masked and how long it is kept`, [
    ...maskingOptions(),
    new Option('--places <what>', 'names of places (default: off)').choices([...NAME_TREATMENTS]),
    new Option('--retain <days>', 'delete comments that are older, such as 400d; never').argParser(
      parsedBy(retention),
    ),
    new Option('--pattern <kind=regex>', 'mask a kind of your own, such as order=ORD-\\d{6}').argParser(
      (text: string, before: RuleFlags['pattern']) => ({ ...before, ...parsedBy(parsePattern)(text) }),
    ),
    new Option('--no-pattern <kind>', 'no longer mask this kind').argParser(
      (kind: string, before: RuleFlags['pattern']) => ({ ...before, [kind]: null }),
    ),
    new Option('--keep-name <name>', 'a name that stays, such as that of a colleague').argParser(
      (kept: string, before: string[] | undefined) => [...(before ?? []), kept],
    ),
    jsonOption(),
  ]).action((name: string, flags: RuleFlags) =>
    inApp(flags, async (app) => (await import('./rules.ts')).sourceSet(app, name, flags)),
  );

  command(source, 'show <name>', `rules that are in force for a source, ${EVERY}`, [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./rules.ts')).sourceShow(app, name)),
  );

  command(source, 'rename <old> <new>', 'give a source another name', [dryRunOption(), jsonOption()]).action(
    (from: string, to: string, flags: SourceFlags) =>
      inApp(flags, async (app) => (await import('./sources.ts')).sourceRename(app, from, to, flags)),
  );

  command(source, 'merge <from> <into>', 'put the comments of one source into another', [
    new Option('--drop-clashes', 'delete comments whose id the other source uses for others'),
    dryRunOption(),
    jsonOption(),
  ]).action((from: string, into: string, flags: SourceFlags) =>
    inApp(flags, async (app) => (await import('./sources.ts')).sourceMerge(app, from, into, flags)),
  );
}
