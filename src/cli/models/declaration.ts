import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TimeSpan } from '../../domain/time-span.ts';
import type { GateChoice } from '../../runs/models/swap-gate.ts';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { endsItself, finish } from '../exit.ts';
import { graphOptions, type ModelFlags } from '../options/model.ts';
import { list } from '../options/values.ts';
import { configOf, inApp, withApp } from '../with-app.ts';

type ShadowFlags = ModelFlags & JsonFlag & TimeSpan & { margin: number; sample: number };

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

/** `model shadow`, `promote`, `rollback` and `history`. */
function addPromotionCommands(model: Command, signal: AbortSignal): void {
  const shadowOptions = () => [
    new Option('--margin <points>', 'accept a loss of accuracy of up to so many points')
      .argParser(pointsOf)
      .default(0, 'none: it must be better'),
    new Option('--sample <n>', 'other comments to judge, to tell how many change')
      .argParser(wholeOf)
      .default(1000),
    new Option('--since <day>', 'only comments from this day on'),
    new Option('--until <day>', 'only comments before this day'),
    ...graphOptions(),
    jsonOption(),
  ];

  command(
    model,
    'shadow <name>',
    'compare a model (name, hash or folder) with the active one on labelled random comments',
    shadowOptions(),
  ).action((name: string, flags: ShadowFlags) =>
    finish(flags, async () => {
      const options = await shadowed(flags, signal);
      return withApp(flags, async (app) => (await import('./promotion.ts')).modelShadow(app, name, options));
    }),
  );

  command(
    model,
    'promote <name>',
    'make a model the active one if labels show that it is better, and its audit passes',
    [
      ...shadowOptions(),
      new Option('--policy <file>', 'limits of the audit, as JSON; see docs/bias-audits.md'),
      new Option('--fail-on <status>', 'what stops it: fail (default) or warn').choices(['fail', 'warn']),
    ],
  ).action((name: string, flags: ShadowFlags & GateChoice) =>
    finish(flags, async () => {
      const options = { ...flags, ...(await shadowed(flags, signal)) };
      return withApp(flags, async (app) => (await import('./promotion.ts')).modelPromote(app, name, options));
    }),
  );

  command(model, 'rollback [name]', 'make the former active model, or an earlier one, active again', [
    jsonOption(),
  ]).action((name: string | undefined, flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./promotion.ts')).modelRollback(app, name)),
  );

  command(model, 'history', 'which model became active when, how, and what comparisons found', [
    jsonOption(),
  ]).action((flags: JsonFlag) =>
    inApp(flags, async (app) => (await import('./history.ts')).modelHistory(app)),
  );
}

async function shadowed({ margin, sample, since, until }: ShadowFlags, signal: AbortSignal) {
  const span = (await import('../dates.ts')).spanOf({ since, until });
  endsItself();
  return { margin: margin / 100, sample, span, signal };
}

function pointsOf(text: string): number {
  const points = Number(text);
  if (text.trim() !== '' && points >= 0 && points <= 100) return points;
  throw new InvalidArgumentError('Percentage points from 0 to 100 are expected.');
}

function wholeOf(text: string): number {
  if (/^(0|[1-9]\d{0,4})$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number from 0 to 99,999 is expected.');
}
