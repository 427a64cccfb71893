import type { App } from '../../app/open.ts';
import { writeOut } from '../../app/streams.ts';
import { type Connection, inTransaction } from '../../db/client.ts';
import { analysedComments } from '../../db/reports/analysed-comments.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { comprehendLine } from '../../reporting/formats/comprehend.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { parseReportPeriod } from '../../reporting/report-period.ts';
import { exportPerson } from '../../runs/privacy/export-person.ts';
import { done, type Outcome } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { quoted } from '../quoted.ts';
import { linesOf } from './lines.ts';

export interface ExportFlags {
  readonly author?: string;
  readonly source?: string;
  readonly period?: string;
  readonly format: 'json' | 'comprehend';
  readonly output?: string;
}

/** `verbatim export`. @throws VerbatimError USAGE, REPORT_PERIOD_INVALID, FILE_UNWRITABLE */
export async function exportCommand(app: App, flags: ExportFlags): Promise<Outcome> {
  const { author, output } = flags;
  if (flags.format === 'comprehend') {
    if (author !== undefined) throw usage('--author is for the format json');
    const comments = await written(app, output, (connection, counted) =>
      commentLines(app, connection, flags, counted),
    );
    const text = `${count(comments, 'analysed comment')}${comments === 0 ? '' : ` in ${output}`}.`;
    return output === undefined ? done(null, '') : done({ file: output, comments }, text);
  }
  if (author === undefined) throw usage('--author is needed, or --format comprehend for all comments');
  if (flags.source ?? flags.period) throw usage('--source and --period are for the format comprehend');
  const authors = await linesOf('--author', author);
  const comments = await written(app, output, (connection, counted) =>
    exportPerson(connection, authors, app.keyring, counted),
  );
  const text =
    comments === 0 ? 'No comment of the author is stored.' : `${count(comments, 'comment')} in ${output}.`;
  return output === undefined ? done(null, '') : done({ file: output, comments }, text);
}

const usage = (detail: string) => new VerbatimError('USAGE', { detail: `${detail}.` });

/** Writes parts to a file or to standard output; how many comments they hold. */
async function written(
  { database }: App,
  output: string | undefined,
  partsOf: (connection: Connection, counted: (rows: number) => void) => AsyncIterable<string>,
): Promise<number> {
  let comments = 0;
  await inTransaction(database, async (connection) => {
    const parts = partsOf(connection, (rows) => {
      comments += rows;
    });
    if (output !== undefined) await writePrivateFile(output, parts);
    else for await (const part of parts) await writeOut(part);
  });
  return comments;
}

async function* commentLines(
  app: App,
  connection: Connection,
  { source = null, period }: Omit<ExportFlags, 'source'> & { source?: string | null },
  counted: (rows: number) => void,
): AsyncGenerator<string> {
  const days = period === undefined ? null : parseReportPeriod(period, new Date());
  const choice = { source, first: days?.first ?? null, last: days?.last ?? null };
  for await (const page of analysedComments(connection, choice)) {
    // Names of entities are words of comments.
    const named = page.filter(({ entities }) => entities?.length).map(({ feedbackId }) => feedbackId);
    await quoted(app, 'export', named, 'export');
    counted(page.length);
    yield page.map(comprehendLine).join('');
  }
}
