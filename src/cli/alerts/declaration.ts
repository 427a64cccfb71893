import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { ChangeFlags, HistoryFlags, SnoozeFlags } from './alerts.ts';

/** `alert` and its commands. */
export function addAlertCommands(program: Command): void {
  const alert = command(program, 'alert', 'what changed beyond chance, and who is told', []);
  const by = () => new Option('--by <name>', 'who did it (default: your user name)');
  const note = () => new Option('--note <text>', 'what was done');

  command(
    alert,
    'apply [file]',
    'add or change rules and channels; without a file: the rules that are shipped',
    [jsonOption()],
  ).action((file: string | undefined, flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./rules.ts')).alertApply(app, file)),
  );

  command(alert, 'rules', 'rules and channels', [jsonOption()]).action((flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./rules.ts')).alertRules(app)),
  );

  command(alert, 'remove <names...>', 'remove rules or channels; their alerts count as resolved', [
    by(),
    jsonOption(),
  ]).action((names: string[], flags: ChangeFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./rules.ts')).alertRemove(app, names, flags)),
  );

  command(
    alert,
    'check',
    'check all rules now, and send what is new; exit code 3 if a channel took nothing',
    [jsonOption()],
  ).action((flags: JsonFlag) => inApp(flags, async (app) => (await import('./rules.ts')).alertCheck(app)));

  command(alert, 'test <channel>', 'send a test message to a channel', [jsonOption()]).action(
    (channel: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./rules.ts')).alertTest(app, channel)),
  );

  command(alert, 'list', 'alerts that are open or snoozed, the last found first', [
    new Option('--limit <n>', 'alerts at most').argParser(positive).default(20),
    jsonOption(),
  ]).action((flags: HistoryFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./alerts.ts')).alertList(app, flags)),
  );

  command(alert, 'history', 'all alerts, resolved ones too', [
    new Option('--limit <n>', 'alerts at most').argParser(positive).default(20),
    jsonOption(),
  ]).action((flags: HistoryFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./alerts.ts')).alertHistory(app, flags)),
  );

  command(alert, 'snooze <id>', 'tell nobody again before a day; then once more, if it lasts', [
    new Option('--days <n>', 'for so many days').argParser(positive),
    new Option('--until <day>', 'until a day, such as 2026-01-31'),
    ...[note(), by(), jsonOption()],
  ]).action((id: string, flags: SnoozeFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./alerts.ts')).alertSnooze(app, id, flags)),
  );

  command(alert, 'resolve <id>', 'close it; it is not reported again while it lasts', [
    ...[note(), by(), jsonOption()],
  ]).action((id: string, flags: ChangeFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./alerts.ts')).alertResolve(app, id, flags)),
  );
}
