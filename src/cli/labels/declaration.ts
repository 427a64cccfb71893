import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { inApp } from '../with-app.ts';

type LabelFlags = JsonFlag & { source?: string; labeller?: string; task?: string };

/** `label import`. */
export function addLabelCommands(program: Command): void {
  const label = command(program, 'label', 'labels by people', []);

  command(label, 'import <file>', 'labels of stored feedback from a CSV file: id, label, labeller, task', [
    new Option('--source <name>', 'source of the feedback, where no column says it'),
    new Option('--labeller <name>', 'who labelled, where no column says it'),
    new Option('--task <name>', 'sentiment (default), toxicity or "emotion NAME", where no column says it'),
    jsonOption(),
  ]).action((file: string, flags: LabelFlags) =>
    inApp(flags, async (app) => (await import('./labels.ts')).labelImport(app, file, flags)),
  );
}
