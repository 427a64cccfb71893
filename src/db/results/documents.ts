import type { HashedDocument } from '../../domain/document.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import type { Queryable } from '../client.ts';
import type { document } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

// A document is missing for a model when it has neither an analysis nor a recorded failure.
const MISSING = `not exists (select from verbatim.analysis a where a.document_id = d.id and a.model_id = $1)
   and not exists (select from verbatim.failure f where f.document_id = d.id and f.model_id = $1)`;

/**
 * A condition that holds for the documents that feedback of the span says, and what its parameters are, of which
 * there are `before` already. Feedback without a time is in no span.
 */
function saidIn(span: TimeSpan | undefined, before: number): { condition: string; moments: string[] } {
  if (!span) return { condition: 'true', moments: [] };
  const condition = `exists (
    select from verbatim.feedback said
     where said.document_id = d.id and said.occurred_at >= $${before + 1} and said.occurred_at < $${before + 2})`;
  return { condition, moments: [span.since ?? '-infinity', span.until ?? 'infinity'] };
}

/** How many documents, or those of a span, the model has neither analysed nor set aside. */
export async function countMissing(database: Queryable, modelId: number, span?: TimeSpan): Promise<number> {
  const { condition, moments } = saidIn(span, 1);
  const { rows } = await database.query<{ count: number }>(
    `select count(*) from verbatim.document d where ${MISSING} and ${condition}`,
    [modelId, ...moments],
  );
  return rows[0]!.count;
}

/** A range of document ids, both ends included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** Ranges that cover one page of missing documents. */
export interface MissingPage {
  readonly ranges: readonly IdRange[];
  readonly documents: number;
  /** The highest id of the page. */
  readonly last: number;
}

const PAGE = 20_000;

/**
 * Ranges of document ids above `after`, up to `upTo`, that hold what is missing, about `characters` of text each, in id order.
 * Reads a page at a time: memory does not grow with the table.
 */
export async function* missingRanges(
  database: Queryable,
  modelId: number,
  characters: number,
  after = 0,
  span?: TimeSpan,
  upTo = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<MissingPage> {
  const { condition, moments } = saidIn(span, 4);
  for (let last = after; ; ) {
    const { rows } = await database.query<Row<typeof document, 'id' | 'characters'>>(
      `select d.id, d.characters from verbatim.document d
        where d.id > $2 and d.id <= $4 and ${MISSING} and ${condition} order by d.id limit $3`,
      [modelId, last, PAGE, upTo, ...moments],
    );
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield { ranges: cutRanges(rows, characters), documents: rows.length, last };
  }
}

/** Documents of one upload lie together; a range that leaps further would take in strangers. */
const LEAP = 8;

/** {@link missingRanges} of the documents that the imports of one upload refer to. */
export async function* missingOfUpload(
  database: Queryable,
  modelId: number,
  characters: number,
  uploadId: string,
): AsyncGenerator<MissingPage> {
  for (let last = 0; ; ) {
    const { rows } = await database.query<{ id: number; characters: number }>(
      `select distinct d.id, d.characters
         from verbatim.import i
         join verbatim.feedback f on f.import_id = i.id
         join verbatim.document d on d.id = f.document_id
        where i.upload_id = $4 and d.id > $2 and ${MISSING} order by d.id limit $3`,
      [modelId, last, UPLOAD_PAGE, uploadId],
    );
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield pageOf(rows, characters, last);
  }
}

/** Rows of an import as far as a run has to know them. */
export interface ImportRows {
  readonly importId: number;
  readonly source: string;
  /** Rows that were stored before, and rows that were stored with other content. */
  readonly duplicates: number;
  readonly changed: number;
}

/**
 * {@link missingRanges} of the documents of new rows of some imports, in the order in which the rows were stored. Pages
 * may hold nothing that is missing; `last` is the id of a feedback row.
 */
export async function* missingOfNewRows(
  database: Queryable,
  modelId: number,
  characters: number,
  imports: readonly number[],
  after: number,
): AsyncGenerator<MissingPage> {
  for (let last = after; ; ) {
    const page = await database.query<{ last: number | null }>(
      `select max(id) as last from (
         select id from verbatim.feedback where import_id = any($1::bigint[]) and id > $2 order by id limit $3) p`,
      [imports, last, PAGE],
    );
    const next = page.rows[0]!.last;
    if (next === null) return;
    const { rows } = await database.query<{ id: number; characters: number }>(
      `select distinct d.id, d.characters
         from verbatim.feedback f join verbatim.document d on d.id = f.document_id
        where f.import_id = any($2::bigint[]) and f.id > $3 and f.id <= $4 and ${MISSING} order by d.id`,
      [modelId, imports, last, next],
    );
    last = next;
    yield pageOf(rows, characters, last);
  }
}

/**
 * {@link missingRanges} of the documents that rows of some imports were changed to, and of those that finished imports
 * of their sources brought, where the rows of these imports were known from them.
 */
export async function* missingOfKnownRows(
  database: Queryable,
  modelId: number,
  characters: number,
  imports: readonly ImportRows[],
): AsyncGenerator<MissingPage> {
  const changed = imports.filter((it) => it.changed > 0).map(({ importId }) => importId);
  const sources = imports.filter((it) => it.duplicates > 0).map(({ source }) => source);
  if (changed.length + sources.length === 0) return;
  for (let last = 0; ; ) {
    const { rows } = await database.query<Row<typeof document, 'id' | 'characters'>>(
      `select d.id, d.characters from verbatim.document d
        where d.id > $2 and ${MISSING}
          and (exists (select from verbatim.feedback_change c
                        where c.new_document_id = d.id and c.import_id = any($4::bigint[]))
               or exists (select from verbatim.feedback f join verbatim.import i on i.id = f.import_id
                           where f.document_id = d.id and f.source = any($5::text[]) and i.status <> 'running'))
        order by d.id limit $3`,
      [modelId, last, PAGE, changed, sources],
    );
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield pageOf(rows, characters, last);
  }
}

/** Which of these ranges hold missing documents, by their place in the list, and how many. */
export async function missingIn(
  database: Queryable,
  modelId: number,
  ranges: readonly IdRange[],
  span?: TimeSpan,
): Promise<{ place: number; documents: number }[]> {
  const { condition, moments } = saidIn(span, 3);
  // Range by range: joined, Postgres would read all documents.
  const { rows } = await database.query<{ place: number; documents: number }>(
    `select r.place - 1 as place, m.documents
       from unnest($2::bigint[], $3::bigint[]) with ordinality as r (low, high, place)
      cross join lateral (
        select count(*) as documents from verbatim.document d
         where d.id between r.low and r.high and ${MISSING} and ${condition} offset 0) m
      where m.documents > 0 order by r.place`,
    [modelId, ranges.map(({ from }) => from), ranges.map(({ to }) => to), ...moments],
  );
  return rows;
}

const pageOf = (
  rows: readonly { readonly id: number; readonly characters: number }[],
  characters: number,
  last: number,
): MissingPage => ({
  ranges: leaps(rows).flatMap((group) => cutRanges(group, characters)),
  documents: rows.length,
  last,
});

// Each page reads the rows of the upload anew.
const UPLOAD_PAGE = 100_000;

/** Ascending rows, parted where the ids leap. */
function leaps<Row extends { readonly id: number }>(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (row.id - before > LEAP) groups.push([]);
    groups.at(-1)!.push(row);
    before = row.id;
  }
  return groups;
}

/** Cuts ascending ids into ranges of about equal text. */
export function cutRanges(
  rows: readonly { readonly id: number; readonly characters: number }[],
  characters: number,
): IdRange[] {
  const total = rows.reduce((sum, row) => sum + row.characters, 0);
  const share = total / Math.max(1, Math.ceil(total / characters));
  const ranges: IdRange[] = [];
  let from: number | null = null;
  let held = 0;
  for (const [i, { id, characters }] of rows.entries()) {
    from ??= id;
    held += characters;
    if (held >= share || i === rows.length - 1) {
      ranges.push({ from, to: id });
      from = null;
      held = 0;
    }
  }
  return ranges;
}

/** The documents of a range, or those of a span in it, that the model has neither analysed nor set aside, in id order. */
export async function documentsToAnalyse(
  database: Queryable,
  modelId: number,
  range: IdRange,
  span?: TimeSpan,
): Promise<HashedDocument[]> {
  const { condition, moments } = saidIn(span, 3);
  const { rows } = await database.query<HashedDocument>(
    `select d.id, d.text, encode(d.hash, 'hex') as hash from verbatim.document d
      where d.id between $2 and $3 and ${MISSING} and ${condition} order by d.id`,
    [modelId, range.from, range.to, ...moments],
  );
  return rows;
}
