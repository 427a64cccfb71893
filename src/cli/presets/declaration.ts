import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { inApp } from '../with-app.ts';

/** `preset list`, `show`, `save` and `remove`. */
export function addPresetCommands(program: Command): void {
  const preset = command(program, 'preset', 'what is known of the files that tools export', []);

  command(preset, 'list', 'presets that files are compared with', [jsonOption()]).action((flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./presets.ts')).presetList(app)),
  );

  command(preset, 'show <name>', 'a preset in YAML, to be copied and changed', [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./presets.ts')).presetShow(app, name)),
  );

  command(preset, 'save <file>', 'store a preset of your own; files are compared with it from then on', [
    new Option('--dry-run', 'only check it'),
    jsonOption(),
  ]).action((file: string, flags: JsonFlag & { dryRun?: boolean }) =>
    inApp(flags, async (app) => (await import('./presets.ts')).presetSave(app, file, flags)),
  );

  command(preset, 'remove <name>', 'remove a preset that was stored', [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./presets.ts')).presetRemove(app, name)),
  );
}
