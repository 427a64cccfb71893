import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Database, Queryable } from '../db/client.ts';
import { wasReplaced } from '../db/results/activations.ts';
import { type LayoutPlace, limitTokenBudget, storedLayout } from '../db/results/layouts.ts';
import {
  activateModel,
  activeModel,
  modelState,
  recordChecks,
  recordModel,
  recordRefusal,
  type StoredModel,
  wasRefused,
} from '../db/results/models.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { EngineOptions } from '../inference/engines/engine.ts';
import type { FolderOptions } from '../inference/model/encoder-folder.ts';
import { isRows } from '../inference/model/precisions.ts';
import {
  modelRecord,
  modelTitle,
  readServedModel,
  type ServedModel,
} from '../inference/model/served-model.ts';
import { type Config, defaultLayout, EMBEDDED_MODEL } from './config.ts';
import { note } from './streams.ts';

type Place = Pick<Config, 'model' | 'modelByFlag' | 'precision' | 'device' | 'layout' | 'runSeconds'>;

/** Which graph of a folder runs: the one of the given precision, else the fastest on a CPU. */
export const graphOptions = ({ precision, device }: Pick<Config, 'precision' | 'device'>): FolderOptions =>
  precision === null ? { fast: device === 'cpu' } : { precision };

/** The configured model, else the embedded one: the model of a command without a database. */
export const configuredModel = (place: Place): Promise<ServedModel> =>
  readServedModel(place.model ?? EMBEDDED_MODEL, graphOptions(place));

/**
 * The model of a command: the configured one, else the active one, else the embedded one. A promotion or a rollback takes
 * the place of a model that VERBATIM_MODEL names, but not of one that a flag names. A precision that is given selects
 * another graph of the active model's folder.
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_CHANGED, PRECISION_FOR_CPU and those of `readServedModel`
 */
export async function chosenModel(database: Queryable, place: Place): Promise<ServedModel> {
  const configured =
    place.model === null ? null : await usableGraph(database, place, await configuredModel(place));
  if (configured && (place.modelByFlag || !(await wasReplaced(database, configured.hash)))) return configured;
  const active = await activeModel(database, 'feedback');
  if (!active) return usableGraph(database, place, await configuredModel(place));
  const model = await storedFolder(active);
  if (place.precision !== null && place.precision !== model.precision) {
    return readServedModel(model.folder, { precision: place.precision });
  }
  if (place.precision === null && place.device !== 'cpu' && isRows(model.graph)) {
    const { name, folder } = model;
    throw new VerbatimError('PRECISION_FOR_CPU', { name, folder, device: place.device });
  }
  return model;
}

/** A model, or the fp32 graph of its folder if no precision is given and the gate refused the faster graph. */
async function usableGraph(
  database: Queryable,
  { precision }: Pick<Config, 'precision'>,
  model: ServedModel,
): Promise<ServedModel> {
  if (precision !== null || !isRows(model.graph) || !(await wasRefused(database, model.hash))) return model;
  return readServedModel(model.folder, { precision: 'fp32' });
}

/** The files of a recorded model, as they were when it was recorded. */
export async function storedFolder(stored: StoredModel): Promise<ServedModel> {
  const { folder, precision, name, version, hash } = stored;
  // The embedded model may have moved with the folder of Verbatim.
  for (const place of [folder ?? EMBEDDED_MODEL, EMBEDDED_MODEL].filter(existsSync)) {
    const model = await readServedModel(place, { precision }).catch(() => null);
    if (model?.hash === hash) return model;
    const other = await readServedModel(place);
    if (other.hash === hash) return other;
  }
  if (!folder || !existsSync(folder)) throw new VerbatimError('MODEL_NOT_FOUND', { folder: folder ?? name });
  throw new VerbatimError('MODEL_CHANGED', { folder, name: `${name} ${version}`, hash: hash.slice(0, 12) });
}

export interface PreparedModel {
  readonly model: ServedModel;
  readonly modelId: number;
}

interface Preparation {
  /** Make it the active model of its task; false: only if there is none. */
  readonly activate: boolean;
  /** Throws if the model must not replace another active model. Absent: the change is noted. */
  readonly gate?: (model: ServedModel, modelId: number) => Promise<void>;
}

/** Records the model of a command, and checks it unless it was checked before. @throws as {@link chosenModel}, `checkModel` and the gate */
export async function prepareModel(
  { database, config }: { database: Database; config: Config },
  { activate, gate }: Preparation,
): Promise<PreparedModel> {
  const { model, modelId } = await checkedModel({ database, config }, await chosenModel(database, config));
  if (config.model !== null && config.model !== model.folder) {
    note(
      `VERBATIM_MODEL names ${config.model}, which ${modelTitle(model)} has replaced (verbatim model history).`,
    );
  }
  const state = await modelState(database, modelId);
  if (activate && !state.active && !state.alone) {
    if (gate) await gate(model, modelId);
    else note(`Reports show ${modelTitle(model)} from now on, which was not audited for this.`);
  }
  if (activate ? !state.active : state.alone) await activateModel(database, modelId);
  return { model, modelId };
}

/**
 * Records a model, and checks it unless it was checked before. If no precision is given and the gate refuses the faster
 * graph of the folder, its fp32 graph takes its place.
 * @throws VerbatimError those of `checkModel` and `readServedModel`
 */
export async function checkedModel(
  parts: { readonly database: Database; readonly config: Pick<Config, 'precision' | 'device'> },
  chosen: ServedModel,
): Promise<PreparedModel> {
  const { database, config } = parts;
  const model = await usableGraph(database, config, chosen);
  const modelId = await recordModel(database, modelRecord(model));
  if ((await modelState(database, modelId)).checked) return { model, modelId };
  // Not at the top: what checks a model loads the runtime, and most commands find it checked.
  const { checkModel, leastAgreement, percent, recordedChecks } = await import('./model-gate.ts');
  const recorded = recordedChecks(model, config.device);
  if (!recorded) note(`Model      checking ${modelTitle(model)}, once`);
  try {
    const checks = recorded ?? (await checkModel(model, config.device));
    await recordChecks(database, modelId, checks);
    if (!recorded && checks.agreement) {
      note(`Agrees with fp32 on at least ${percent(leastAgreement(checks.agreement))} of the golden texts.`);
    }
    return { model, modelId };
  } catch (error) {
    const refused = error instanceof VerbatimError && error.code === 'MODEL_PRECISION_REFUSED';
    if (!refused || config.precision !== null || !isRows(model.graph)) throw error;
    await recordRefusal(database, modelId, error.message);
    note(`${error.message} Its fp32 graph runs.`);
    return checkedModel(parts, model);
  }
}

/** The machine and device that a measured layout is valid for. */
export const layoutPlace = (device: string): LayoutPlace => ({
  machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores`,
  device,
});

/** How to run a model here: the given layout, else the measured one, else the default. A lack of memory is noted and stored. */
export async function engineOptions(
  database: Queryable,
  { device, layout, runSeconds }: Place,
  modelId: number,
): Promise<EngineOptions & { readonly threads: number }> {
  const place = layoutPlace(device);
  const measured = await storedLayout(database, modelId, place);
  const usual = defaultLayout(device);
  const sessions = layout.sessions ?? measured?.sessions ?? usual.sessions;
  const threads = layout.threads ?? measured?.threads ?? usual.threads;
  const tokenBudget = layout.tokenBudget ?? measured?.tokenBudget ?? usual.tokenBudget;
  return {
    ...{ device, sessions, threads, tokenBudget, runSeconds },
    onBudgetHalved(budget) {
      note(`The memory of ${device} does not hold runs of this size: going on with ${budget} tokens a run.`);
      limitTokenBudget(database, modelId, place, { sessions, threads, tokenBudget: budget }).catch(() => {});
    },
  };
}
