import type { Queryable } from '../client.ts';
import { activeModel, feedbackModel, type StoredModel } from '../results/models.ts';
import { embeddingDimensions } from '../themes/vectors.ts';

/** The model whose sentences are searched. */
export interface SearchedModel {
  readonly model: StoredModel;
  /** Of its embeddings; null: it has none. */
  readonly dimensions: number | null;
  /** The active model, whose results nightly runs do not count yet; null: it is the same. */
  readonly next: StoredModel | null;
}

/** The model that roll-ups are of, as everywhere on a page; before the first of them the active one. Null: there is none. */
export async function searchedModel(database: Queryable): Promise<SearchedModel | null> {
  const { rows } = await database.query<{ id: number }>(
    `select model_id as id from verbatim.rollup_state where cube = 'day'`,
  );
  const active = await activeModel(database, 'feedback');
  const model = rows[0] ? await feedbackModel(database, rows[0].id) : active;
  if (!model) return null;
  return {
    model,
    dimensions: await embeddingDimensions(database, model.id),
    next: active && active.id !== model.id ? active : null,
  };
}
