import { writeOut } from '../../app/streams.ts';
import type { Database } from '../../db/client.ts';
import { readableViews } from '../../db/views/view-columns.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { VIEW_FORMATS, type ViewFormat } from '../../reporting/exports/view-file.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { parseReportPeriod } from '../../reporting/report-period.ts';
import { fileAt, folderAt } from '../../runs/exports/destination.ts';
import { CHANGES, exportNew, exportView, type ViewRequest } from '../../runs/exports/export-view.ts';
import type { JsonFlag } from '../command.ts';
import { openNarrow } from '../narrow-login.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';
import { configOf, withApp } from '../with-app.ts';

export interface ViewFlags extends JsonFlag {
  readonly format?: ViewFormat | 'json' | 'comprehend';
  /** A file or folder, or the address of a bucket. */
  readonly to?: string;
  readonly new?: boolean;
  readonly columns?: string[];
  readonly source?: string;
  readonly period?: string;
  readonly smallCells?: boolean;
  readonly bom?: boolean;
  readonly list?: boolean;
  readonly author?: string;
  readonly output?: string;
}

/** `verbatim export VIEW`. @throws VerbatimError USAGE, and what exportView() and exportNew() throw */
export async function exportViewCommand(view: string | undefined, flags: ViewFlags): Promise<Outcome> {
  const format = checkedFormat(view, flags);
  const { to } = flags;
  return inDatabase(async (database, logged) => {
    const request: ViewRequest = {
      ...{ view: view!, format, columns: flags.columns ?? null, source: flags.source ?? null },
      period: flags.period === undefined ? null : parseReportPeriod(flags.period, new Date()),
      ...{ smallCells: flags.smallCells ?? false, bom: flags.bom ?? false },
      shown: async (ids) => {
        if (logged) await quoted({ database }, `export ${view}`, ids, 'export');
      },
    };
    if (to === undefined) {
      await exportView(database, request, { place: null, write: toOutput });
      return done(null, '');
    }
    if (flags.new) {
      const destination = await folderAt(to, process.env);
      const { file, rows, bytes } = await exportNew(database, request, destination);
      const text =
        file === null ? `${view}: nothing new since the last export.` : `${file}: ${count(rows, 'row')}`;
      return done({ view, format, file, rows, bytes }, text);
    }
    const { destination, name } = fileAt(to, process.env);
    const write = (parts: AsyncIterable<Uint8Array>) => destination.write(name, parts);
    const place = `${destination.place}/${name}`;
    const { rows, bytes } = await exportView(database, request, { place, write });
    return done({ view, format, file: name, rows, bytes }, `${name}: ${count(rows, 'row')}`);
  });
}

/** `verbatim export --list`. */
export const listViews = (): Promise<Outcome> =>
  inDatabase(async (database) => {
    const views = (await readableViews(database)).map((it) => ({ ...it, incremental: it.name in CHANGES }));
    const width = Math.max(...views.map(({ name }) => name.length));
    const lines = views.flatMap(({ name, about, comments, incremental }) => {
      const marks = [...(comments ? ['comments'] : []), ...(incremental ? ['--new'] : [])];
      const text = `${about}${marks.length === 0 ? '' : ` [${marks.join(', ')}]`}`;
      return wrap(text, terminalWidth() - width - 2).map(
        (line, at) => `${(at === 0 ? name : '').padEnd(width)}  ${line}`,
      );
    });
    return done(views, lines.join('\n'));
  });

function checkedFormat(view: string | undefined, flags: ViewFlags): ViewFormat {
  const { format: given, to, bom } = flags;
  if (view === undefined) throw usage('Name a view: verbatim export VIEW. See verbatim export --list');
  if (flags.author !== undefined) throw usage('--author is for exports without a view');
  if (flags.output !== undefined) throw usage('Name the file of a view with --to');
  if (flags.period !== undefined) parseReportPeriod(flags.period, new Date());
  const ending = VIEW_FORMATS.find((it) => new RegExp(`\\.${it}(?:\\?|$)`, 'i').test(to ?? ''));
  const format = given ?? ending ?? 'csv';
  if (format === 'json' || format === 'comprehend') throw usage(`A view has no format ${format}`);
  if (bom && format !== 'csv') throw usage('A byte order mark is for CSV: --format csv');
  if (flags.new && to === undefined)
    throw usage('--new needs a folder: --to FOLDER, or --to s3://BUCKET/PREFIX');
  if (flags.new && ending)
    throw usage(`--new writes a file each time: name a folder, and --format ${ending}`);
  if (to !== undefined) return format;
  if (format === 'parquet') throw usage('Parquet is not for a terminal: name a file with --to');
  if (flags.json) throw usage('--json needs --to: standard output has the rows');
  return format;
}

const usage = (detail: string) => new VerbatimError('USAGE', { detail: `${detail}.` });

const toOutput = async (parts: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const part of parts) await writeOut(Buffer.from(part).toString('utf8'));
};

/** A login of views only, or the whole app. The former cannot write to the access log; its Postgres logs. */
async function inDatabase(work: (database: Database, logged: boolean) => Promise<Outcome>): Promise<Outcome> {
  const { databaseUrl } = await configOf({});
  const narrow = databaseUrl === null ? null : await openNarrow(databaseUrl, 'verbatim export');
  if (narrow === null) return withApp({}, (app) => work(app.database, true));
  try {
    return await work(narrow.database, false);
  } finally {
    await narrow.database.end();
  }
}
