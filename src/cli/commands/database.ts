import type { Command } from 'commander';
import { command } from '../command.ts';
import { finish } from '../exit.ts';
import { type JsonFlag, jsonOption } from '../options/json.ts';
import { configOf } from '../settings.ts';

/** `db url`, `migrate` and `stop`. */
export function addDatabaseCommands(program: Command): void {
  const db = command(program, 'db', 'the database: url, migrate, stop', []);

  command(db, 'url', 'print its address; starts the embedded one when it is not up', [jsonOption()]).action(
    (flags: JsonFlag) =>
      finish(flags, async () => (await import('../database-command.ts')).databaseAddress(await configOf({}))),
  );

  command(db, 'migrate', 'bring it to the schema of this version', [jsonOption()]).action((flags: JsonFlag) =>
    finish(flags, async () => (await import('../database-command.ts')).migrateDatabase(await configOf({}))),
  );

  command(db, 'stop', 'stop the embedded Postgres', [jsonOption()]).action((flags: JsonFlag) =>
    finish(flags, async () => (await import('../database-command.ts')).stopDatabase(await configOf({}))),
  );
}
