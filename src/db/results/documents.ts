import type { HashedDocument } from '../../domain/document.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import type { Connection, Queryable } from '../client.ts';

// A document is missing for a model if it has neither an analysis nor a failure.
const MISSING = `not exists (select from verbatim.analysis a where a.document_id = d.id and a.model_id = $1)
   and not exists (select from verbatim.failure f where f.document_id = d.id and f.model_id = $1)`;

/** SQL condition: documents with at least one comment in the time range. @param before count of earlier parameters */
function referencedIn(span: TimeSpan | undefined, before: number): { condition: string; moments: string[] } {
  if (!span) return { condition: 'true', moments: [] };
  const condition = `exists (
    select from verbatim.feedback said
     where said.document_id = d.id and said.occurred_at >= $${before + 1} and said.occurred_at < $${before + 2})`;
  return { condition, moments: [span.since ?? '-infinity', span.until ?? 'infinity'] };
}

/** Count of missing documents, optionally of those with a comment in a time range. */
export async function countMissing(database: Queryable, modelId: number, span?: TimeSpan): Promise<number> {
  const { condition, moments } = referencedIn(span, 1);
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
/** Larger, because each page of an upload reads all its rows again. */
const UPLOAD_PAGE = 100_000;

interface DocumentSize {
  readonly id: number;
  readonly characters: number;
}

interface PagedQuery {
  /** Documents by id. $1 is the model, $2 the last id of the page before, $3 the size of a page. */
  readonly sql: string;
  /** From $4 on. */
  readonly parameters: readonly unknown[];
  readonly after?: number;
  readonly size?: number;
}

/** Reads one page at a time, so memory does not grow with the table. */
async function* pages(
  database: Queryable,
  modelId: number,
  { sql, parameters, after = 0, size = PAGE }: PagedQuery,
  rangesOf: (rows: readonly DocumentSize[]) => IdRange[],
): AsyncGenerator<MissingPage> {
  for (let last = after; ; ) {
    const { rows } = await database.query<DocumentSize>(sql, [modelId, last, size, ...parameters]);
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield { ranges: rangesOf(rows), documents: rows.length, last };
  }
}

/** Ranges of missing documents with ids in (`after`, `upTo`], with about `characters` of text each, in id order. */
export function missingRanges(
  database: Queryable,
  modelId: number,
  characters: number,
  after = 0,
  span?: TimeSpan,
  upTo = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<MissingPage> {
  const { condition, moments } = referencedIn(span, 4);
  const sql = `select d.id, d.characters from verbatim.document d
    where d.id > $2 and d.id <= $4 and ${MISSING} and ${condition} order by d.id limit $3`;
  const query = { sql, parameters: [upTo, ...moments], after };
  return pages(database, modelId, query, (rows) => cutRanges(rows, characters));
}

/** {@link missingRanges} for the documents of one upload. */
export function missingOfUpload(
  database: Queryable,
  modelId: number,
  characters: number,
  uploadId: string,
): AsyncGenerator<MissingPage> {
  const sql = `select distinct d.id, d.characters
    from verbatim.import i
    join verbatim.feedback f on f.import_id = i.id
    join verbatim.document d on d.id = f.document_id
   where i.upload_id = $4 and d.id > $2 and ${MISSING} order by d.id limit $3`;
  const query = { sql, parameters: [uploadId], size: UPLOAD_PAGE };
  return pages(database, modelId, query, (rows) => cutClusters(rows, characters));
}

/** Counts of an import's rows. */
export interface ImportRows {
  readonly importId: number;
  readonly source: string;
  /** Rows stored by an earlier import, and rows stored earlier with other content. */
  readonly duplicates: number;
  readonly changed: number;
}

/**
 * {@link missingRanges} for the documents of the new rows of imports, in the order in which the rows were stored. A page
 * may have no missing documents; `last` is the id of a feedback row.
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
    yield { ranges: cutClusters(rows, characters), documents: rows.length, last };
  }
}

/**
 * {@link missingRanges} for the documents of changed rows of imports, and for those of finished imports of the same
 * sources if the imports repeated rows.
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
  const sql = `select d.id, d.characters from verbatim.document d
    where d.id > $2 and ${MISSING}
      and (exists (select from verbatim.feedback_change c
                    where c.new_document_id = d.id and c.import_id = any($4::bigint[]))
           or exists (select from verbatim.feedback f join verbatim.import i on i.id = f.import_id
                       where f.document_id = d.id and f.source = any($5::text[]) and i.status <> 'running'))
    order by d.id limit $3`;
  const query = { sql, parameters: [changed, sources] };
  yield* pages(database, modelId, query, (rows) => cutClusters(rows, characters));
}

/** The ranges with missing documents, by their index in the list, with the count of missing documents. */
export async function missingIn(
  database: Queryable,
  modelId: number,
  ranges: readonly IdRange[],
  span?: TimeSpan,
): Promise<{ place: number; documents: number }[]> {
  const { condition, moments } = referencedIn(span, 3);
  // lateral, because with a join Postgres would read all documents.
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

/** Documents of one upload have neighbouring ids. A range over a larger gap would include other documents. */
const LARGEST_GAP = 8;

/** Cuts ascending ids at gaps, then into ranges of about equal text. */
function cutClusters(rows: readonly DocumentSize[], characters: number): IdRange[] {
  const clusters: DocumentSize[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (row.id - before > LARGEST_GAP) clusters.push([]);
    clusters.at(-1)!.push(row);
    before = row.id;
  }
  return clusters.flatMap((cluster) => cutRanges(cluster, characters));
}

/** Cuts ascending ids into ranges of about equal text. */
export function cutRanges(rows: readonly DocumentSize[], characters: number): IdRange[] {
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

/** Of these documents those that are missing, in id order. */
export async function missingOf(
  database: Queryable,
  modelId: number,
  ids: readonly number[],
): Promise<HashedDocument[]> {
  const { rows } = await database.query<HashedDocument>(
    `select d.id, d.text, encode(d.hash, 'hex') as hash from verbatim.document d
      where d.id = any($2::bigint[]) and ${MISSING} order by d.id`,
    [modelId, ids],
  );
  return rows;
}

/** The missing documents of a range, optionally of those with a comment in a time range, in id order. */
export async function documentsToAnalyse(
  database: Queryable,
  modelId: number,
  range: IdRange,
  span?: TimeSpan,
): Promise<HashedDocument[]> {
  const { condition, moments } = referencedIn(span, 3);
  const { rows } = await database.query<HashedDocument>(
    `select d.id, d.text, encode(d.hash, 'hex') as hash from verbatim.document d
      where d.id between $2 and $3 and ${MISSING} and ${condition} order by d.id`,
    [modelId, range.from, range.to, ...moments],
  );
  return rows;
}

/**
 * Locks those documents whose text is as it was read until the commit, in the order of ids. Concurrent transactions do
 * not see each other's rows, so a batch with failures or names, which are rare, locks its documents exclusively.
 * @returns ids of the locked documents
 */
export async function lockUnchanged(
  connection: Connection,
  documents: readonly Pick<HashedDocument, 'id' | 'hash'>[],
  exclusively: boolean,
): Promise<ReadonlySet<number>> {
  const { rows } = await connection.query<{ id: number }>(
    `select d.id
       from unnest($1::bigint[], $2::text[]) as read (id, hash)
       join verbatim.document d on d.id = read.id and d.hash = decode(read.hash, 'hex')
      order by d.id for ${exclusively ? 'update' : 'key share'} of d`,
    [documents.map(({ id }) => id), documents.map(({ hash }) => hash)],
  );
  return new Set(rows.map(({ id }) => id));
}
