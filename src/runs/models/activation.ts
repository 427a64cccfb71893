import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type PreparedModel, storedFolder } from '../../app/model-choice.ts';
import { checkModel, percent } from '../../app/model-gate.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import {
  activateModel,
  findModels,
  listModels,
  modelState,
  recordChecks,
  recordModel,
} from '../../db/results/models.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import {
  modelRecord,
  modelTitle,
  readServedModel,
  type ServedModel,
} from '../../inference/model/served-model.ts';
import { assertAudited, type GateChoice } from './swap-gate.ts';

/**
 * Checks the model of a folder and records it beside the others. It does not become active.
 * @throws VerbatimError those of `readServedModel` and `checkModel`
 */
export async function addModel(app: App, folder: string): Promise<PreparedModel> {
  const { precision } = app.config;
  return checked(app, await readServedModel(folder, precision === null ? {} : { precision }));
}

/**
 * Makes a model the active one of its task, once it has passed its checks and the audit of swaps.
 * @param wanted name or hash of a known model, or a folder
 * @throws VerbatimError MODEL_UNKNOWN, MODEL_AUDIT_FAILED, those of `checkModel`
 */
export async function activate(app: App, wanted: string, choice: GateChoice): Promise<PreparedModel> {
  const prepared = await checked(app, await wantedModel(app, wanted));
  await assertAudited(app, prepared.model, prepared.modelId, choice);
  await activateModel(app.database, prepared.modelId);
  return prepared;
}

/** Records a model, and checks it unless it was checked before. */
async function checked({ database, config }: App, model: ServedModel): Promise<PreparedModel> {
  const modelId = await recordModel(database, modelRecord(model));
  if ((await modelState(database, modelId)).checked) return { model, modelId };
  const checks = await checkModel(model, config.device);
  await recordChecks(database, modelId, checks);
  const least = Math.min(1, ...(checks.agreement ?? []).map(({ share }) => share));
  if (checks.agreement) note(`Agrees with fp32 on at least ${percent(least)} of the golden texts.`);
  return { model, modelId };
}

async function wantedModel({ database, config }: App, wanted: string): Promise<ServedModel> {
  const [first, ...others] = await findModels(database, wanted);
  if (first && others.length === 0) return storedFolder(first);
  if (existsSync(resolve(wanted))) {
    return readServedModel(wanted, config.precision === null ? {} : { precision: config.precision });
  }
  const models = first ? [first, ...others] : await listModels(database);
  const known = models.map(modelTitle).join(', ');
  throw new VerbatimError('MODEL_UNKNOWN', { name: wanted, known: known || 'none' });
}
