import { existsSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { LabelRule } from '../domain/label-scores.ts';
import { VerbatimError } from '../errors.ts';
import { type EmbeddingSettings, readEmbeddingSettings } from './embedding-settings.ts';
import { type EncoderKind, encoderKind, KINDS } from './encoder-kind.ts';
import { readJson, readOptional, requireFile, requireFolder, TOKEN_SPELLING } from './folder-files.ts';
import { hashFolder } from './folder-hash.ts';
import { entailmentAt, LABEL_CONFIG, labelRule, readLabelMap } from './label-map.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';

/** A folder in the plain Hugging Face or Optimum layout that has been read and checked. */
export interface EncoderFolder {
  readonly kind: EncoderKind;
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SHA-256 over all files that decide its results, hexadecimal: the identity of the model. */
  readonly hash: string;
  /** As its graph's file name tells: 'fp32' unless it names another. */
  readonly precision: string;
  /** Tokens of one window, special tokens included. */
  readonly maxLength: number;
  /** Absolute path. */
  readonly graph: string;
  readonly tokenizer: string;
  readonly padToken: string;
  readonly unknownToken: string | null;
  /** Names of the outputs, in their order; empty for embeddings. */
  readonly labels: readonly string[];
  readonly rule: LabelRule;
  readonly embedding: EmbeddingSettings;
}

const LENGTH = z.number().positive();
const CONFIG = LABEL_CONFIG.extend({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  is_encoder_decoder: z.boolean().nullish(),
  max_position_embeddings: z.number().nullish(),
  pad_token_id: z.number().nullish(),
});
const TOKENIZER_CONFIG = z.looseObject({
  pad_token: TOKEN_SPELLING.nullish(),
  unk_token: TOKEN_SPELLING.nullish(),
  model_max_length: LENGTH.nullish(),
});
/** What a plain folder's verbatim.json may say; all of it optional. */
const MANIFEST = z.strictObject({
  name: z.string().min(1).optional(),
  version: z.string().min(1).optional(),
  task: z.enum(KINDS).optional(),
  graph: z.string().min(1).optional(),
  precision: z.string().min(1).optional(),
  max_length: z.number().int().min(8).optional(),
  labels: z.array(z.string().min(1)).min(1).optional(),
  problem_type: z.string().optional(),
  pooling: z.enum(['mean', 'max', 'cls']).optional(),
  prefix: z.string().optional(),
});

export interface FolderOptions {
  /** Graph file inside the folder, instead of onnx/model.onnx. */
  readonly graph?: string;
  /** Put before each text to embed, instead of what the folder says. */
  readonly prefix?: string;
}

/**
 * Any folder: one whose verbatim.json has a `pool` is the pooled kind, for `openEngine`; every other is a plain
 * encoder, for `openEncoder`.
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function readAnyFolder(
  path: string,
  options: FolderOptions = {},
): Promise<ModelFolder | EncoderFolder> {
  const folder = requireFolder(path);
  const manifest = readOptional(folder, 'verbatim.json', z.looseObject({}));
  return manifest && 'pool' in manifest ? readModelFolder(folder) : readEncoderFolder(folder, options);
}

/**
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function readEncoderFolder(path: string, options: FolderOptions = {}): Promise<EncoderFolder> {
  const folder = requireFolder(path);
  for (const file of ['config.json', 'tokenizer.json']) requireFile(folder, file);
  const config = readJson(folder, 'config.json', CONFIG);
  const settings = readOptional(folder, 'tokenizer_config.json', TOKENIZER_CONFIG);
  const manifest = readOptional(folder, 'verbatim.json', MANIFEST) ?? {};
  const embedding = readEmbeddingSettings(folder);
  const task = manifest.task ?? encoderKind(folder, config, embedding.declared);

  const outputs = manifest.labels?.length ?? Object.keys(config.id2label ?? {}).length;
  const rule =
    task === 'token-classification'
      ? 'single'
      : labelRule(folder, manifest.problem_type ?? config.problem_type, outputs);
  const labels = task === 'embedding' ? [] : readLabelMap(folder, config, manifest.labels, rule);
  const kind = task === 'classification' && entailmentAt(labels) >= 0 ? 'nli' : task;

  const graph = findGraph(folder, options.graph ?? manifest.graph);
  const hash = await hashFolder(folder, graph);
  const limits = [
    manifest.max_length ?? settings?.model_max_length,
    positions(config),
    kind === 'embedding' ? embedding.maxLength : null,
  ].filter((limit) => typeof limit === 'number' && limit > 0 && limit < UNLIMITED) as number[];
  return {
    kind,
    folder,
    name: manifest.name ?? basename(folder),
    version: manifest.version ?? hash.slice(0, 12),
    hash,
    precision: manifest.precision ?? precisionOf(graph),
    maxLength: limits.length > 0 ? Math.min(...limits) : DEFAULT_LENGTH,
    graph,
    tokenizer: join(folder, 'tokenizer.json'),
    padToken: settings?.pad_token ?? '[PAD]',
    unknownToken: settings?.unk_token ?? null,
    labels,
    rule,
    embedding: {
      ...embedding,
      pooling: manifest.pooling ?? embedding.pooling,
      prefix: options.prefix ?? manifest.prefix ?? embedding.prefix,
    },
  };
}

// A tokenizer without a limit says 10^30.
const UNLIMITED = 1e9;
// Where neither file names a limit: what most encoders were trained with.
const DEFAULT_LENGTH = 512;

// Position ids of these begin after the padding id, so that their table has pad_token_id + 1 rows more than
// a text may have tokens (`create_position_ids_from_input_ids` of transformers).
const OFFSET_POSITIONS = new Set(
  'roberta xlm-roberta xlm-roberta-xl roberta-prelayernorm camembert longformer mpnet data2vec-text xmod ibert luke esm'.split(
    ' ',
  ),
);

function positions(config: z.output<typeof CONFIG>): number | null {
  const { max_position_embeddings: rows, model_type: family, pad_token_id: pad } = config;
  if (!rows) return null;
  return OFFSET_POSITIONS.has(family ?? '') ? rows - (pad ?? 1) - 1 : rows;
}

function findGraph(folder: string, named: string | undefined): string {
  const files = named ? [named, join('onnx', named)] : ['onnx/model.onnx', 'model.onnx'];
  const file = files.find((file) => existsSync(join(folder, file))) ?? files[0]!;
  const graph = resolve(folder, file);
  if (!graph.startsWith(folder + sep)) {
    const detail = 'it lies outside of the folder';
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file, detail });
  }
  requireFile(folder, relative(folder, graph).split(sep).join('/'));
  return graph;
}

/** `model_quantized.onnx` and its like hold 8-bit integers; the other names of Optimum's files speak for themselves. */
function precisionOf(graph: string): string {
  const suffix = /_(fp16|int8|uint8|quantized|q8|q4f16|q4|bnb4|bf16)\b/.exec(basename(graph))?.[1] ?? 'fp32';
  return suffix === 'quantized' || suffix === 'q8' ? 'int8' : suffix;
}
