import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { LabelExportFlags } from './export.ts';

type LabelFlags = JsonFlag & { source?: string; labeller?: string; task?: string; question?: string };

/** `label import`, `label export` and `label rules`. */
export function addLabelCommands(program: Command): void {
  const label = command(program, 'label', 'labels by people and by rules', []);

  command(label, 'import <file>', 'labels of stored feedback: CSV, Label Studio, Argilla', [
    new Option('--source <name>', 'source of the feedback, where no column says it'),
    new Option('--labeller <name>', 'who labelled, where no column says it'),
    new Option('--task <name>', 'sentiment (default), toxicity, "emotion NAME" or "topic NAME", likewise'),
    new Option(
      '--question <name>',
      'question of a labelling tool that asks the label, if not named as a task',
    ),
    jsonOption(),
  ]).action((file: string, flags: LabelFlags) =>
    inApp(flags, async (app) => (await import('./labels.ts')).labelImport(app, file, flags)),
  );

  command(label, 'export', 'comments to label elsewhere, or with their labels', [
    new Option('--format <format>', 'what reads it')
      .choices(['csv', 'label-studio', 'argilla'])
      .default('csv'),
    new Option('--output <file>', 'the file, which holds texts of customers').makeOptionMandatory(),
    new Option('--draw <n>', 'comments of this draw').argParser(positive),
    new Option('--unlabelled', 'comments that nobody has labelled (default: labelled ones)'),
    new Option('--task <name>', 'sentiment (default), toxicity, "emotion NAME" or "topic NAME"'),
    new Option('--source <name>', 'only feedback of this source'),
    new Option('--limit <n>', 'comments at most').argParser(positive),
    jsonOption(),
  ]).action((flags: JsonFlag & LabelExportFlags) =>
    inApp(flags, async (app) => (await import('./export.ts')).labelExport(app, flags)),
  );

  command(label, 'rules <file>', 'weak labels of sentences by words and phrases: CSV or YAML', [
    new Option('--dry-run', 'only show what the rules would label'),
    jsonOption(),
  ]).action((file: string, flags: JsonFlag & { dryRun?: boolean }) =>
    inApp(flags, async (app) => (await import('./rules.ts')).labelRules(app, file, flags)),
  );
}
