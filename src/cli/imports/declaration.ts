import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { endsItself } from '../exit.ts';
import { bomOptions } from '../options/bom.ts';
import { type ImportFlags, importFlagOptions, importSettings } from '../options/import.ts';
import { type AnalysisFlags, analysisOptions } from '../options/model.ts';
import { importNumber, positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { RejectsFlags } from './rejects.ts';

// Storing a chunk takes less. A silent standard input would never end.
const IMPORT_MS = 6_000;

/** `run`, `import`, `import undo` and `rejects`. */
export function addImportCommands(program: Command, signal: AbortSignal): void {
  command(program, 'run <files...>', 'import, analyse and report, in one go', [
    ...importFlagOptions(),
    new Option('--allow-rejects', 'analyse even if more than 5 % of the rows of a file are rejected'),
    ...analysisOptions(),
    jsonOption(),
  ]).action((files: string[], flags: ImportFlags & AnalysisFlags & JsonFlag & { allowRejects?: boolean }) =>
    inApp(flags, async (app) => {
      const { runCommand } = await import('./run.ts');
      const { worker: work, rejects, allowRejects } = flags;
      endsItself();
      return runCommand(app, files, { import: importSettings(flags), work, rejects, allowRejects, signal });
    }),
  );

  const importFiles = command(
    program,
    'import <files...>',
    'only import files or folders; - reads standard input',
    [...importFlagOptions(), new Option('--dry-run', 'show what would be done, write nothing'), jsonOption()],
  ).action((files: string[], flags: ImportFlags & JsonFlag & { dryRun?: boolean }) =>
    inApp(flags, async (app) => {
      const { importCommand } = await import('./import.ts');
      const options = { ...importSettings(flags), dryRun: flags.dryRun ?? false, signal };
      endsItself(IMPORT_MS);
      return importCommand(app, files, options, flags.rejects);
    }),
  );

  command(importFiles, 'undo <id>', 'undo an import: delete its comments, and what only they need', [
    new Option('--with-labels', 'even if people have labelled its comments'),
    new Option('--dry-run', 'show what would be done, change nothing'),
    jsonOption(),
  ]).action((id: string, _: unknown, made: Command) => {
    // `import` has some of these options, too, and parses them first.
    const flags = made.optsWithGlobals<JsonFlag & { dryRun?: boolean; withLabels?: boolean }>();
    return inApp(flags, async (app) =>
      (await import('./undo.ts')).undoCommand(app, importNumber(id), flags, signal),
    );
  });

  command(program, 'rejects', 'rejected rows that are not corrected yet, as CSV', [
    new Option('--import <id>', 'only of this import').argParser(positive),
    new Option('--source <name>', 'only of this source'),
    new Option('--output <file>', 'write them to this file'),
    ...bomOptions(),
    jsonOption(),
  ]).action((flags: JsonFlag & RejectsFlags) =>
    inApp(flags, async (app) => (await import('./rejects.ts')).rejectsCommand(app, flags)),
  );
}
