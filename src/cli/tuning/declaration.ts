import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { inApp } from '../with-app.ts';

/** `tune sentiment` and `tune topic`. */
export function addTuneCommands(program: Command, signal: AbortSignal): void {
  const tune = command(program, 'tune', 'models and topics that learn from labels', []);

  command(
    tune,
    'sentiment',
    'make a model whose sentiment is corrected by your labels; it does not become active',
    [
      new Option('--name <name>', 'name of the new model (default: that of its base with -tuned)'),
      new Option('--dry-run', 'show what would be gained, make nothing'),
      jsonOption(),
    ],
  ).action((flags: JsonFlag & { name?: string; dryRun?: boolean }) =>
    inApp(flags, async (app) => (await import('./tune.ts')).sentimentTune(app, flags)),
  );

  command(
    tune,
    'topic <topic>',
    'show what labelled sentences gain a topic as examples, by name, key or id',
    [new Option('--apply', 'give them to the topic, and judge it anew'), jsonOption()],
  ).action((name: string, flags: JsonFlag & { apply?: boolean }) =>
    inApp(flags, async (app) => (await import('./tune.ts')).topicTune(app, name, flags, signal)),
  );
}
