import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type EncoderFolder, type FolderOptions, readEncoderFolder } from './encoder-folder.ts';
import { readOptional, requireFolder } from './files.ts';
import { type ModelFolder, readModelFolder } from './pooled-folder.ts';

/** A folder whose model analyses documents. */
export type ServedModel = ModelFolder | EncoderFolder;

/**
 * Reads a model folder. With `pool` in its verbatim.json it is a pooled model, else a plain encoder.
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function readServedModel(path: string, options: FolderOptions = {}): Promise<ServedModel> {
  const folder = requireFolder(path);
  const manifest = readOptional(folder, 'verbatim.json', z.looseObject({}));
  if (manifest && 'pool' in manifest) return readModelFolder(folder, options);
  const model = await readEncoderFolder(folder, options);
  if (model.kind === 'nli' && model.zeroShot === null) {
    const detail =
      'it classifies pairs of texts; to classify feedback, name the labels in a verbatim.json: ' +
      '{"zero_shot": {"labels": ["delivery", "price"]}}';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  return model;
}

/** Name for people. A version that only repeats the start of the hash is left out. */
export const modelTitle = ({ name, version, hash }: Pick<ServedModel, 'name' | 'version' | 'hash'>): string =>
  `${name}${hash.startsWith(version) ? '' : ` ${version}`} (${hash.slice(0, 12)})`;

/** The columns of a row in verbatim.model. */
export function modelRecord(model: ServedModel) {
  const { name, version, hash, task, precision, maxLength, folder } = model;
  const plain = { name, version, hash, task, precision, maxLength, folder };
  if (model.kind === 'pooled') return { ...plain, manifest: model.manifest, labels: [] };
  const { kind, rule, embedding, aggregation, zeroShot } = model;
  const manifest = {
    ...{ kind, rule },
    ...(kind === 'embedding' ? { pooling: embedding.pooling, prefix: embedding.prefix } : {}),
    ...(kind === 'token-classification' ? { aggregation } : {}),
    ...(zeroShot ? { zero_shot: zeroShot } : {}),
  };
  return { ...plain, manifest, labels: storedLabels(model) };
}

/** Names of the stored probabilities, in their order. */
function storedLabels({ kind, rule, labels, zeroShot }: EncoderFolder): readonly string[] {
  if (zeroShot) return zeroShot.labels;
  return kind === 'classification' && rule !== 'regression' ? labels : [];
}
