import type { Queryable } from '../client.ts';
import { feedbackModel, type StoredModel } from './models.ts';

/** The model whose head a model has tuned; the model itself if its head is its own. */
export async function baseOf(database: Queryable, model: StoredModel): Promise<StoredModel> {
  const { rows } = await database.query<{ baseId: number | null }>(
    'select base_id as "baseId" from verbatim.model where id = $1',
    [model.id],
  );
  const { baseId } = rows[0]!;
  return baseId === null ? model : (await feedbackModel(database, baseId))!;
}

/** Records what a model was tuned on. @param baseId the model whose head it was */
export async function recordTuning(
  database: Queryable,
  id: number,
  baseId: number,
  tuning: unknown,
): Promise<void> {
  await database.query('update verbatim.model set base_id = $2, tuning = $3 where id = $1', [
    id,
    baseId,
    JSON.stringify(tuning),
  ]);
}
