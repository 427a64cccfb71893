import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { inApp } from '../with-app.ts';

type SourceFlags = JsonFlag & { dryRun?: boolean; dropClashes?: boolean };

const dryRunOption = () => new Option('--dry-run', 'show what would be done, change nothing');

/** `source list`, `rename` and `merge`. */
export function addSourceCommands(program: Command): void {
  const source = command(program, 'source', 'where comments come from, by name', []);

  command(source, 'list', 'sources, with their comments and imports', [jsonOption()]).action(
    (flags: JsonFlag) => inApp(flags, async (app) => (await import('./sources.ts')).sourceList(app)),
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
