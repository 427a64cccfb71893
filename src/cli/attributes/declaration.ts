import type { Command } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { list } from '../options/values.ts';
import { inApp } from '../with-app.ts';

/** `attribute band`, `name`, `list` and `drop`. */
export function addAttributeCommands(program: Command): void {
  const attribute = command(program, 'attribute', 'attributes in bands or by other names', []);

  command(attribute, 'band <name>', 'a column of numbers in bands', [jsonOption()])
    .requiredOption('--from <column>', 'column of the file')
    .requiredOption('--at <cuts>', 'lowest value of each band but the first: 18,25,35', list)
    .action((name: string, flags: JsonFlag & { from: string; at: string[] }) =>
      inApp(flags, async (app) => {
        return (await import('./attributes.ts')).attributeDefine(app, name, flags.from, flags.at);
      }),
    );

  command(attribute, 'name <name>', 'another name of a column', [jsonOption()])
    .requiredOption('--from <column>', 'column of the file')
    .action((name: string, flags: JsonFlag & { from: string }) =>
      inApp(flags, async (app) => {
        return (await import('./attributes.ts')).attributeDefine(app, name, flags.from, null);
      }),
    );

  command(attribute, 'list', 'attributes that are defined', [jsonOption()]).action((flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./attributes.ts')).attributeList(app)),
  );

  command(attribute, 'drop <name>', 'forget a definition', [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./attributes.ts')).attributeDrop(app, name)),
  );
}
