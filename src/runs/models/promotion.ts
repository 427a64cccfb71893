import { refusalOf } from '../../analysis/promotion/comparison.ts';
import { formerModels } from '../../analysis/promotion/former-model.ts';
import { storedFolder } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import type { Database } from '../../db/client.ts';
import { activations, replaceActive, type StoredActivation } from '../../db/results/activations.ts';
import { noteAudit } from '../../db/results/comparisons.ts';
import { activeModel, feedbackModel, findModels, type StoredModel } from '../../db/results/models.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { type Shadow, type ShadowOptions, shadow } from './shadow.ts';
import { assertAudited, type GateChoice } from './swap-gate.ts';

export interface Promotion extends Shadow {
  /** Why it was not promoted; null: it is the active model now. */
  readonly refused: ReturnType<typeof refusalOf>;
  /** Audit of swaps that it went through; null: none. */
  readonly auditId: number | null;
}

/**
 * Compares a model with the active one, and makes it the active one if labels show that it is better, or not worse by the
 * margin, and calibrated, and if it passes the audit of swaps. The model must still be active that it was compared with.
 * @throws VerbatimError MODEL_AUDIT_FAILED, MODEL_OVERTAKEN, those of {@link shadow}
 */
export async function promote(
  app: App,
  wanted: string,
  options: ShadowOptions & GateChoice,
): Promise<Promotion> {
  const { database } = app;
  const found = await shadow(app, wanted, options);
  const { comparisonId, candidate, active, comparison } = found;
  const refused = refusalOf(comparison);
  let auditId: number | null = null;
  if (refused) return { ...found, refused, auditId };
  const { model, modelId } = candidate;
  await assertAudited(app, model, modelId, options, async (id) => {
    auditId = id;
    await noteAudit(database, comparisonId, id);
  });
  const how = { way: 'promote', insteadOf: active.id, comparisonId } as const;
  if (!(await replaceActive(database, modelId, how))) {
    throw new VerbatimError('MODEL_OVERTAKEN', { name: modelTitle(model) });
  }
  return { ...found, refused, auditId };
}

export interface Rollback {
  readonly model: StoredModel;
  /** The model that was active before. */
  readonly insteadOf: StoredModel;
}

/**
 * Makes a former model the active one again, without a comparison or an audit: it went through the gate in its time, and
 * what was accepted then stays accepted, because an acceptance is for the hash of the model.
 * @param wanted name or hash of a model that was active before; default: the one before the active model
 * @throws VerbatimError ROLLBACK_NOTHING, ROLLBACK_GONE, CANDIDATE_ACTIVE, MODEL_UNKNOWN, MODEL_OVERTAKEN
 */
export async function rollback({ database }: App, wanted: string | undefined): Promise<Rollback> {
  const insteadOf = await activeModel(database, 'feedback');
  if (!insteadOf) throw new VerbatimError('ROLLBACK_NOTHING', { name: 'the first one' });
  const all = await activations(database, 'feedback');
  const id =
    wanted === undefined ? formerModels(all)[0] : await formerByName(database, all, insteadOf, wanted);
  if (id === undefined) throw new VerbatimError('ROLLBACK_NOTHING', { name: modelTitle(insteadOf) });
  const model = (await feedbackModel(database, id))!;
  const name = modelTitle(model);
  await storedFolder(model).catch((error: unknown) => {
    if (!(error instanceof VerbatimError)) throw error;
    const parameters = { name, folder: model.folder ?? name, active: modelTitle(insteadOf) };
    throw new VerbatimError('ROLLBACK_GONE', parameters, { cause: error });
  });
  const how = { way: 'rollback', insteadOf: insteadOf.id } as const;
  if (!(await replaceActive(database, id, how))) throw new VerbatimError('MODEL_OVERTAKEN', { name });
  return { model, insteadOf };
}

/** Of several models by that name, the one that was active last. */
async function formerByName(
  database: Database,
  all: readonly StoredActivation[],
  active: StoredModel,
  name: string,
): Promise<number> {
  const ids = (await findModels(database, name)).map(({ id }) => id);
  const former = all.filter(({ modelId }) => modelId !== active.id);
  const last = former.findLast(({ modelId }) => ids.includes(modelId));
  if (last) return last.modelId;
  if (ids.includes(active.id)) throw new VerbatimError('CANDIDATE_ACTIVE', { name });
  const known = [...new Set(former.map(modelTitle))].join(', ');
  throw new VerbatimError('MODEL_UNKNOWN', { name, known: known || 'none that was active before' });
}
