import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { bomOptions } from '../options/bom.ts';
import { writerOption } from '../options/model.ts';
import { names, positive } from '../options/values.ts';
import { inApp, withApp } from '../with-app.ts';
import type { ReportFlags } from './report.ts';
import type { SummaryFlags } from './summary.ts';

/** `report`, `themes` and `summary`. */
export function addReportCommands(program: Command, signal: AbortSignal): void {
  command(program, 'report [name]', 'named SQL reports', [
    new Option('--format <format>', 'table, csv, json, md, html or parquet').default('table'),
    new Option('--period <period>', '7d, last-week, 2026-03, 2026-W10, FROM..TO … (default: all)'),
    new Option('--source <name>', 'only feedback of this source'),
    new Option('--by <attributes>', 'attributes to break down by, with commas between').argParser(names),
    new Option('--attribute <name>', 'one attribute to break down by, whatever its name holds'),
    new Option('--theme <name>', 'name or number of a theme'),
    new Option('--grain <unit>', 'steps of time (default: by the length of the period)').choices([
      ...['day', 'week', 'month'],
    ]),
    new Option('--limit <n>', 'rows of lists such as quotes').argParser(positive),
    new Option('--output <file>', 'write the report to this file'),
    ...bomOptions(),
    new Option('--sql', 'print the query instead of running it'),
    new Option('--list', 'list the reports'),
    jsonOption(),
  ]).action((name: string | undefined, flags: ReportFlags & JsonFlag & { sql?: boolean; list?: boolean }) =>
    finish(flags, async () => {
      const { checkFlags, listReports, printReportSql, reportCommand } = await import('./report.ts');
      if (flags.list) return listReports();
      if (flags.sql) return printReportSql(name);
      checkFlags(name, flags);
      return withApp({}, (app) => reportCommand(app, name, flags));
    }),
  );

  command(program, 'themes', 'update themes with new results, and show them', [
    new Option('--rebuild', 'cluster again; themes that are found again keep their numbers'),
    new Option('--limit <n>', 'themes to show').argParser(positive),
    jsonOption(),
  ]).action((flags: JsonFlag & { rebuild?: boolean; limit?: number }) =>
    inApp(flags, async (app) => (await import('./themes.ts')).themes(app, flags, signal)),
  );

  command(program, 'summary', 'what a selection of feedback says, in its own words', [
    new Option('--source <name>', 'only feedback of this source'),
    new Option('--theme <id>', 'only sentences of this theme').argParser(positive),
    new Option('--topic <name>', 'only this topic, with those below it'),
    new Option('--document <id>', 'only this text').argParser(positive),
    new Option('--since <day>', 'from this day on, such as 2026-01-31'),
    new Option('--until <day>', 'before this day'),
    new Option('--sql <query>', 'only feedback whose feedback_id is in the first column of this query'),
    new Option('--words <n>', 'words at most (default: 60)').argParser(positive),
    writerOption(),
    jsonOption(),
  ]).action((flags: SummaryFlags & JsonFlag) =>
    finish(flags, async () => {
      const { checkSummaryFlags, summary } = await import('./summary.ts');
      checkSummaryFlags(flags);
      return withApp({}, (app) => summary(app, flags));
    }),
  );
}
