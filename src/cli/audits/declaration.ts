import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { list, names } from '../options/values.ts';
import { withApp } from '../with-app.ts';
import type { AcceptFlags } from './accept.ts';
import type { BaselineFlags } from './baseline.ts';
import type { AuditFlags } from './run.ts';
import type { SwapFlags } from './swaps.ts';

// 1 is a gap beyond the limit. Every other failure has another code, so that a pipeline can tell them apart.
const notRun = (code: number) => (code === 2 ? 2 : 4);

/** Options for the scope and the policy. */
const selection = () => [
  new Option('--by <attributes>', 'attributes to audit by, with commas between').argParser(names),
  new Option('--window <days>', '30d, 2026-01-01..2026-03-31 or all (default: all)'),
  new Option('--policy <file>', 'JSON: attributes, limits, required checks; see docs/bias-audits.md'),
  new Option('--source <name>', 'only comments of this source'),
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
      new Option('--fail-on <status>', 'status that stops a release: fail (default) or warn').choices([
        'fail',
        'warn',
      ]),
      new Option('--trigger <why>', 'manual (default), or release: O2 from the scores themselves').choices([
        'manual',
        'release',
      ]),
      new Option('--sentences <language>', 'language of findings: en (default) or de').choices(['en', 'de']),
      new Option('--format <format>', 'table, json, junit, md or html')
        .choices(['table', 'json', 'junit', 'md', 'html'])
        .default('table'),
      new Option('--output <file>', 'write the report to this file'),
      new Option('--no-quotes', 'show comments by id only, for a report to pass on'),
      jsonOption(),
    ],
  ).action((flags: AuditFlags & JsonFlag) =>
    finish(
      flags,
      () => withApp({}, async (app) => (await import('./run.ts')).auditCommand(app, flags)),
      notRun,
    ),
  );
  addAcceptance(audit);
  addSwaps(audit);
  addCard(audit);
  addBaseline(audit);
}

// The options of the parent may come before the subcommand, so both are read together.

function addAcceptance(audit: Command): void {
  command(
    audit,
    'accept <finding>',
    'accept a finding until a date: it stays in reports but stops no release',
    [jsonOption()],
  )
    .requiredOption('--until <day>', 'last day, such as 2026-12-31')
    .requiredOption('--reason <text>', 'why')
    .option('--whom <name>', 'who accepts it (default: the user of the shell)')
    .option('--any-model', 'for any model (default: the model of the finding)')
    .action((finding: string, _: unknown, made: Command) => {
      const flags = made.optsWithGlobals<AcceptFlags & JsonFlag>();
      return finish(flags, () =>
        withApp({}, async (app) => (await import('./accept.ts')).auditAccept(app, finding, flags)),
      );
    });
}

function addSwaps(audit: Command): void {
  command(audit, 'swaps', 'compare results for the same sentences about different people', [
    jsonOption(),
    ...selection().filter((option) => !/--(by|window)/.test(option.flags)),
    new Option(
      '--language <codes>',
      'such as en,de (default: those of stored feedback that the model serves, and en)',
    ).argParser(list),
    new Option('--templates-only', 'do not swap words in stored comments'),
  ]).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<SwapFlags & JsonFlag>();
    return finish(
      flags,
      () => withApp({}, async (app) => (await import('./swaps.ts')).auditSwaps(app, flags)),
      notRun,
    );
  });
}

function addCard(audit: Command): void {
  command(
    audit,
    'card',
    'a section for a model card: findings of its audits, and checks without enough data',
    [jsonOption(), new Option('--model <name>', 'name or hash of a model (default: the active one)')],
  ).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<{ model?: string } & JsonFlag>();
    return finish(flags, () => withApp({}, async (app) => (await import('./card.ts')).auditCard(app, flags)));
  });
}

function addBaseline(audit: Command): void {
  const baseline = command(audit, 'baseline', 'the baseline of drift: set, list', []);

  command(baseline, 'set', 'freeze the current distributions as the baseline', [
    jsonOption(),
    ...selection(),
    new Option('--replace', 'replace the existing baseline'),
  ]).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<BaselineFlags & JsonFlag>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./baseline.ts')).baselineSet(app, flags)),
    );
  });

  command(baseline, 'list', 'list the frozen columns', [jsonOption()]).action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<BaselineFlags & JsonFlag>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./baseline.ts')).baselineList(app, flags)),
    );
  });
}
