import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { configOf } from '../with-app.ts';

/** `db url`, `migrate`, `grants` and `stop`. */
export function addDatabaseCommands(program: Command): void {
  const db = command(program, 'db', 'the database: url, migrate, grants, stop', []);

  command(db, 'url', 'print its address; starts the embedded one when it is not up', [jsonOption()]).action(
    (flags: JsonFlag) =>
      finish(flags, async () => (await import('./database.ts')).databaseAddress(await configOf({}))),
  );

  command(db, 'migrate', 'bring it to the schema of this version', [jsonOption()]).action((flags: JsonFlag) =>
    finish(flags, async () => (await import('./database.ts')).migrateDatabase(await configOf({}))),
  );

  command(
    db,
    'grants',
    'make the roles verbatim_reader, verbatim_analyst and verbatim_originals and what they may; exit code 3 when an administrator must',
    [new Option('--sql', 'prints all of it as SQL, and changes nothing'), jsonOption()],
  ).action((flags: { sql?: boolean } & JsonFlag) =>
    finish(flags, async () => (await import('./database.ts')).grantDatabase(await configOf({}), flags)),
  );

  command(db, 'stop', 'stop the embedded Postgres', [jsonOption()]).action((flags: JsonFlag) =>
    finish(flags, async () => (await import('./database.ts')).stopDatabase(await configOf({}))),
  );
}
