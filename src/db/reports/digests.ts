import { createHash } from 'node:crypto';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Database, inTransaction, type Queryable } from '../client.ts';
import type { digest as digestTable } from '../schema/reports.ts';
import type { Row } from '../schema/verbatim.ts';

export interface DigestRecord {
  readonly period: { readonly name: string; readonly first: string | null; readonly last: string | null };
  readonly by: readonly string[];
  readonly modelId: number;
  readonly runId: number | null;
  /** {@link digestHash} of everything that decides the digest. */
  readonly hash: string;
  /** JSON of the digest. */
  readonly content: string;
  readonly quotes: readonly { feedbackId: number; start: number; end: number; text: string }[];
}

/** SHA-256 of the content that decides a digest, hexadecimal. */
export const digestHash = (content: string): string => createHash('sha256').update(content).digest('hex');

/** The content stored under a hash, or null. */
export async function storedContent(database: Queryable, hash: string): Promise<unknown> {
  const { rows } = await database.query<{ content: unknown }>(
    'select content from verbatim.digest where hash = $1',
    [hash],
  );
  return rows[0]?.content ?? null;
}

/**
 * Stores a digest once per hash. Postgres refuses a quote that is not a literal part of its comment.
 * @throws VerbatimError DIGEST_OUTDATED if a comment that it quotes was deleted since it was read
 */
export async function storeDigest(
  database: Database,
  digest: DigestRecord,
): Promise<{ id: number; fresh: boolean; hash: string }> {
  const { hash } = digest;
  return inTransaction(database, async (connection) => {
    const { rows } = await connection.query<Row<typeof digestTable, 'id'>>(
      `insert into verbatim.digest (hash, period, first_day, last_day, grouped_by, model_id, run_id, content)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (hash) do nothing returning id`,
      [
        ...[hash, digest.period.name, digest.period.first, digest.period.last, digest.by],
        ...[digest.modelId, digest.runId, digest.content],
      ],
    );
    const id = rows[0]?.id;
    if (id === undefined) return { id: await idOf(connection, hash), fresh: false, hash };
    const { rowCount } = await connection.query(
      `insert into verbatim.digest_quote (digest_id, place, feedback_id, document_id, start_offset, end_offset, quote)
       select $1, q.place, q.feedback_id, f.document_id, q.start_offset, q.end_offset, q.quote
         from unnest($2::bigint[], $3::int[], $4::int[], $5::text[])
              with ordinality as q (feedback_id, start_offset, end_offset, quote, place)
         join verbatim.feedback f on f.id = q.feedback_id`,
      [
        id,
        digest.quotes.map(({ feedbackId }) => feedbackId),
        digest.quotes.map(({ start }) => start),
        digest.quotes.map(({ end }) => end),
        digest.quotes.map(({ text }) => text),
      ],
    );
    if (rowCount !== digest.quotes.length) throw new VerbatimError('DIGEST_OUTDATED');
    return { id, fresh: true, hash };
  });
}

async function idOf(database: Queryable, hash: string): Promise<number> {
  const { rows } = await database.query<Row<typeof digestTable, 'id'>>(
    'select id from verbatim.digest where hash = $1',
    [hash],
  );
  return rows[0]!.id;
}

/**
 * Delivers a digest once: `deliver` runs while its row is locked.
 * @returns false when it was delivered before
 */
export async function deliverOnce(
  database: Database,
  id: number,
  deliver: () => Promise<void>,
): Promise<boolean> {
  return inTransaction(database, async (connection) => {
    const { rows } = await connection.query(
      'select from verbatim.digest where id = $1 and delivered_at is null for update',
      [id],
    );
    if (rows.length === 0) return false;
    await deliver();
    await connection.query('update verbatim.digest set delivered_at = now() where id = $1', [id]);
    return true;
  });
}

/** Comments that a digest quotes. */
export async function digestComments(database: Queryable, id: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    'select distinct feedback_id as id from verbatim.digest_quote where digest_id = $1 order by 1',
    [id],
  );
  return rows.map((row) => row.id);
}
