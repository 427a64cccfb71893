import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { LabelExportFlags } from './export.ts';
import type { EditFlags } from './review.ts';

type LabelFlags = JsonFlag & { source?: string; labeller?: string; task?: string; question?: string };

/** `label` and its commands. */
export function addLabelCommands(program: Command): void {
  const label = command(program, 'label', 'labels by people and by rules', []);
  const who = () => new Option('--labeller <name>', 'who labels (default: your user name)');

  command(label, 'next', 'the next comment to label; on a terminal one after the other, one key a label', [
    who(),
    new Option('--after <item>', 'the one that follows this item').argParser(positive),
    jsonOption(),
  ]).action((flags: EditFlags & JsonFlag) =>
    inApp(flags, async (app) =>
      process.stdin.isTTY && process.stdout.isTTY && !flags.json
        ? (await import('./terminal.ts')).labelAtTerminal(app, flags)
        : (await import('./review.ts')).labelNext(app, flags),
    ),
  );

  command(
    label,
    'set <comment> <value>',
    'label a comment by its number; the value none withdraws the label',
    [
      new Option('--task <name>', 'sentiment (default), toxicity, "emotion NAME" or "topic NAME"'),
      new Option('--sentence <from-to>', 'a sentence, by its offsets in code points'),
      new Option('--reason <text>', 'why'),
      ...[who(), jsonOption()],
    ],
  ).action((comment: string, value: string, flags: EditFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./review.ts')).labelSet(app, positive(comment), value, flags)),
  );

  command(label, 'undo', 'undo your last label; again for the one before it', [who(), jsonOption()]).action(
    (flags: EditFlags & JsonFlag) =>
      inApp(flags, async (app) => (await import('./review.ts')).labelUndo(app, flags)),
  );

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
