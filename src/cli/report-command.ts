import { REPORTS } from '../reporting/named-reports.ts';
import { render } from '../reporting/render.ts';
import { report, reportSql } from '../reporting/report.ts';
import type { App } from './app.ts';
import { done, type Format, type Outcome, terminalWidth } from './output.ts';

export interface ReportFlags {
  readonly format: Format;
  readonly source?: string;
  readonly by?: string[];
  readonly limit?: number;
}

/** `verbatim report [NAME]`. */
export async function reportCommand(
  app: App,
  name: string | undefined,
  flags: ReportFlags,
): Promise<Outcome> {
  const sections = await report(app.database, {
    ...(name === undefined ? {} : { name }),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    source: flags.source ?? null,
    attributes: flags.by ?? null,
  });
  const text = render(sections, flags.format, { width: terminalWidth() });
  return done({ report: name ?? 'all', sections }, text);
}

/** `verbatim report --list`: needs no database. */
export function listReports(): Outcome {
  const lines = REPORTS.map(({ name, description }) => `${name.padEnd(14)} ${description}`);
  return done(REPORTS, lines.join('\n'));
}

/** `verbatim report [NAME] --sql`: needs no database. */
export function printReportSql(name: string | undefined): Outcome {
  const sql = reportSql(name);
  return done({ name: name ?? 'all', sql }, sql);
}
