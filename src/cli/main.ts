import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Config, readConfig } from '../config.ts';
import type { TimeSpan } from '../domain/time-span.ts';
import { VerbatimError } from '../errors.ts';
import { type ColumnMap, parseColumns, parseMap } from '../ingest/column-map.ts';
import { parseQuotes, QUOTE_STYLES, type Quotes } from '../ingest/quotes.ts';
import { DECIMAL_SIGNS, type DecimalSign } from '../ingest/ratings.ts';
import { DATE_ORDERS, type DateOrder, parseTimeZone } from '../ingest/time-format.ts';
import { abortOnSignal } from '../lifecycle.ts';
import { VERSION } from '../version.ts';
import type { App } from './app.ts';
import type { AcceptFlags } from './audit-accept.ts';
import type { BaselineFlags } from './audit-baseline.ts';
import type { AuditFlags } from './audit-command.ts';
import type { SwapFlags } from './audit-swaps.ts';
import type { DigestFlags } from './digest.ts';
import type { FreshnessFlags } from './freshness.ts';
import type { KeyFlags } from './key-command.ts';
import type { NightlyFlags } from './nightly.ts';
import { type Outcome, printError, printOutcome } from './output.ts';
import type { ReportFlags } from './report-command.ts';
import type { SummaryFlags } from './summary.ts';

/** The command line: flags in, calls out, outcome printed. Commands are loaded when they are run. */

interface ImportFlags {
  source?: string;
  map?: ColumnMap;
  ignore?: string[];
  keep?: string[];
  joinText?: boolean;
  mapping?: string;
  saveMapping?: string;
  delimiter?: string;
  quote?: Quotes;
  header?: 'yes' | 'no';
  encoding?: string;
  dates?: DateOrder | 'iso';
  timeZone?: string;
  decimal?: DecimalSign;
  update?: boolean;
  rejects?: string;
}
interface ModelFlags {
  model?: string;
  precision?: string;
  device?: string;
  sessions?: string;
  concurrency?: string;
}
type Flags = ImportFlags &
  ModelFlags & { host?: string; port?: string; metricsPort?: string; json?: boolean };

const signal = abortOnSignal();
const program = new Command('verbatim')
  .description('Batch text analytics for customer feedback: CSV in, analysed rows in your own Postgres.')
  .version(VERSION)
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .showSuggestionAfterError();

function config(flags: Flags): Config {
  return readConfig(process.env, {
    VERBATIM_MODEL: flags.model,
    VERBATIM_PRECISION: flags.precision,
    VERBATIM_DEVICE: flags.device,
    VERBATIM_SESSIONS: flags.sessions,
    VERBATIM_CONCURRENCY: flags.concurrency,
    VERBATIM_HOST: flags.host,
    VERBATIM_PORT: flags.port,
    VERBATIM_METRICS_PORT: flags.metricsPort,
  });
}

/** Seconds: what a supervisor starts may be up before the servers that it needs. */
const SERVICE_WAIT = 60;

/** Opens what most commands need, runs one, closes everything. */
async function withApp(flags: Flags, work: (app: App) => Promise<Outcome>, wait = 0): Promise<Outcome> {
  const { openApp } = await import('./app.ts');
  const app = await openApp(config(flags), wait);
  try {
    return await work(app);
  } finally {
    // A worker has its time to finish, the rest ten seconds more.
    await app.lifecycle.close((app.config.shutdownSeconds + 10) * 1000);
  }
}

async function finish(
  flags: { json?: boolean },
  work: () => Promise<Outcome>,
  exitOf = (code: number) => code,
): Promise<void> {
  let code: number;
  try {
    const outcome = await work();
    printOutcome(outcome, flags.json ?? false);
    code = outcome.exit;
  } catch (error) {
    const { asDatabaseError } = await import('../db/client.ts');
    code = exitOf(printError(asDatabaseError(error) ?? error, flags.json ?? false));
  }
  await flush();
  process.exit(code);
}

/** A pipe may take its time; nothing printed is lost at exit. */
const flush = () =>
  Promise.all([process.stdout, process.stderr].map((stream) => new Promise((end) => stream.write('', end))));

const parsedBy =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof VerbatimError ? error.message : String(error));
    }
  };
const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
const positive = (text: string) => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return Number(text);
};

const json = new Option('--json', 'one JSON document on standard output');
const period = (usual: string) =>
  new Option('--period <period>', 'day, week, month (the last whole one), all, or FROM..TO').default(usual);
const importOptions = [
  new Option('--source <name>', 'name of where the feedback comes from (default: the file name)'),
  new Option('--map <pairs>', 'columns by name or position: text="Review Text",id=#1').argParser(
    parsedBy(parseMap),
  ),
  new Option('--join-text', 'make one text of several text columns (default: feedback of their own)'),
  new Option('--ignore <columns>', 'columns that are not stored').argParser(parsedBy(parseColumns)),
  new Option('--keep <columns>', 'the only further columns that are stored').argParser(
    parsedBy(parseColumns),
  ),
  new Option('--mapping <name>', 'columns and formats as saved under this name'),
  new Option('--save-mapping <name>', 'save columns and formats under this name'),
  new Option('--delimiter <char>', 'field separator (default: detected)'),
  new Option('--quote <style>', `${QUOTE_STYLES.join(', ')} (default: detected)`).argParser(
    parsedBy(parseQuotes),
  ),
  new Option('--header <yes|no>', 'whether the first row names the columns (default: detected)').choices([
    ...['yes', 'no'],
  ]),
  new Option('--encoding <name>', 'such as windows-1252 (default: detected over the whole file)'),
  new Option('--dates <order>', 'how 03/04/2024 is read (default: by the whole file)').choices([
    ...[...DATE_ORDERS, 'iso'],
  ]),
  new Option('--time-zone <name>', 'of times that have none, such as Europe/Berlin (default: UTC)').argParser(
    parsedBy(parseTimeZone),
  ),
  new Option('--decimal <sign>', 'decimal sign (default: by the whole file)').choices([...DECIMAL_SIGNS]),
  new Option('--update', 'let the file change the text of most ids that are stored'),
  new Option('--rejects <file>', 'write rejected rows to this CSV file, to be mended and imported'),
];
const modelOptions = [
  new Option('--model <folder>', 'model folder (default: the active model)'),
  new Option('--precision <name>', 'graph of the folder to run: fp32, int8 … (default: fp32)'),
  new Option('--device <name>', 'cpu, cuda or cuda:N'),
  new Option('--sessions <n>', 'session threads'),
  new Option('--concurrency <n>', 'batches held at once'),
];
const command = (nameAndArgs: string, description: string, options: Option[]) => {
  const made = program.command(nameAndArgs).description(description);
  for (const option of options) made.addOption(option);
  return made;
};
const importSettings = ({ header, quote, ...flags }: ImportFlags) => {
  const { source, map, ignore, keep, joinText, mapping, saveMapping } = flags;
  const { delimiter, encoding, dates, timeZone, decimal, update } = flags;
  return {
    ...{ source, map, ignore, keep, joinText, mapping, saveMapping },
    ...{ delimiter, encoding, dates, timeZone, decimal, update, quotes: quote },
    header: header && header === 'yes',
  };
};

const noWorker = new Option('--no-worker', 'leave the batches to verbatim worker processes');

command('run <files...>', 'import, analyse and report, in one go', [
  ...importOptions,
  ...modelOptions,
  noWorker,
  json,
]).action((files: string[], flags: Flags & { worker: boolean }) =>
  finish(flags, () =>
    withApp(flags, async (app) => {
      const { run } = await import('./run.ts');
      const { worker: work, rejects } = flags;
      return run(app, files, { import: importSettings(flags), work, rejects, signal });
    }),
  ),
);

command('import <files...>', 'only import files or folders; - reads standard input', [
  ...importOptions,
  new Option('--dry-run', 'show what would be done, write nothing'),
  json,
]).action((files: string[], flags: Flags & { dryRun?: boolean }) =>
  finish(flags, () =>
    withApp(flags, async (app) => {
      const { importCommand } = await import('./import-command.ts');
      const options = { ...importSettings(flags), dryRun: flags.dryRun ?? false, signal };
      return importCommand(app, files, options, flags.rejects);
    }),
  ),
);

command('rejects', 'rows that could not be taken and are not mended yet, as CSV', [
  new Option('--import <id>', 'only of this import').argParser(positive),
  new Option('--source <name>', 'only of this source'),
  new Option('--output <file>', 'write them to this file'),
  json,
]).action((flags: { import?: number; source?: string; output?: string; json?: boolean }) =>
  finish(flags, () =>
    withApp({}, async (app) => (await import('./rejects-command.ts')).rejectsCommand(app, flags)),
  ),
);

command('analyze', 'queue what is missing, work on it and wait', [
  ...modelOptions,
  noWorker,
  new Option('--no-wait', 'queue it and return'),
  new Option('--since <day>', 'only feedback from this day on; the active model stays the active one'),
  new Option('--until <day>', 'only feedback before this day'),
  json,
])
  .alias('analyse')
  .action((flags: Flags & TimeSpan & { worker: boolean; wait: boolean }) =>
    finish(flags, async () => {
      const span = (await import('./dates.ts')).spanOf(flags);
      return withApp(flags, async (app) => {
        if (!flags.wait) return (await import('./requeue.ts')).requeue(app, 'analyze', span);
        const { analyzeCommand } = await import('./analyze-command.ts');
        return analyzeCommand(app, { trigger: 'analyze', work: flags.worker, signal, span });
      });
    }),
  );

command('worker', 'a worker process: takes batches from the queue until it is stopped', [
  ...modelOptions,
  new Option('--metrics-port <n>', 'answer /metrics and health there (default: nowhere)'),
]).action((flags: Flags) =>
  finish(flags, () =>
    withApp(flags, async (app) => (await import('./worker.ts')).worker(app, signal), SERVICE_WAIT),
  ),
);

command('serve', 'health, status and reports over HTTP', [
  new Option('--host <address>', 'default 127.0.0.1; others need VERBATIM_API_KEY'),
  new Option('--port <n>', 'default 8080'),
]).action((flags: Flags) =>
  finish(flags, () =>
    withApp(flags, async (app) => (await import('./serve.ts')).serve(app, signal), SERVICE_WAIT),
  ),
);

command('report [name]', 'named SQL reports', [
  new Option('--format <format>', 'table, csv, json, md, html or parquet').default('table'),
  new Option('--period <period>', '7d, last-week, 2026-03, 2026-W10, FROM..TO … (default: all)'),
  new Option('--source <name>', 'only feedback of this source'),
  new Option('--by <attributes>', 'attributes to break down by, with commas between').argParser(list),
  new Option('--attribute <name>', 'one attribute to break down by, whatever its name holds'),
  new Option('--theme <name>', 'name or number of a theme'),
  new Option('--grain <unit>', 'steps of time (default: by the length of the period)').choices([
    ...['day', 'week', 'month'],
  ]),
  new Option('--limit <n>', 'rows of lists such as quotes').argParser(positive),
  new Option('--output <file>', 'write the report to this file'),
  new Option('--sql', 'print the query instead of running it'),
  new Option('--list', 'list the reports'),
  json,
]).action((name: string | undefined, flags: Flags & ReportFlags & { sql?: boolean; list?: boolean }) =>
  finish(flags, async () => {
    const { checkFlags, listReports, printReportSql, reportCommand } = await import('./report-command.ts');
    if (flags.list) return listReports();
    if (flags.sql) return printReportSql(name);
    checkFlags(name, flags);
    return withApp(flags, (app) => reportCommand(app, name, flags));
  }),
);

command('themes', 'bring themes up to date with what is analysed, and show them', [
  new Option('--rebuild', 'find themes afresh; those found again keep their numbers'),
  new Option('--limit <n>', 'themes to show').argParser(positive),
  json,
]).action((flags: Flags & { rebuild?: boolean; limit?: number }) =>
  finish(flags, () =>
    withApp(flags, async (app) => (await import('./themes.ts')).themes(app, flags, signal)),
  ),
);

command('summary', 'what a selection of feedback says, in its own words', [
  new Option('--source <name>', 'only feedback of this source'),
  new Option('--theme <id>', 'only sentences of this theme').argParser(positive),
  new Option('--document <id>', 'only this text').argParser(positive),
  new Option('--since <day>', 'from this day on, such as 2026-01-31'),
  new Option('--until <day>', 'before this day'),
  new Option('--sql <query>', 'only feedback whose feedback_id is in the first column of this query'),
  new Option('--words <n>', 'words at most (default: 60)').argParser(positive),
  new Option(
    '--writer <folder>',
    'sequence-to-sequence model that writes it; what sources do not bear out goes',
  ),
  json,
]).action((flags: Flags & SummaryFlags) =>
  finish(flags, () => withApp(flags, async (app) => (await import('./summary.ts')).summary(app, flags))),
);

command('status', 'what is stored, what is missing, what waits', [json]).action((flags: Flags) =>
  finish(flags, () => withApp(flags, async (app) => (await import('./status.ts')).status(app))),
);

command('requeue', 'rebuild the queue from what Postgres says is missing', [modelOptions[0]!, json]).action(
  (flags: Flags) =>
    finish(flags, () =>
      withApp(flags, async (app) => (await import('./requeue.ts')).requeue(app, 'requeue')),
    ),
);

command('failures', 'documents set aside and batches that gave up, by the code of their error', [
  modelOptions[0]!,
  json,
]).action((flags: Flags) =>
  finish(flags, () => withApp(flags, async (app) => (await import('./failures.ts')).failures(app))),
);

command('retry', 'try documents and batches again that failed for one reason', [
  modelOptions[0]!,
  new Option('--group <code>', 'code of their error, as verbatim failures lists it').makeOptionMandatory(),
  json,
]).action((flags: Flags & { group: string }) =>
  finish(flags, () => withApp(flags, async (app) => (await import('./failures.ts')).retry(app, flags.group))),
);

command('doctor', 'try every part that a run needs', [...modelOptions, json]).action((flags: Flags) =>
  finish(flags, async () => (await import('./doctor.ts')).doctor(config(flags))),
);

const model = program.command('model').description('models: add, list, check, bench, activate');
const modelFlags = [modelOptions[1]!, modelOptions[2]!, json];
const modelCommand = (nameAndArgs: string, description: string, options: Option[]) => {
  const made = model.command(nameAndArgs).description(description);
  for (const option of options) made.addOption(option);
  return made;
};
modelCommand('check [folder]', 'what a model is, whether it works, which precisions agree with fp32', [
  ...modelFlags,
  new Option('--golden <file>', 'texts to compare precisions on, one a line (default: 2,000 of ours)'),
]).action((folder: string | undefined, flags: Flags & { golden?: string }) =>
  finish(flags, async () => (await import('./model-check.ts')).modelCheck(config(flags), folder, flags)),
);
modelCommand('bench [folder]', 'find how a model runs fastest here, and store it for the workers', [
  ...modelFlags,
  new Option('--golden <file>', 'texts to measure with, one a line (default: 2,000 of ours)'),
]).action((folder: string | undefined, flags: Flags & { golden?: string }) =>
  finish(flags, () =>
    withApp(flags, async (app) => (await import('./model-bench.ts')).modelBench(app, folder, flags)),
  ),
);
modelCommand('add <folder>', 'check a model and record it beside the others', [
  ...modelFlags,
  new Option('--translates <codes>', 'it translates these languages, such as de,fr, from now on').argParser(
    list,
  ),
  new Option('--into <code>', 'what it translates them into').default('en'),
]).action((folder: string, flags: Flags & { translates?: readonly string[]; into: string }) =>
  finish(flags, () =>
    withApp(flags, async (app) => {
      const { translates, into } = flags;
      if (!translates) return (await import('./model-activate.ts')).modelAdd(app, folder);
      return (await import('./model-translator.ts')).translatorAdd(app, folder, { translates, into });
    }),
  ),
);
modelCommand('untranslate <codes>', 'texts in these languages are not translated any more', [json]).action(
  (codes: string, flags: Flags) =>
    finish(flags, () =>
      withApp(flags, async (app) => (await import('./model-translator.ts')).untranslate(app, list(codes))),
    ),
);
modelCommand('list', 'the models that are known, and which are active', [json]).action((flags: Flags) =>
  finish(flags, () => withApp(flags, async (app) => (await import('./model-list.ts')).modelList(app))),
);
modelCommand(
  'activate <name>',
  'make a model (name, hash or folder) the one that reports show; audited before',
  [
    ...modelFlags,
    new Option('--policy <file>', 'limits of the audit, as JSON; see docs/bias-audits.md'),
    new Option('--fail-on <status>', 'what stops it: fail (default) or warn').choices(['fail', 'warn']),
  ],
).action((name: string, flags: Flags & { policy?: string; failOn?: 'fail' | 'warn' }) =>
  finish(flags, () =>
    withApp(flags, async (app) => (await import('./model-activate.ts')).modelActivate(app, name, flags)),
  ),
);

// 1 is a gap beyond the limit: whatever else goes wrong has another code.
const notRun = (code: number) => (code === 2 ? 2 : 4);
const by = new Option('--by <attributes>', 'attributes to audit by, with commas between').argParser(list);
const auditFlags = [
  by,
  new Option('--window <days>', '30d, 2026-01-01..2026-03-31 or all (default: all)'),
  new Option('--policy <file>', 'JSON: attributes, limits, what must not fail; see docs/bias-audits.md'),
  new Option('--source <name>', 'only feedback of this source'),
  new Option('--model <name>', 'name or hash of a model (default: the active one)'),
];
const audit = command('audit', 'bias audit by groups: gaps, errors, drift; exit code by the policy', [
  ...auditFlags,
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
  json,
]).action((flags: AuditFlags & { json?: boolean }) =>
  finish(
    flags,
    () => withApp({}, async (app) => (await import('./audit-command.ts')).auditCommand(app, flags)),
    notRun,
  ),
);
// Options of the parent come before the subcommand's own: both are read together.
const auditCommandOf = (parent: Command, nameAndArgs: string, description: string) =>
  parent.command(nameAndArgs).description(description).addOption(json);
auditCommandOf(audit, 'accept <finding>', 'accept a finding until a date: it is printed on and stops nothing')
  .requiredOption('--until <day>', 'last day, such as 2026-12-31')
  .requiredOption('--reason <text>', 'why')
  .option('--whom <name>', 'who accepts it (default: the user of the shell)')
  .option('--any-model', 'whatever model has it (default: the model of the finding)')
  .action((finding: string, flags: AcceptFlags & { json?: boolean }) =>
    finish(flags, () =>
      withApp({}, async (app) => (await import('./audit-accept.ts')).auditAccept(app, finding, flags)),
    ),
  );
const swaps = auditCommandOf(
  audit,
  'swaps',
  'the same sentences about other people: what does the model make of it?',
);
for (const option of auditFlags) if (!/--(by|window)/.test(option.flags)) swaps.addOption(option);
swaps
  .option('--language <codes>', 'such as en,de (default: what the model serves)', list)
  .option('--templates-only', 'leaves stored feedback alone')
  .action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<SwapFlags & { json?: boolean }>();
    return finish(
      flags,
      () => withApp({}, async (app) => (await import('./audit-swaps.ts')).auditSwaps(app, flags)),
      notRun,
    );
  });
auditCommandOf(
  audit,
  'card',
  'a section for the card of a model: what its audits found, and what they could not tell',
)
  .option('--model <name>', 'name or hash of a model (default: the active one)')
  .action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<{ model?: string; json?: boolean }>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./audit-card.ts')).auditCard(app, flags)),
    );
  });
const baseline = audit.command('baseline').description('what drift is measured from: set, list');
const baselineSet = auditCommandOf(baseline, 'set', 'freeze what feedback and results look like now');
for (const option of auditFlags) baselineSet.addOption(option);
baselineSet
  .option('--replace', 'in the place of the one that is frozen')
  .action((_: unknown, made: Command) => {
    const flags = made.optsWithGlobals<BaselineFlags & { json?: boolean }>();
    return finish(flags, () =>
      withApp({}, async (app) => (await import('./audit-baseline.ts')).baselineSet(app, flags)),
    );
  });
auditCommandOf(baseline, 'list', 'columns that are frozen').action((_: unknown, made: Command) => {
  const flags = made.optsWithGlobals<BaselineFlags & { json?: boolean }>();
  return finish(flags, () =>
    withApp({}, async (app) => (await import('./audit-baseline.ts')).baselineList(app, flags)),
  );
});

program
  .command('nightly')
  .description('one night now: analyse, roll-ups, themes, digest, audit, checks; or the schedule of nights')
  .option('--by <names>', 'attributes that roll-ups and digests are broken down by, from now on', list)
  .addOption(period('week'))
  .option('--webhook <address>', 'sends the digest, as Slack takes it')
  .option('--policy <file>', 'audits each night by this policy, from now on')
  .option('--no-policy', 'audits no more')
  .option('--no-worker', 'leaves the batches to verbatim worker processes')
  .option('--rebuild', 'counts and clusters everything afresh')
  .option('--schedule [cron]', 'stays, and makes nights as they are due; without a value: shows the schedule')
  .option('--tz <zone>', 'zone of the schedule', 'UTC')
  .option('--unschedule', 'ends the schedule')
  .addOption(json)
  .action((flags: NightlyFlags & { json?: boolean }) =>
    finish(flags, async () => {
      const { checkNightFlags, nightly } = await import('./nightly.ts');
      checkNightFlags(flags);
      // One that stays is a service.
      const wait = typeof flags.schedule === 'string' ? SERVICE_WAIT : 0;
      return withApp({}, (app) => nightly(app, flags, signal), wait);
    }),
  );
program
  .command('digest')
  .description('what customers said in a period, in their words')
  .addOption(period('week'))
  .option('--by <names>', 'source, or attributes', list)
  .addOption(new Option('--format <format>').choices(['text', 'md', 'html', 'json']).default('text'))
  .option('--output <file>', 'writes it there')
  .option('--webhook <address>', 'sends it, as Slack takes it; each digest once')
  .addOption(json)
  .action((flags: DigestFlags & { json?: boolean }) =>
    finish(flags, async () => {
      const { digestCommand, periodOf } = await import('./digest.ts');
      periodOf(flags.period, new Date());
      return withApp({}, (app) => digestCommand(app, flags, signal));
    }),
  );
program
  .command('freshness')
  .description('how old the tables of the night are; exit code 4 when too old')
  .option('--warn <time>', 'late from this age on', '26h')
  .option('--error <time>', 'stale from this age on', '50h')
  .addOption(json)
  .action((flags: FreshnessFlags & { json?: boolean }) =>
    finish(flags, async () => {
      const { freshness, freshnessLimits } = await import('./freshness.ts');
      const limits = freshnessLimits(flags);
      return withApp({}, (app) => freshness(app, limits));
    }),
  );

const label = program.command('label').description('labels by people');
label
  .command('import <file>')
  .description('labels of stored feedback from a CSV file: id, label, labeller, task')
  .option('--source <name>', 'source of the feedback, where no column says it')
  .option('--labeller <name>', 'who labelled, where no column says it')
  .option('--task <name>', 'sentiment (default), toxicity or "emotion NAME", where no column says it')
  .addOption(json)
  .action((file: string, flags: { source?: string; labeller?: string; task?: string; json?: boolean }) =>
    finish(flags, () =>
      withApp({}, async (app) => (await import('./label-command.ts')).labelImport(app, file, flags)),
    ),
  );
const key = program.command('key').description('keys of the HTTP server');
key
  .command('create <name>')
  .description('a new key, shown once')
  .option('--scope <names>', 'with commas between: read, quotes, import, admin', 'read')
  .option('--days <number>', 'how long it works; default: until it is revoked')
  .addOption(json)
  .action((name: string, flags: KeyFlags & { json?: boolean }) =>
    finish(flags, () =>
      withApp({}, async (app) => (await import('./key-command.ts')).keyCreate(app, name, flags)),
    ),
  );
key
  .command('list')
  .description('the keys, without the keys themselves')
  .addOption(json)
  .action((flags: { json?: boolean }) =>
    finish(flags, () => withApp({}, async (app) => (await import('./key-command.ts')).keyList(app))),
  );
key
  .command('revoke <name>')
  .description('refuse a key from now on')
  .addOption(json)
  .action((name: string, flags: { json?: boolean }) =>
    finish(flags, () => withApp({}, async (app) => (await import('./key-command.ts')).keyRevoke(app, name))),
  );

const attribute = program.command('attribute').description('attributes in bands or by other names');
const attributeCommand = (nameAndArgs: string, description: string) =>
  attribute.command(nameAndArgs).description(description).addOption(json);
attributeCommand('band <name>', 'a column of numbers in bands')
  .requiredOption('--from <column>', 'column of the file')
  .requiredOption('--at <cuts>', 'lowest value of each band but the first: 18,25,35', list)
  .action((name: string, flags: { from: string; at: string[]; json?: boolean }) =>
    finish(flags, () =>
      withApp({}, async (app) => {
        return (await import('./attribute-command.ts')).attributeDefine(app, name, flags.from, flags.at);
      }),
    ),
  );
attributeCommand('name <name>', 'another name of a column')
  .requiredOption('--from <column>', 'column of the file')
  .action((name: string, flags: { from: string; json?: boolean }) =>
    finish(flags, () =>
      withApp({}, async (app) => {
        return (await import('./attribute-command.ts')).attributeDefine(app, name, flags.from, null);
      }),
    ),
  );
attributeCommand('list', 'attributes that are defined').action((flags: { json?: boolean }) =>
  finish(flags, () =>
    withApp({}, async (app) => (await import('./attribute-command.ts')).attributeList(app)),
  ),
);
attributeCommand('drop <name>', 'forget a definition').action((name: string, flags: { json?: boolean }) =>
  finish(flags, () =>
    withApp({}, async (app) => (await import('./attribute-command.ts')).attributeDrop(app, name)),
  ),
);

const db = program.command('db').description('the database: url, migrate, stop');
const databaseCommand = (
  name: 'url' | 'migrate' | 'stop',
  description: string,
  pick: 'databaseAddress' | 'migrateDatabase' | 'stopDatabase',
) =>
  db
    .command(name)
    .description(description)
    .addOption(json)
    .action((flags: Flags) =>
      finish(flags, async () => (await import('./database-command.ts'))[pick](config(flags))),
    );
databaseCommand('url', 'print its address; starts the embedded one when it is not up', 'databaseAddress');
databaseCommand('migrate', 'bring it to the schema of this version', 'migrateDatabase');
databaseCommand('stop', 'stop the embedded Postgres', 'stopDatabase');

command('demo', 'the example file through everything', []).action(() =>
  finish({}, () => withApp({}, async (app) => (await import('./demo.ts')).demo(app, signal))),
);

program.parseAsync().catch(async (error: unknown) => {
  if (!(error instanceof CommanderError)) process.exit(printError(error, process.argv.includes('--json')));
  if (error.exitCode === 0 || error.code === 'commander.help') process.exit(error.exitCode === 0 ? 0 : 2);
  const detail = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const text = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.?)]$/.test(detail) ? '' : '.'}`;
  const code = printError(new VerbatimError('USAGE', { detail: text }), process.argv.includes('--json'));
  await flush();
  process.exit(code);
});
