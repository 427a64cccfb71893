import { codePointLength, documentHash, normaliseText } from '../../domain/document.ts';
import type { Found } from '../../privacy/masked-text.ts';
import { movedOffsets } from '../../privacy/moved-offsets.ts';
import type { Connection } from '../client.ts';
import { deleteQuotes, deleteUnreferenced, makeTables } from '../imports/undo-rows.ts';
import { findDocuments, insertDocuments } from '../imports/writes.ts';
import { rewriteExamples } from './topic-examples.ts';

/** A text that is to be replaced in the comments of some sources. */
export interface MaskedDocument {
  readonly documentId: number;
  /** Its text with masks. */
  readonly text: string;
  /** What was masked in the text as stored. */
  readonly found: readonly Found[];
}

export interface Repointed {
  /** Document → that of its masked text. */
  readonly ids: ReadonlyMap<number, number>;
  /** Documents that comments of other sources still have, as they are. */
  readonly kept: ReadonlySet<number>;
  /** Comments that have another document now. */
  readonly feedback: number;
}

/**
 * Gives comments their masked texts, in a transaction of the caller's: a document of which nothing was made yet gets its
 * masked text and keeps its id, so that ids do not depend on which batch ended first. Otherwise comments get the
 * documents of their masked texts. Labels and examples of topics follow. Quotes of the old texts are deleted, and the old documents with all that was made of them, unless
 * other sources have them.
 * @param sources only their comments change
 */
export async function repointDocuments(
  connection: Connection,
  pairs: readonly MaskedDocument[],
  sources: readonly string[],
): Promise<Repointed> {
  if (pairs.length === 0) return { ids: new Map(), kept: new Set(), feedback: 0 };
  const fresh = await rewriteFresh(connection, pairs, sources);
  const others = pairs.filter(({ documentId }) => !fresh.has(documentId));
  const ids = new Map([...fresh.keys()].map((id) => [id, id]));
  const rewritten = [...fresh.values()].reduce((sum, n) => sum + n, 0);
  if (others.length === 0) return { ids, kept: new Set(), feedback: rewritten };
  const moved = await repointOthers(connection, others, sources);
  return { ...moved, ids: new Map([...ids, ...moved.ids]), feedback: rewritten + moved.feedback };
}

/** Masks texts of which nothing was made and that only these sources have; document → its comments. */
async function rewriteFresh(
  connection: Connection,
  pairs: readonly MaskedDocument[],
  sources: readonly string[],
): Promise<Map<number, number>> {
  const texts = new Map<string, { id: number; text: string }>();
  for (const { documentId, text: masked } of pairs) {
    const text = normaliseText(masked);
    const hash = documentHash(text);
    if (!texts.has(hash)) texts.set(hash, { id: documentId, text });
  }
  const given = [...texts].map(([hash, { id, text }]) => ({ hash, id, text }));
  const { rows } = await connection.query<{ id: number; feedback: number }>(
    `with fresh as (
       select d.id, given.hash, given.text, given.characters
         from unnest($1::bigint[], $2::text[], $3::text[], $4::integer[]) as given (id, hash, text, characters)
         join verbatim.document d using (id)
        where not exists (select from verbatim.document o where o.hash = decode(given.hash, 'hex'))
          and not exists (select from verbatim.feedback f where f.document_id = d.id and f.source <> all($5))
          and not exists (select from verbatim.analysis r where r.document_id = d.id)
          and not exists (select from verbatim.failure r where r.document_id = d.id)
          and not exists (select from verbatim.translation r where r.document_id = d.id)
          and not exists (select from verbatim.feedback_change c where c.old_document_id = d.id)
          and not exists (select from verbatim.feedback_change c where c.new_document_id = d.id)
          and not exists (select from verbatim.label l where l.document_id = d.id)
          and not exists (select from verbatim.topic_example e join verbatim.feedback f on f.id = e.feedback_id
                           where f.document_id = d.id)
     ), comments as (
       select f.id, f.document_id from verbatim.feedback f join fresh on fresh.id = f.document_id order by f.id
          for no key update of f
     ), cells as (
       update verbatim.feedback f set raw_text = null from comments c where f.id = c.id and f.raw_text is not null
     ), rewritten as (
       update verbatim.document d
          set hash = decode(fresh.hash, 'hex'), text = fresh.text, characters = fresh.characters
         from fresh where d.id = fresh.id
     )
     select fresh.id, (select count(*) from comments c where c.document_id = fresh.id)::integer as feedback from fresh`,
    [
      given.map(({ id }) => id),
      given.map(({ hash }) => hash),
      given.map(({ text }) => text),
      given.map(({ text }) => codePointLength(text)),
      sources,
    ],
  );
  return new Map(rows.map(({ id, feedback }) => [id, feedback]));
}

async function repointOthers(
  connection: Connection,
  pairs: readonly MaskedDocument[],
  sources: readonly string[],
): Promise<Repointed> {
  const ids = await maskedDocuments(connection, pairs);
  await makeTables(connection);
  await connection.query(
    `create temporary table repoint (document_id bigint primary key, masked_id bigint) on commit drop`,
  );
  await connection.query(`insert into repoint select * from unnest($1::bigint[], $2::bigint[])`, [
    [...ids.keys()],
    [...ids.values()],
  ]);
  // Rows are locked in the order of their numbers, as imports and undos do.
  await connection.query(
    `select from verbatim.feedback where document_id in (select document_id from repoint) and source = any($1)
      order by id for update`,
    [sources],
  );
  const { rowCount } = await connection.query(
    `insert into undo_row (id, document_id, source)
     select id, document_id, source from verbatim.feedback
      where document_id in (select document_id from repoint) and source = any($1)`,
    [sources],
  );
  await connection.query('insert into undo_document select document_id from repoint');
  await deleteQuotes(connection, 'recount');
  await moveSentenceLabels(connection, pairs);
  await maskExamples(connection, pairs);
  for (const statement of [
    `update verbatim.feedback f set document_id = p.masked_id, raw_text = null
       from undo_row r join repoint p using (document_id) where f.id = r.id`,
    `update verbatim.label l set document_id = p.masked_id
       from undo_row r join repoint p using (document_id)
      where l.feedback_id = r.id and l.document_id = p.document_id`,
  ]) {
    await connection.query(statement);
  }
  await repointChanges(connection, sources);
  await deleteUnreferenced(connection, 'recount');
  const { rows } = await connection.query<{ id: number }>(
    'select document_id as id from repoint where exists (select from verbatim.document d where d.id = document_id)',
  );
  await connection.query('drop table repoint, undo_row, undo_document, undo_change');
  return { ids, kept: new Set(rows.map(({ id }) => id)), feedback: rowCount ?? 0 };
}

/** Document → that of its masked text, which is stored where it was not. */
async function maskedDocuments(
  connection: Connection,
  pairs: readonly MaskedDocument[],
): Promise<Map<number, number>> {
  const hashes = new Map<number, string>();
  const wanted = new Map<string, { hash: string; text: string; characters: number }>();
  for (const { documentId, text: masked } of pairs) {
    const text = normaliseText(masked);
    const hash = documentHash(text);
    hashes.set(documentId, hash);
    wanted.set(hash, { hash, text, characters: codePointLength(text) });
  }
  const ordered = [...wanted.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const stored = await insertDocuments(connection, ordered);
  const others = ordered.map(({ hash }) => hash).filter((hash) => !stored.has(hash));
  if (others.length > 0)
    for (const [hash, id] of await findDocuments(connection, others)) stored.set(hash, id);
  return new Map([...hashes].map(([id, hash]) => [id, stored.get(hash)!]));
}

/** Former texts of comments of these sources, too, and what a cell was before it was normalised. */
async function repointChanges(connection: Connection, sources: readonly string[]): Promise<void> {
  await connection.query(
    `update verbatim.feedback_change c
        set old_document_id = coalesce(o.masked_id, c.old_document_id),
            new_document_id = coalesce(n.masked_id, c.new_document_id),
            old_values = case when o.masked_id is not null and c.old_values ? 'raw_text'
                              then jsonb_set(c.old_values, '{raw_text}', 'null') else c.old_values end,
            new_values = case when n.masked_id is not null and c.new_values ? 'raw_text'
                              then jsonb_set(c.new_values, '{raw_text}', 'null') else c.new_values end
       from (select id from verbatim.feedback_change where old_document_id in (select document_id from repoint)
              union select id from verbatim.feedback_change where new_document_id in (select document_id from repoint)) k
       join verbatim.feedback_change own on own.id = k.id
       join verbatim.feedback f on f.id = own.feedback_id and f.source = any($1)
       left join repoint o on o.document_id = own.old_document_id
       left join repoint n on n.document_id = own.new_document_id
      where c.id = k.id`,
    [sources],
  );
}

/** Labels of sentences begin elsewhere in the masked text. */
async function moveSentenceLabels(connection: Connection, pairs: readonly MaskedDocument[]): Promise<void> {
  const { rows } = await connection.query<{
    id: number;
    documentId: number;
    start: number;
    end: number;
    text: string;
  }>(
    `select l.id, l.document_id as "documentId", l.start_offset as start, l.end_offset as end, d.text
       from undo_row r
       join verbatim.label l on l.feedback_id = r.id and l.document_id = r.document_id and l.start_offset is not null
       join verbatim.document d on d.id = l.document_id`,
  );
  if (rows.length === 0) return;
  const byId = new Map(pairs.map((pair) => [pair.documentId, pair]));
  const moved = rows.map(({ documentId, start, end, text }) => {
    const pair = byId.get(documentId)!;
    return movedOffsets(text, normaliseText(pair.text), pair.found).range(start, end);
  });
  const ids = rows.map(({ id }) => id);
  // In two steps: within one, a label could come to where another one of the comment still is.
  await connection.query(
    'update verbatim.label set start_offset = -2 - start_offset where id = any($1::bigint[])',
    [ids],
  );
  await connection.query(
    `update verbatim.label l set start_offset = given.first, end_offset = given.last
       from unnest($1::bigint[], $2::integer[], $3::integer[]) as given (id, first, last) where l.id = given.id`,
    [ids, moved.map(([start]) => start), moved.map(([, end]) => end)],
  );
}

/** Examples of topics that were taken from these comments. */
async function maskExamples(connection: Connection, pairs: readonly MaskedDocument[]): Promise<void> {
  const { rows } = await connection.query<{ id: number; documentId: number; example: string; text: string }>(
    `select e.id, r.document_id as "documentId", e.text as example, d.text
       from undo_row r join verbatim.topic_example e on e.feedback_id = r.id
       join verbatim.document d on d.id = r.document_id order by e.id`,
  );
  const byId = new Map(pairs.map((pair) => [pair.documentId, pair]));
  const masked = rows.flatMap(({ id, documentId, example, text }) => {
    const pair = byId.get(documentId)!;
    const part = movedOffsets(text, normaliseText(pair.text), pair.found).part(example);
    return part === null || part === example ? [] : [{ id, text: part }];
  });
  await rewriteExamples(connection, masked);
}
