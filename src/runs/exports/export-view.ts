import type { Period } from '../../analysis/digest/period.ts';
import type { Connection, Database } from '../../db/client.ts';
import { inViews } from '../../db/views/in-views.ts';
import { readLogin } from '../../db/views/login.ts';
import {
  type ReadableView,
  readableViews,
  type ViewColumn,
  viewColumns,
} from '../../db/views/view-columns.ts';
import {
  databaseIdentity,
  holdPlace,
  settledUntil,
  type ViewChoice,
  type ViewRow,
  viewPages,
} from '../../db/views/view-rows.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type ViewFormat, viewFile } from '../../reporting/exports/view-file.ts';

import type { Destination } from './destination.ts';
import { readMark, writeMark } from './mark.ts';

/** Views whose rows tell when they changed, by the column that does. */
export const CHANGES: Readonly<Record<string, string>> = {
  ...{ attribute_as_reported: 'kept_at', feedback_analysis: 'changed_at', model_change: 'activated_at' },
  sentiment_as_reported: 'kept_at',
};

/** Columns by which a period chooses rows, the first that a view has. */
const DAYS = ['occurred_at', 'day', 'week', 'month'];

export interface ViewRequest {
  readonly view: string;
  readonly format: ViewFormat;
  /** Null: all. */
  readonly columns: readonly string[] | null;
  readonly source: string | null;
  readonly period: Period | null;
  /** Numbers of few people too, in views that hide them from readers. */
  readonly smallCells: boolean;
  readonly bom: boolean;
  /** Called with comments whose words or results are written; null: of a view without their numbers. */
  readonly shown: (feedbackIds: readonly number[] | null) => Promise<void>;
}

export interface ViewExport {
  readonly rows: number;
  readonly bytes: number;
  /** Name of the file; null: there was nothing new. */
  readonly file: string | null;
}

type Work = (parts: AsyncIterable<Uint8Array>) => Promise<void>;

/** Writes the rows of a view as one file. @throws VerbatimError EXPORT_VIEW_UNKNOWN, EXPORT_BUSY, USAGE */
export async function exportView(
  database: Database,
  request: ViewRequest,
  { place, write }: { readonly place: string | null; readonly write: Work },
): Promise<Omit<ViewExport, 'file'>> {
  const opened = await openView(database, request);
  return inViews(database, { hides: opened.hides, seconds: null }, async (connection) => {
    if (place !== null) await hold(connection, place);
    const counted = { rows: 0, bytes: 0 };
    await write(partsOf(request, opened, pagesOf(connection, request, opened, null, counted), counted));
    return counted;
  });
}

/**
 * Writes the rows that changed since the last export to a folder as its next file, and moves the mark. If it is
 * interrupted between both, the next export writes the same file again.
 * @throws VerbatimError EXPORT_NOT_INCREMENTAL, EXPORT_MARK, and as {@link exportView}
 */
export async function exportNew(
  database: Database,
  request: ViewRequest,
  destination: Destination,
): Promise<ViewExport> {
  const column = CHANGES[request.view];
  const opened = await openView(database, request);
  if (column === undefined) {
    const known = Object.keys(CHANGES).join(', ');
    throw new VerbatimError('EXPORT_NOT_INCREMENTAL', { view: request.view, known });
  }
  // Before the snapshot: what is not settled now may be missing in it.
  const to = await settledUntil(database);
  return inViews(database, { hides: opened.hides, seconds: null }, async (connection) => {
    await hold(connection, destination.place);
    const { view, format, source } = request;
    const owner = { database: await databaseIdentity(connection), view, format, source };
    const mark = await readMark(destination, owner);
    const counted = { rows: 0, bytes: 0 };
    const span = { column, from: mark?.until ?? null, to };
    const pages = pagesOf(connection, request, opened, span, counted);
    const first = await pages.next();
    if (first.done) return { ...counted, file: null };
    const files = (mark?.files ?? 0) + 1;
    const file = `${view}-${String(files).padStart(6, '0')}.${format}`;
    await destination.write(file, partsOf(request, opened, withFirst(first.value, pages), counted));
    await writeMark(destination, { ...owner, until: to, files });
    return { ...counted, file };
  });
}

interface OpenedView {
  readonly view: ReadableView;
  readonly all: readonly ViewColumn[];
  readonly columns: readonly ViewColumn[];
  readonly hides: boolean;
}

async function openView(database: Database, request: ViewRequest): Promise<OpenedView> {
  const views = await readableViews(database);
  const view = views.find(({ name }) => name === request.view);
  if (!view) {
    const likely = suggestion(
      request.view,
      views.map(({ name }) => name),
    );
    throw new VerbatimError('EXPORT_VIEW_UNKNOWN', {
      ...{ role: (await readLogin(database))?.role ?? 'of DATABASE_URL', view: request.view.slice(0, 60) },
      hint: likely === null ? '' : ` Did you mean ${likely}?`,
    });
  }
  const all = await viewColumns(database, view.name);
  const columns = request.columns?.map((name) => columnOf(view.name, all, name)) ?? all;
  if (request.source !== null) columnOf(view.name, all, 'source');
  // A file goes further than a login: it has what every reader of the view may see.
  return { view, all, columns, hides: !view.comments && !request.smallCells };
}

function columnOf(view: string, columns: readonly ViewColumn[], name: string): ViewColumn {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  const known = columns.map((column) => column.name).join(', ');
  throw new VerbatimError('USAGE', {
    detail: `The view ${view} has no column ${name.slice(0, 60)}. It has: ${known}.`,
  });
}

async function hold(connection: Connection, place: string): Promise<void> {
  if (!(await holdPlace(connection, place))) throw new VerbatimError('EXPORT_BUSY', { place });
}

async function* pagesOf(
  connection: Connection,
  { view, source, period, shown }: ViewRequest,
  { view: { comments }, all, columns }: OpenedView,
  span: ViewChoice['span'],
  counted: { rows: number },
): AsyncGenerator<ViewRow[]> {
  const choice = { source, period: period && periodChoice(view, all, period), span };
  const numbered = columns.some(({ name }) => name === 'feedback_id');
  for await (const page of viewPages(connection, view, columns, choice)) {
    if (comments && numbered) await shown(page.map((row) => Number(row.feedback_id)));
    else if (comments && counted.rows === 0) await shown(null);
    counted.rows += page.length;
    yield page;
  }
}

function periodChoice(
  view: string,
  all: readonly ViewColumn[],
  { first, last }: Period,
): ViewChoice['period'] {
  const name = DAYS.find((it) => all.some((column) => column.name === it));
  if (name === undefined)
    throw new VerbatimError('USAGE', { detail: `The view ${view} has no days for --period.` });
  return { column: columnOf(view, all, name), first, last };
}

async function* withFirst<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

async function* partsOf(
  { format, bom }: ViewRequest,
  { view, columns }: OpenedView,
  pages: AsyncIterable<ViewRow[]>,
  counted: { bytes: number },
): AsyncGenerator<Uint8Array> {
  const about = { 'verbatim.view': `reporting.${view.name}`, 'verbatim.about': view.about };
  for await (const part of viewFile(format, columns, pages, { bom, about })) {
    counted.bytes += part.byteLength;
    yield part;
  }
}
