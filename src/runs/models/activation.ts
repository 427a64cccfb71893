import { existsSync } from 'node:fs';
import { modelFolder } from '../../app/config.ts';
import { checkedModel, graphOptions, type PreparedModel, storedFolder } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { activateModel, findModels, listModels } from '../../db/results/models.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle, readServedModel, type ServedModel } from '../../inference/model/served-model.ts';
import { assertAudited, type GateChoice } from './swap-gate.ts';

/**
 * Checks the model of a folder and records it beside the others. It does not become active.
 * @throws VerbatimError those of `readServedModel` and `checkModel`
 */
export async function addModel(app: App, folder: string): Promise<PreparedModel> {
  return checkedModel(app, await readServedModel(folder, graphOptions(app.config)));
}

/**
 * Makes a model the active one of its task, once it has passed its checks and the audit of swaps.
 * @param wanted name or hash of a known model, the name of the embedded one, or a folder
 * @throws VerbatimError MODEL_UNKNOWN, MODEL_AUDIT_FAILED, those of `checkModel`
 */
export async function activate(app: App, wanted: string, choice: GateChoice): Promise<PreparedModel> {
  const prepared = await checkedModel(app, await wantedModel(app, wanted));
  await assertAudited(app, prepared.model, prepared.modelId, choice);
  await activateModel(app.database, prepared.modelId);
  return prepared;
}

/** A known model by name or hash, or the model of a folder. @throws VerbatimError MODEL_UNKNOWN, those of `readServedModel` */
export async function wantedModel({ database, config }: App, wanted: string): Promise<ServedModel> {
  const named = await findModels(database, wanted);
  const [first, ...others] = named.filter(
    ({ precision }) => config.precision === null || named.length === 1 || precision === config.precision,
  );
  if (first && others.length === 0) return storedFolder(first);
  const folder = modelFolder(wanted);
  if (existsSync(folder)) return readServedModel(folder, graphOptions(config));
  const models = first ? [first, ...others] : await listModels(database);
  const known = models.map(modelTitle).join(', ');
  throw new VerbatimError('MODEL_UNKNOWN', { name: wanted, known: known || 'none' });
}
