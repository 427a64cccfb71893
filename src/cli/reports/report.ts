import type { App } from '../../app/open.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { REPORT_FORMATS, type ReportFormat, render } from '../../reporting/formats/render.ts';
import { renderParquet } from '../../reporting/formats/render-parquet.ts';
import { joinedAttributes } from '../../reporting/known-attributes.ts';
import { findReport, REPORTS, reportSql } from '../../reporting/named-reports.ts';
import { quotesOf, report } from '../../reporting/report.ts';
import type { Grain } from '../../reporting/report-options.ts';
import { parseReportPeriod } from '../../reporting/report-period.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { quoted } from '../quoted.ts';

export interface ReportFlags {
  readonly format: ReportFormat;
  readonly period?: string;
  readonly source?: string;
  readonly by?: string[];
  readonly attribute?: string;
  readonly theme?: string;
  readonly grain?: Grain;
  readonly limit?: number;
  readonly output?: string;
  /** CSV with a byte order mark; left out: in a file, not on standard output. */
  readonly bom?: boolean;
}

/** Refuses wrong flags before a database is opened. @throws VerbatimError USAGE, REPORT_UNKNOWN, REPORT_PERIOD_INVALID */
export function checkFlags(name: string | undefined, flags: ReportFlags): void {
  if (!REPORT_FORMATS.includes(flags.format)) {
    const likely = suggestion(flags.format, REPORT_FORMATS);
    const hint = likely === null ? '' : ` Did you mean ${likely}?`;
    const detail = `There is no format ${flags.format.slice(0, 60)}.${hint} Known: ${REPORT_FORMATS.join(', ')}.`;
    throw new VerbatimError('USAGE', { detail });
  }
  if (name !== undefined) findReport(name);
  if (flags.by && flags.attribute !== undefined) {
    throw new VerbatimError('USAGE', { detail: 'Give attributes either with --by or with --attribute.' });
  }
  if (flags.bom && flags.format !== 'csv') {
    throw new VerbatimError('USAGE', { detail: 'A byte order mark is for CSV: --format csv.' });
  }
  if (flags.period !== undefined) parseReportPeriod(flags.period, new Date());
  if (flags.format !== 'parquet') return;
  if (name === undefined) {
    throw new VerbatimError('USAGE', { detail: 'A Parquet file holds one table: name one report.' });
  }
  if (flags.output === undefined) {
    throw new VerbatimError('USAGE', { detail: 'Parquet is not for a terminal: name a file with --output.' });
  }
}

/** `verbatim report [NAME]`. @throws VerbatimError what report() throws, FILE_UNWRITABLE */
export async function reportCommand(
  app: App,
  name: string | undefined,
  flags: ReportFlags,
): Promise<Outcome> {
  const one = flags.attribute === undefined ? null : [flags.attribute];
  const attributes = flags.by ? await joinedAttributes(app.database, flags.by) : one;
  const sections = await report(app.database, {
    ...(name === undefined ? {} : { name }),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    ...(flags.period === undefined ? {} : { period: parseReportPeriod(flags.period, new Date()) }),
    ...{ source: flags.source ?? null, theme: flags.theme ?? null, grain: flags.grain ?? null },
    ...{ attributes, timeoutSeconds: app.config.reportSeconds },
  });
  await quoted(app, `report ${name ?? ''}`.trim(), quotesOf(sections));
  const json = { report: name ?? 'all', sections };
  const made =
    flags.format === 'parquet'
      ? renderParquet(sections[0]!)
      : render(sections, flags.format, {
          width: terminalWidth(),
          bom: flags.bom ?? flags.output !== undefined,
        });
  if (flags.output === undefined) return done(json, String(made));
  await writePrivateFile(flags.output, made);
  const rows = sections.reduce((sum, section) => sum + section.rows.length, 0);
  return done({ ...json, file: flags.output }, `${flags.output}: ${count(rows, 'row')}`);
}

/** `verbatim report --list`: needs no database. */
export function listReports(): Outcome {
  const width = Math.max(...REPORTS.map(({ name }) => name.length));
  const lines = REPORTS.map(({ name, description }) => `${name.padEnd(width)}  ${description}`);
  return done(REPORTS, lines.join('\n'));
}

/** `verbatim report [NAME] --sql`: needs no database. */
export function printReportSql(name: string | undefined): Outcome {
  const sql = reportSql(name);
  return done({ name: name ?? 'all', sql }, sql);
}
