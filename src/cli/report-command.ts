import { render } from '../reporting/render.ts';
import { REPORTS, report, reportSql } from '../reporting/report.ts';
import type { App } from './app.ts';
import { done, type Outcome } from './output.ts';

export const FORMATS = ['table', 'csv', 'json', 'md'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReportFlags {
  readonly format: Format;
  readonly source?: string;
  readonly by?: string[];
  readonly limit?: number;
}

/** Columns of the terminal, 80 where there is none; wider than 120 reads badly. */
export const terminalWidth = (): number => Math.min(120, Math.max(60, process.stdout.columns ?? 80));

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
