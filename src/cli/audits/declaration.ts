import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { list, names } from '../options/values.ts';
import { withApp } from '../with-app.ts';
import type { AcceptFlags } from './audit-accept.ts';
import type { BaselineFlags } from './audit-baseline.ts';
import type { AuditFlags } from './audit-command.ts';
import type { SwapFlags } from './audit-swaps.ts';

// 1 is a gap beyond the limit: whatever else goes wrong has another code.
const notRun = (code: number) => (code === 2 ? 2 : 4);

/** What is audited, and by which policy. */
const selection = () => [
  new Option('--by <attributes>', 'attributes to audit by, with commas between').argParser(names),
  new Option('--window <days>', '30d, 2026-01-01..2026-03-31 or all (default: all)'),
  new Option('--policy <file>', 'JSON: attributes, limits, what must not fail; see docs/bias-audits.md'),
  new Option('--source <name>', 'only feedback of this source'),
  new Option('--model <name>', 'name or hash of a model (default: the active one)'),
];

/** `audit` and what is under it: `accept`, `swaps`, `card`, `baseline set` and `list`. */
export function addAuditCommands(program: Command): void {
  const audit = command(
    program,
    'audit',
    'bias audit by groups: gaps, errors, drift; exit code by the policy',
    [
      ...selection(),
      new Option('--fail-on <status>', 'what stops: fail (default) or warn').choices(['fail', 'warn']),
      new Option('--trigger <why>', 'manual (default), or release: O2 from the scores themselves').choices([
        'manual',
        'release',
      ]),
      new Option('--sentences <language>', 'what findings say: en (default) or de').choices(['en', 'de']),
      new Option('--format <format>', 'table, json, junit, md or html')
        .choices(['table', 'json', 'junit', 'md', 'html'])
        .default('table'),
      new Option('--output <file>', 'write the report to this file'),
      new Option('--no-quotes', 'comments by id alone, for a report that is passed on'),
      jsonOption(),
    ],
  ).action((flags: AuditFlags & JsonFlag) =>
    finish(
      flags,
      () => withApp({}, async (app) => (await import('./audit-command.ts')).auditCommand(app, flags)),
      notRun,
    ),
  );
  addAcceptance(audit);
  addSwaps(audit);
  addCard(audit);
  addBaseline(audit);
}

// Options of the parent come before the subcommand's own: both are read together.

function addAcceptance(audit: Command): void {
  command(audit, 'accept <finding>', 'accept a finding until a date: it is printed on and stops nothing', [
    jsonOption(),
  ])
    .requiredOption('--until <day>', 'last day, such as 2026-12-31')
    .requiredOption('--reason <text>', 'why')
    .option('--whom <name>', 'who accepts it (default: the user of the shell)')
    .option('--any-model', 'whatever model has it (default: the model of the finding)')
    .action((finding: string, _: unknown, made: Command) => {
      const flags = made.optsWithGlobals<AcceptFlags & JsonFlag>();
      return finish(flags, () =>
        withApp({}, async (app) => (await import('./audit-accept.ts')).auditAccept(app, finding, flags)),
      );
    });
}

function addSwaps(audit: Command): void {
  command(audit, 'swaps', 'the same sentences about other people: what does the model make of it?', [
    jsonOption(),
    ...selection().filter((option) => !/--(by|window)/.test(option.flags)),
    new Option('--language <codes>', 'such as en,de (default: what the model serves)').argParser(list),
    new Option('--templates-only', 'leaves stored feedback alone'),
  ]).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<SwapFlags & JsonFlag>();
    return finish(
      flags,
      () => withApp({}, async (app) => (await import('./audit-swaps.ts')).auditSwaps(app, flags)),
      notRun,
    );
  });
}

function addCard(audit: Command): void {
  command(
    audit,
    'card',
    'a section for the card of a model: what its audits found, and what they could not tell',
    [jsonOption(), new Option('--model <name>', 'name or hash of a model (default: the active one)')],
  ).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<{ model?: string } & JsonFlag>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./audit-card.ts')).auditCard(app, flags)),
    );
  });
}

function addBaseline(audit: Command): void {
  const baseline = command(audit, 'baseline', 'what drift is measured from: set, list', []);

  command(baseline, 'set', 'freeze what feedback and results look like now', [
    jsonOption(),
    ...selection(),
    new Option('--replace', 'in the place of the one that is frozen'),
  ]).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<BaselineFlags & JsonFlag>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./audit-baseline.ts')).baselineSet(app, flags)),
    );
  });

  command(baseline, 'list', 'columns that are frozen', [jsonOption()]).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<BaselineFlags & JsonFlag>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./audit-baseline.ts')).baselineList(app, flags)),
    );
  });
}
