import { type Command, Option } from 'commander';
import type { App } from '../../app/open.ts';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { endsItself, finish } from '../exit.ts';
import { writerOption } from '../options/model.ts';
import { names } from '../options/values.ts';
import { SERVICE_WAIT, withApp } from '../with-app.ts';
import type { DigestFlags } from './digest.ts';
import type { FreshnessFlags } from './freshness.ts';
import type { NightlyFlags } from './nightly.ts';

const period = () =>
  new Option('--period <period>', 'day, week, month (the last whole one), all, or FROM..TO').default('week');

/** `nightly`, `digest` and `freshness`. */
export function addNightlyCommands(program: Command, signal: AbortSignal): void {
  command(
    program,
    'nightly',
    'one nightly run now: analyse, roll-ups, themes, digest, audit, checks; or the schedule',
    [
      new Option(
        '--by <names>',
        'attributes that roll-ups and digests are broken down by, from now on',
      ).argParser(names),
      period(),
      writerOption(),
      new Option(
        '--webhook [address]',
        'sends the digest, as Slack takes it; without a value to VERBATIM_WEBHOOK',
      ),
      new Option('--policy <file>', 'audits each nightly run by this policy, from now on'),
      new Option('--no-policy', 'stops auditing'),
      new Option('--no-worker', 'leaves the batches to verbatim worker processes'),
      new Option('--rebuild', 'counts and clusters everything again'),
      new Option(
        '--schedule [cron]',
        'stays, and makes nightly runs as they are due; without a value: shows the schedule',
      ),
      new Option('--tz <zone>', 'zone of the schedule').default('UTC'),
      new Option('--unschedule', 'ends the schedule'),
      jsonOption(),
    ],
  ).action((flags: NightlyFlags & JsonFlag) =>
    finish(flags, async () => {
      const { checkNightlyFlags, nightly } = await import('./nightly.ts');
      checkNightlyFlags(flags);
      // A process that stays is a service.
      const wait = typeof flags.schedule === 'string' ? SERVICE_WAIT : 0;
      const work = (app: App) => {
        endsItself();
        return nightly(app, flags, signal);
      };
      return withApp({}, work, wait);
    }),
  );

  command(program, 'digest', 'what customers said in a period, in their words', [
    period(),
    new Option('--by <names>', 'source, or attributes').argParser(names),
    new Option('--format <format>').choices(['text', 'md', 'html', 'json']).default('text'),
    writerOption(),
    new Option('--output <file>', 'writes it there'),
    new Option(
      '--webhook [address]',
      'sends it, as Slack takes it; each digest once; without a value to VERBATIM_WEBHOOK',
    ),
    jsonOption(),
  ]).action((flags: DigestFlags & JsonFlag) =>
    finish(flags, async () => {
      const { checkDigestFlags, digestCommand } = await import('./digest.ts');
      checkDigestFlags(flags);
      return withApp({}, (app) => digestCommand(app, flags, signal));
    }),
  );

  command(program, 'freshness', 'how old the tables of the last nightly run are; exit code 4 when too old', [
    new Option('--warn <time>', 'late from this age on').default('26h'),
    new Option('--error <time>', 'stale from this age on').default('50h'),
    jsonOption(),
  ]).action((flags: FreshnessFlags & JsonFlag) =>
    finish(flags, async () => {
      const { freshness, freshnessLimits } = await import('./freshness.ts');
      const limits = freshnessLimits(flags);
      return withApp({}, (app) => freshness(app, limits));
    }),
  );
}
