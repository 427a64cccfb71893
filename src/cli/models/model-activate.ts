import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { storedFolder } from '../../app/model-choice.ts';
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
import { VerbatimError } from '../../errors.ts';
import {
  modelRecord,
  modelTitle,
  readServedModel,
  type ServedModel,
} from '../../inference/model/served-model.ts';
import { assertAudited } from '../audits/swaps.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim model add FOLDER`: checks a model and records it beside the others, without making it active. */
export async function modelAdd(app: App, folder: string): Promise<Outcome> {
  const { precision } = app.config;
  const model = await readServedModel(folder, precision === null ? {} : { precision });
  const modelId = await checked(app, model);
  const { name, version, hash, task } = model;
  const text = `${modelTitle(model)} is checked and known, for ${task}.\nMake it the active one: verbatim model activate ${hash.slice(0, 12)}`;
  return done({ id: modelId, name, version, hash, task, precision: model.precision }, text);
}

/** `verbatim model activate NAME`: makes a model the one of its task that reports show. */
export async function modelActivate(
  app: App,
  wanted: string,
  flags: { readonly policy?: string; readonly failOn?: 'fail' | 'warn' } = {},
): Promise<Outcome> {
  const model = await wantedModel(app, wanted);
  const modelId = await checked(app, model);
  await assertAudited(app, model, modelId, flags);
  await activateModel(app.database, modelId);
  const { name, version, hash, task } = model;
  const text = [
    `${modelTitle(model)} is active for ${task}.`,
    'What it has not analysed yet: verbatim analyze. The results of other models stay as they are.',
  ].join('\n');
  return done({ id: modelId, name, version, hash, task, precision: model.precision }, text);
}

/** Records a model; one that was not checked before is. */
async function checked({ database, config }: App, model: ServedModel): Promise<number> {
  const modelId = await recordModel(database, modelRecord(model));
  if ((await modelState(database, modelId)).checked) return modelId;
  const checks = await checkModel(model, config.device);
  await recordChecks(database, modelId, checks);
  const least = Math.min(1, ...(checks.agreement ?? []).map(({ share }) => share));
  if (checks.agreement) note(`Agrees with fp32 on at least ${percent(least)} of the golden texts.`);
  return modelId;
}

/** A known model by name or hash, or a folder. */
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
