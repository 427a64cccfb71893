import type { Connection, Queryable } from '../client.ts';
import type { maskPass } from '../schema/privacy.ts';
import type { Row } from '../schema/verbatim.ts';

/** What `privacy mask` goes through, in this order. */
export const MASK_STAGES = ['text', 'row', 'change', 'reject', 'name'] as const;
export type MaskStage = (typeof MASK_STAGES)[number];

/** Counts by kind. */
export type MaskCounts = Readonly<Record<string, number>>;

export interface MaskPass extends Row<typeof maskPass, 'after' | 'comments' | 'startedAt' | 'finishedAt'> {
  readonly stage: MaskStage;
  readonly masked: MaskCounts;
}

const PASS = `stage, after, masked, comments, started_at as "startedAt", finished_at as "finishedAt"`;

/** Where a pass of the source goes on: one that was interrupted, unless the rules have changed since, or a new one. */
export async function beginPass(database: Queryable, source: string): Promise<MaskPass> {
  const { rows } = await database.query<MaskPass>(
    `insert into verbatim.mask_pass as p (source, stage) values ($1, 'text')
     on conflict (source) do update
        set (stage, after, masked, comments, started_at, finished_at) = row ('text', 0, '{}'::jsonb, 0, now(), null)
      where p.finished_at is not null
         or exists (select from verbatim.source_rule r where r.source in ($1, '*') and r.changed_at > p.started_at)
     returning ${PASS}`,
    [source],
  );
  return rows[0] ?? (await readPass(database, source))!;
}

export async function readPass(database: Queryable, source: string): Promise<MaskPass | null> {
  const { rows } = await database.query<MaskPass>(
    `select ${PASS} from verbatim.mask_pass where source = $1`,
    [source],
  );
  return rows[0] ?? null;
}

/** Notes how far a pass is, in the transaction of a chunk. */
export async function advancePass(
  connection: Queryable,
  source: string,
  at: Pick<MaskPass, 'stage' | 'after' | 'masked' | 'comments'> & { readonly finished?: boolean },
): Promise<void> {
  await connection.query(
    `update verbatim.mask_pass
        set stage = $2, after = $3, masked = $4, comments = $5, finished_at = case when $6 then now() end
      where source = $1`,
    [source, at.stage, at.after, JSON.stringify(at.masked), at.comments, at.finished ?? false],
  );
}

interface StoredText {
  readonly id: number;
  readonly text: string;
  /** Comments of the source that have it. */
  readonly comments: number;
}

/** Some texts that comments of a source have or had, after a document's number and up to another. */
export async function storedTexts(
  connection: Queryable,
  source: string,
  { after, upTo, most }: { readonly after: number; readonly upTo: number; readonly most: number },
): Promise<StoredText[]> {
  const { rows } = await connection.query<StoredText>(
    `select d.id, d.text, n.comments from verbatim.document d
      cross join lateral (select count(*) as comments from verbatim.feedback f
                           where f.document_id = d.id and f.source = $1) n
      where d.id > $2 and d.id <= $3
        and (n.comments > 0 or exists (
          select from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id and f.source = $1
           where c.old_document_id = d.id or c.new_document_id = d.id))
      order by d.id limit $4`,
    [source, after, upTo, most],
  );
  return rows;
}

/** Of these documents those that are analysed, locked against all that would refer to them. */
export async function lockAnalysed(
  connection: Connection,
  documents: readonly number[],
): Promise<Set<number>> {
  const { rows } = await connection.query<{ id: number }>(
    `select d.id from verbatim.document d
      where d.id = any($1::bigint[]) and exists (select from verbatim.analysis a where a.document_id = d.id)
      order by d.id for update of d`,
    [documents],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function lastDocument(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ last: number }>(
    'select coalesce(max(id), 0) as last from verbatim.document',
  );
  return rows[0]!.last;
}

/** Texts as they came, of comments of a source with these documents that no original is kept of. */
export async function withoutOriginals(
  connection: Queryable,
  source: string,
  documents: readonly number[],
): Promise<{ identity: string; text: string }[]> {
  const { rows } = await connection.query<{ identity: string; text: string }>(
    `select f.identity, coalesce(f.raw_text, d.text) as text
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where f.source = $1 and f.document_id = any($2::bigint[])
        and not exists (select from verbatim.original o where o.feedback_id = f.id)`,
    [source, documents],
  );
  return rows;
}

type Cells = Readonly<Record<string, string>>;

export interface StoredRow {
  readonly id: number;
  readonly author: string | null;
  readonly attributes: Cells;
}

export async function storedRows(
  connection: Queryable,
  source: string,
  after: number,
  most: number,
): Promise<StoredRow[]> {
  const { rows } = await connection.query<StoredRow>(
    `select id, author, attributes from verbatim.feedback
      where source = $1 and id > $2 order by id limit $3 for no key update`,
    [source, after, most],
  );
  return rows;
}

export async function writeRows(connection: Connection, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update verbatim.feedback f set author = given.author, attributes = given.attributes
       from unnest($1::bigint[], $2::text[], $3::jsonb[]) as given (id, author, attributes) where f.id = given.id`,
    [
      rows.map(({ id }) => id),
      rows.map(({ author }) => author),
      rows.map(({ attributes }) => JSON.stringify(attributes)),
    ],
  );
}

/** What a file has changed in a comment: old and new values by their fields. */
export interface StoredChange {
  readonly id: number;
  readonly values: readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
}

export async function storedChanges(
  connection: Queryable,
  source: string,
  after: number,
  most: number,
): Promise<StoredChange[]> {
  const { rows } = await connection.query<{ id: number; old: Cells; new: Cells }>(
    `select c.id, c.old_values as old, c.new_values as new
       from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id and f.source = $1
      where c.id > $2 order by c.id limit $3 for no key update of c`,
    [source, after, most],
  );
  return rows.map(({ id, ...row }) => ({ id, values: [row.old, row.new] }));
}

export async function writeChanges(connection: Connection, changes: readonly StoredChange[]): Promise<void> {
  if (changes.length === 0) return;
  await connection.query(
    `update verbatim.feedback_change c set old_values = given.old, new_values = given.new
       from unnest($1::bigint[], $2::jsonb[], $3::jsonb[]) as given (id, old, new) where c.id = given.id`,
    [
      changes.map(({ id }) => id),
      ...[0, 1].map((at) => changes.map(({ values }) => JSON.stringify(values[at]))),
    ],
  );
}

export interface StoredReject {
  readonly id: number;
  readonly raw: string;
  readonly detail: string;
}

export async function storedRejects(
  connection: Queryable,
  source: string,
  after: number,
  most: number,
): Promise<StoredReject[]> {
  const { rows } = await connection.query<StoredReject>(
    `select r.id, r.raw_row as raw, r.detail
       from verbatim.reject r join verbatim.import i on i.id = r.import_id and i.source = $1
      where r.id > $2 order by r.id limit $3 for no key update of r`,
    [source, after, most],
  );
  return rows;
}

export async function writeRejects(connection: Connection, rejects: readonly StoredReject[]): Promise<void> {
  if (rejects.length === 0) return;
  await connection.query(
    `update verbatim.reject r set raw_row = given.raw, detail = given.detail
       from unnest($1::bigint[], $2::text[], $3::text[]) as given (id, raw, detail) where r.id = given.id`,
    [rejects.map(({ id }) => id), rejects.map(({ raw }) => raw), rejects.map(({ detail }) => detail)],
  );
}

/** Whether an author of the source is a name as given. */
export async function hasGivenAuthors(database: Queryable, source: string): Promise<boolean> {
  const { rowCount } = await database.query(
    `select from verbatim.feedback where source = $1 and author !~ '^a[0-9]{1,4}\\.[A-Za-z0-9_-]{22}$' limit 1`,
    [source],
  );
  return rowCount === 1;
}
