import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { inApp } from '../with-app.ts';
import type { KeyFlags } from './keys.ts';

/** `key create`, `list` and `revoke`. */
export function addKeyCommands(program: Command): void {
  const key = command(program, 'key', 'keys of the HTTP server', []);

  command(key, 'create <name>', 'a new key, shown once', [
    new Option('--scope <names>', 'with commas between: read, quotes, import, label, admin').default('read'),
    new Option('--days <number>', 'how long it works; default: until it is revoked'),
    jsonOption(),
  ]).action((name: string, flags: KeyFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./keys.ts')).keyCreate(app, name, flags)),
  );

  command(key, 'list', 'the keys, without the keys themselves', [jsonOption()]).action((flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./keys.ts')).keyList(app)),
  );

  command(key, 'revoke <name>', 'refuse a key from now on', [jsonOption()]).action(
    (name: string, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./keys.ts')).keyRevoke(app, name)),
  );
}
