import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { NearSentence } from '../../domain/search/sentence-index.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import type { SentenceBlock } from '../topics/sentences.ts';
import { type EmbeddingModel, storedBlock } from './sentence-parts.ts';

// Embeddings as pgvector has them, where `verbatim search index create` made the table. The types of pgvector are in the
// schema that it was installed into, which may not be on the search path.

/** pgvector on a server. */
export interface VectorSupport {
  /** Version that the database has; null: the extension is not created. */
  readonly installed: string | null;
  /** Version that `create extension` would create; null: the server has no pgvector. */
  readonly available: string | null;
}

export async function vectorSupport(database: Queryable): Promise<VectorSupport> {
  const { rows } = await database.query<VectorSupport>(
    `select (select extversion from pg_extension where extname = 'vector') as installed,
            (select default_version from pg_available_extensions where name = 'vector') as available`,
  );
  return rows[0]!;
}

/** @throws an error of pg with code 42501 if the role may not */
export async function createVectorExtension(database: Database): Promise<void> {
  await database.query('create extension if not exists vector');
}

/** The table as it is. */
export interface VectorTable extends EmbeddingModel {
  /** Whether its index is made and can be used. */
  readonly indexed: boolean;
  /** Sentences of runs before this one are in it, apart from those that came late, which a nightly run adds. */
  readonly freshFrom: number;
}

const TABLE = 'verbatim.sentence_vector';
const STATE = 'verbatim.sentence_vector_state';
const INDEX = 'sentence_vector_nearest';

/** Null: there is none. */
export async function readVectorTable(database: Queryable): Promise<VectorTable | null> {
  const { rows: found } = await database.query<{ is: boolean }>(
    `select to_regclass('${STATE}') is not null as is`,
  );
  if (!found[0]!.is) return null;
  const { rows } = await database.query<VectorTable>(
    `select model_id as "modelId", dimensions, fresh_from_run as "freshFrom",
            coalesce((select indisvalid from pg_index where indexrelid = to_regclass('verbatim.${INDEX}')), false) as indexed
       from ${STATE}`,
  );
  return rows[0] ?? null;
}

/** Makes the table anew, without rows. */
export async function makeVectorTable(
  database: Database,
  { modelId, dimensions }: EmbeddingModel,
): Promise<void> {
  await inTransaction(database, async (connection) => {
    await findVectorTypes(connection);
    await connection.query(`
      drop table if exists ${TABLE}, ${STATE};
      create table ${TABLE} (
        document_id bigint not null,
        model_id integer not null,
        ordinal integer not null,
        embedding halfvec(${Number(dimensions)}) not null,
        primary key (document_id, model_id, ordinal),
        foreign key (document_id, model_id, ordinal) references verbatim.segment on delete cascade
      );
      comment on table ${TABLE} is 'Embeddings of sentences for pgvector. Made by verbatim search index create.';
      create table ${STATE} (
        model_id integer not null references verbatim.model,
        dimensions integer not null,
        fresh_from_run bigint not null
      );
      comment on table ${STATE} is 'What verbatim.sentence_vector holds: one row.';`);
    await connection.query(`insert into ${STATE} values ($1, $2, 0)`, [modelId, dimensions]);
  });
}

export async function dropVectorTable(database: Queryable): Promise<void> {
  await database.query(`drop table if exists ${TABLE}, ${STATE}`);
}

/** Unqualified names of types, operators and classes of pgvector are found in this transaction. */
async function findVectorTypes(connection: Connection): Promise<void> {
  await connection.query(
    `select set_config('search_path', quote_ident(extnamespace::regnamespace::text) || ', pg_catalog', true)
       from pg_extension where extname = 'vector'`,
  );
}

const AT_ONCE = 1_000;

/** Adds the sentences that the table lacks. @returns how many; it stops after a batch when the signal says so */
export async function fillVectorTable(
  database: Database,
  model: EmbeddingModel,
  signal: AbortSignal,
  onFilled: (sentences: number) => void = () => {},
): Promise<number> {
  const { rows } = await database.query<{ first: number }>(
    `select coalesce(min(id) filter (where status = 'running'), max(id) + 1, 0) as first from verbatim.run`,
  );
  let filled = 0;
  for (let last = 0; ; ) {
    if (signal.aborted) return filled;
    const next = await inTransaction(database, async (connection) => {
      const documents = await missingDocuments(connection, model, last);
      const block = await storedBlock(connection, model, documents);
      await copyVectors(connection, model, block);
      filled += block.ordinals.length;
      return documents.at(-1) ?? null;
    });
    if (next === null) break;
    onFilled(filled);
    last = next;
  }
  await database.query(`update ${STATE} set fresh_from_run = $1`, [rows[0]!.first]);
  return filled;
}

/** Analysed documents that have no row, which nobody deletes before the transaction ends. */
async function missingDocuments(
  connection: Connection,
  { modelId }: EmbeddingModel,
  after: number,
): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>(
    `select a.document_id as id from verbatim.analysis a
      where a.model_id = $1 and a.document_id > $2
        and not exists (select from ${TABLE} v where v.document_id = a.document_id and v.model_id = $1)
      order by a.document_id limit $3 for key share of a`,
    [modelId, after, AT_ONCE],
  );
  return rows.map(({ id }) => id);
}

async function copyVectors(
  connection: Connection,
  model: EmbeddingModel,
  block: SentenceBlock,
): Promise<void> {
  const into = `copy ${TABLE} (document_id, model_id, ordinal, embedding) from stdin (format binary)`;
  await pipeline(Readable.from([copyBytes(model, block)]), connection.query(copyFrom(into)));
}

/** Rows in the binary format of COPY, in which halfvec is its dimensions, two unused bytes, and big-endian half floats. */
function copyBytes({ modelId, dimensions }: EmbeddingModel, block: SentenceBlock): Buffer {
  const embedding = 2 * dimensions;
  const row = 2 + 12 + 8 + 8 + 4 + 4 + embedding;
  const bytes = Buffer.alloc(19 + block.ordinals.length * row + 2);
  bytes.write('PGCOPY\n\xff\r\n\0', 'latin1');
  let at = 19;
  for (const [i, ordinal] of block.ordinals.entries()) {
    at = bytes.writeInt16BE(4, at);
    at = bytes.writeBigInt64BE(BigInt(block.documentIds[i]!), bytes.writeInt32BE(8, at));
    at = bytes.writeInt32BE(modelId, bytes.writeInt32BE(4, at));
    at = bytes.writeInt32BE(ordinal, bytes.writeInt32BE(4, at));
    at = bytes.writeInt16BE(dimensions, bytes.writeInt32BE(4 + embedding, at)) + 2;
    block.embeddings.copy(bytes, at, i * embedding, (i + 1) * embedding);
    bytes.subarray(at, at + embedding).swap16();
    at += embedding;
  }
  bytes.writeInt16BE(-1, at);
  return bytes;
}

/** Memory in which the index is built, in MB: enough for the sentences, within this. */
const [LEAST_MEMORY, MOST_MEMORY] = [64, 2_048];

/** Makes the index if there is none that can be used. Others may read and write meanwhile. */
export async function indexVectorTable(database: Database, { dimensions }: EmbeddingModel): Promise<void> {
  const connection = await database.connect();
  try {
    const { rows } = await connection.query<{ rows: number; schema: string; valid: boolean | null }>(
      `select (select count(*) from ${TABLE}) as rows,
              (select quote_ident(extnamespace::regnamespace::text) from pg_extension where extname = 'vector') as schema,
              (select indisvalid from pg_index where indexrelid = to_regclass('verbatim.${INDEX}')) as valid`,
    );
    const { rows: count, schema, valid } = rows[0]!;
    if (valid) return;
    if (valid === false) await connection.query(`drop index verbatim.${INDEX}`);
    // A row of an HNSW index is its vector and its neighbours, about 300 bytes.
    const needed = Math.ceil((count * (2 * dimensions + 400)) / 1_048_576);
    const memory = Math.min(MOST_MEMORY, Math.max(LEAST_MEMORY, needed));
    await connection.query(`set maintenance_work_mem = '${memory}MB'`);
    await connection.query(
      `create index concurrently ${INDEX} on ${TABLE} using hnsw (embedding ${schema}.halfvec_cosine_ops)`,
    );
  } finally {
    await connection.query('reset maintenance_work_mem').catch(() => {});
    connection.release();
  }
}

export async function countVectors(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ n: number }>(`select count(*) as n from ${TABLE}`);
  return rows[0]!.n;
}

/** Documents that were analysed by this run or a later one, ascending. */
export async function freshDocuments(
  database: Queryable,
  modelId: number,
  freshFrom: number,
): Promise<number[]> {
  const { rows } = await database.query<{ ids: number[] }>(
    `select coalesce(json_agg(document_id order by document_id), '[]') as ids
       from verbatim.analysis where run_id >= $2 and model_id = $1`,
    [modelId, freshFrom],
  );
  return rows[0]!.ids;
}

/**
 * Longest list of candidates of pgvector. Fewer miss sentences that are among many nearly alike: of 50 copies each, 200
 * find 93 % of the ten nearest of 100,000, 400 97 %, 1,000 all, in 5 ms.
 */
const CANDIDATES = 1_000;

/**
 * The nearest sentences of the table: by the index, or by all rows of some documents, where an index would give up before
 * it has found enough.
 */
export function nearestVectors(
  database: Database,
  vector: Float32Array,
  most: number,
  within?: readonly number[],
): Promise<NearSentence[]> {
  const exact = within !== undefined || most > CANDIDATES;
  return inTransaction(database, async (connection) => {
    await findVectorTypes(connection);
    await connection.query(
      exact
        ? 'set local enable_indexscan = off; set local jit = off'
        : `set local hnsw.ef_search = ${CANDIDATES}; set local enable_seqscan = off; set local jit = off`,
    );
    const { rows } = await connection.query<NearSentence>(
      `select document_id as "documentId", ordinal, 1 - (embedding <=> $1::halfvec) as similarity
         from ${TABLE} ${within ? 'where document_id = any($3::bigint[])' : ''}
        order by embedding <=> $1::halfvec limit $2`,
      [`[${vector.join(',')}]`, most, ...(within ? [within] : [])],
    );
    return rows;
  });
}
