import { existsSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { polarityIndices } from '../../domain/polarity.ts';
import { ENTITY_STRATEGIES, type EntityStrategy } from '../../domain/text/entity.ts';
import type { LabelRule } from '../../domain/text/text-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type EmbeddingSettings, readEmbeddingSettings } from './embedding-settings.ts';
import { type EncoderKind, encoderKind, KINDS } from './encoder-kind.ts';
import {
  type ModelFacts,
  readJson,
  readOptional,
  requireFile,
  requireFolder,
  TOKEN_SPELLING,
} from './files.ts';
import { hashFolder } from './hash.ts';
import { entailmentAt, LABEL_CONFIG, labelRule, readLabelMap } from './label-map.ts';
import { modelLanguages } from './languages.ts';
import { chosenGraph, type GraphOptions } from './precisions.ts';

/** A checked folder in the plain Hugging Face or Optimum layout. */
export interface EncoderFolder extends ModelFacts {
  readonly kind: EncoderKind;
  readonly unknownToken: string | null;
  /** Names of the outputs, in their order; empty for an embedding model. */
  readonly labels: readonly string[];
  readonly rule: LabelRule;
  readonly embedding: EmbeddingSettings;
  /** How tokens become stored entities. */
  readonly aggregation: EntityStrategy;
  /** Labels of an NLI model, from its verbatim.json. */
  readonly zeroShot: ZeroShotSettings | null;
}

interface ZeroShotSettings {
  readonly labels: readonly string[];
  /** A sentence with `{}` in place of the label. */
  readonly template: string;
  readonly multiLabel: boolean;
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
/** The verbatim.json of a plain folder; every field is optional. */
const MANIFEST = z.strictObject({
  name: z.string().min(1).optional(),
  version: z.string().min(1).optional(),
  task: z.enum(KINDS).optional(),
  graph: z.string().min(1).optional(),
  precision: z.string().min(1).optional(),
  languages: z.array(z.string()).optional(),
  max_length: z.number().int().min(8).optional(),
  labels: z.array(z.string().min(1)).min(1).optional(),
  problem_type: z.string().optional(),
  pooling: z.enum(['mean', 'max', 'cls']).optional(),
  prefix: z.string().optional(),
  aggregation: z.enum(ENTITY_STRATEGIES).optional(),
  zero_shot: z
    .strictObject({
      labels: z.array(z.string().min(1)).min(1),
      template: z.string().includes('{}').default('This example is {}.'),
      multi_label: z.boolean().default(false),
    })
    .optional(),
});

export interface FolderOptions extends GraphOptions {
  /** Graph file inside the folder, instead of onnx/model.onnx. */
  readonly graph?: string;
  /** Prepended to each text to embed; overrides the folder's own. */
  readonly prefix?: string;
}

/** @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED */
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

  const named = findGraph(folder, options.graph ?? manifest.graph);
  const { graph, precision } = chosenGraph(folder, named, options, manifest.precision);
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
    task: taskOf(kind, rule, labels),
    precision,
    languages: modelLanguages(folder),
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
    aggregation: manifest.aggregation ?? 'simple',
    zeroShot: manifest.zero_shot
      ? {
          labels: manifest.zero_shot.labels,
          template: manifest.zero_shot.template,
          multiLabel: manifest.zero_shot.multi_label,
        }
      : null,
  };
}

function taskOf(kind: EncoderKind, rule: LabelRule, labels: readonly string[]): string {
  if (kind === 'nli') return 'zero-shot';
  if (kind !== 'classification') return kind;
  if (rule === 'regression') return rule;
  return rule === 'single' && polarityIndices(labels) ? 'feedback' : kind;
}

// Tokenizers without a limit have a model_max_length of 10^30.
const UNLIMITED = 1e9;
// When no file has a limit: the training length of most encoders.
const DEFAULT_LENGTH = 512;

// Position ids of these families begin after the padding id, so their table has pad_token_id + 1 rows more than the
// model's maximum of tokens (`create_position_ids_from_input_ids` of transformers).
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
    const detail = 'it is outside the folder';
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file, detail });
  }
  return graph;
}
