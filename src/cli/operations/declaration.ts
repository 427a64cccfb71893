import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { type ModelFlags, modelOption, modelOptions } from '../options/model.ts';
import { configOf, inApp } from '../with-app.ts';

/** For operators: `status`, `requeue`, `failures`, `retry` and `doctor`. */
export function addOperationCommands(program: Command): void {
  command(program, 'status', 'what is stored, what is missing, what waits', [jsonOption()]).action(
    (flags: JsonFlag) => inApp(flags, async (app) => (await import('./status.ts')).status(app)),
  );

  command(program, 'requeue', 'rebuild the queue from what Postgres says is missing', [
    modelOption(),
    jsonOption(),
  ]).action((flags: ModelFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./requeue.ts')).requeue(app, 'requeue')),
  );

  command(program, 'failures', 'documents set aside and batches that gave up, by the code of their error', [
    modelOption(),
    jsonOption(),
  ]).action((flags: ModelFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./requeue.ts')).failures(app)),
  );

  command(program, 'retry', 'try documents and batches again that failed for one reason', [
    modelOption(),
    new Option('--group <code>', 'code of their error, as verbatim failures lists it').makeOptionMandatory(),
    jsonOption(),
  ]).action((flags: ModelFlags & JsonFlag & { group: string }) =>
    inApp(flags, async (app) => (await import('./requeue.ts')).retry(app, flags.group)),
  );

  command(program, 'doctor', 'try every part that a run needs', [...modelOptions(), jsonOption()]).action(
    (flags: ModelFlags & JsonFlag) =>
      finish(flags, async () => (await import('./doctor.ts')).doctor(await configOf(flags))),
  );
}
