import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { graphOptions, type ModelFlags } from '../options/model.ts';
import { list } from '../options/values.ts';
import { configOf, inApp } from '../with-app.ts';
import { addPromotionCommands } from './promotion-declaration.ts';

/** `model check`, `bench`, `add`, `untranslate`, `list`, `activate`, and those of promotions. */
export function addModelCommands(program: Command, signal: AbortSignal): void {
  const model = command(program, 'model', 'models: add, check, compare, promote, roll back', []);
  const graphFlags = () => [...graphOptions(), jsonOption()];

  command(model, 'check [folder]', 'what a model is, whether it works, which precisions agree with fp32', [
    ...graphFlags(),
    new Option('--golden <file>', 'texts to compare precisions on, one a line (default: 2,000 of ours)'),
  ]).action((folder: string | undefined, flags: ModelFlags & JsonFlag & { golden?: string }) =>
    finish(flags, async () => (await import('./check.ts')).modelCheck(await configOf(flags), folder, flags)),
  );

  command(model, 'bench [folder]', 'find how a model runs fastest here, and store it for the workers', [
    ...graphFlags(),
    new Option('--golden <file>', 'texts to measure with, one a line (default: 2,000 of ours)'),
  ]).action((folder: string | undefined, flags: ModelFlags & JsonFlag & { golden?: string }) =>
    inApp(flags, async (app) => (await import('./bench.ts')).modelBench(app, folder, flags)),
  );

  command(model, 'add <folder>', 'check a model and record it beside the others', [
    ...graphFlags(),
    new Option('--translates <codes>', 'it translates these languages, such as de,fr, from now on').argParser(
      list,
    ),
    new Option('--into <code>', 'what it translates them into').default('en'),
  ]).action(
    (folder: string, flags: ModelFlags & JsonFlag & { translates?: readonly string[]; into: string }) =>
      inApp(flags, async (app) => {
        const { translates, into } = flags;
        if (!translates) return (await import('./activate.ts')).modelAdd(app, folder);
        return (await import('./translator.ts')).translatorAdd(app, folder, { translates, into });
      }),
  );

  command(model, 'untranslate <codes>', 'texts in these languages are not translated any more', [
    jsonOption(),
  ]).action((codes: string, flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./translator.ts')).untranslate(app, list(codes))),
  );

  command(model, 'list', 'the models that are known, and which are active', [jsonOption()]).action(
    (flags: JsonFlag) => inApp(flags, async (app) => (await import('./list.ts')).modelList(app)),
  );

  command(
    model,
    'activate <name>',
    'make a model (name, hash or folder) the one that reports show; audited before',
    [
      ...graphFlags(),
      new Option('--policy <file>', 'limits of the audit, as JSON; see docs/bias-audits.md'),
      new Option('--fail-on <status>', 'what stops it: fail (default) or warn').choices(['fail', 'warn']),
    ],
  ).action((name: string, flags: ModelFlags & JsonFlag & { policy?: string; failOn?: 'fail' | 'warn' }) =>
    inApp(flags, async (app) => (await import('./activate.ts')).modelActivate(app, name, flags)),
  );

  addPromotionCommands(model, signal);
}
