import type { Connection, Queryable } from '../client.ts';
import type { themeClustering } from '../schema/themes.ts';
import type { Row } from '../schema/verbatim.ts';

export type StoredClustering = Row<
  typeof themeClustering,
  'number' | 'seed' | 'segments' | 'farBelow' | 'newcomers' | 'farNewcomers' | 'space'
>;

/** The last clustering of a model's segments, or null. */
export async function lastClustering(database: Queryable, modelId: number): Promise<StoredClustering | null> {
  const { rows } = await database.query<StoredClustering>(
    `select number, seed, segments, far_below as "farBelow", newcomers, far_newcomers as "farNewcomers",
            space
       from verbatim.theme_clustering where model_id = $1 order by number desc limit 1`,
    [modelId],
  );
  return rows[0] ?? null;
}

export async function recordClustering(
  connection: Connection,
  modelId: number,
  clustering: {
    readonly number: number;
    readonly reason: string;
    readonly seed: number;
    readonly segments: number;
    readonly themes: number;
    readonly farBelow: number;
    /** The encoded subject space, or null. */
    readonly space: Buffer | null;
    readonly now: Date;
  },
): Promise<void> {
  const { number, reason, seed, segments, themes, farBelow, space, now } = clustering;
  await connection.query(
    `insert into verbatim.theme_clustering (model_id, number, reason, seed, segments, themes, far_below, space,
                                            made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [modelId, number, reason, seed, segments, themes, farBelow, space, now],
  );
}

/** Adds newcomers to the counts of the last clustering. */
export async function countSince(
  connection: Connection,
  modelId: number,
  { newcomers, farNewcomers }: { readonly newcomers: number; readonly farNewcomers: number },
): Promise<void> {
  await connection.query(
    `update verbatim.theme_clustering set newcomers = newcomers + $2, far_newcomers = far_newcomers + $3
      where model_id = $1 and number = (select max(number) from verbatim.theme_clustering where model_id = $1)`,
    [modelId, newcomers, farNewcomers],
  );
}

/** A requested split that no theme run has made yet. */
interface WaitingSplit {
  readonly editId: number;
  readonly themeId: number;
  readonly parts: number;
}

/** Requested splits, oldest first. */
export async function waitingSplits(database: Queryable, modelId: number): Promise<WaitingSplit[]> {
  const { rows } = await database.query<WaitingSplit>(
    `select e.id as "editId", e.theme_id as "themeId", e.parts
       from verbatim.theme_edit e join verbatim.theme t on t.id = e.theme_id
      where e.applied_at is null and e.kind = 'split' and t.model_id = $1 order by e.id`,
    [modelId],
  );
  return rows;
}

export async function markApplied(connection: Connection, editId: number, now: Date): Promise<void> {
  await connection.query('update verbatim.theme_edit set applied_at = $2 where id = $1', [editId, now]);
}
