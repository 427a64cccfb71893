import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { type HeadLabels, POLARITIES } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import {
  type ModelFacts,
  readJson,
  readOptional,
  requireFile,
  requireFolder,
  TOKEN_SPELLING,
} from './files.ts';
import { hashFolder } from './hash.ts';
import { modelLanguages } from './languages.ts';
import { chosenGraph, type GraphOptions } from './precisions.ts';

/**
 * A checked model folder whose manifest names several heads of one graph with a `pool` input. The sessions load the
 * graph. Plain folders are `EncoderFolder`.
 */
export interface ModelFolder extends ModelFacts {
  readonly kind: 'pooled';
  readonly manifest: Manifest;
  readonly labels: HeadLabels;
}

const OUTPUT = z.string().min(1);
const MANIFEST = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  task: z.literal('feedback'),
  graph: z.string().min(1),
  precision: z.string().default('fp32'),
  max_length: z.number().int().min(8),
  pool: z.object({ input: OUTPUT }),
  heads: z.object({
    sentiment: z.object({
      output: OUTPUT,
      type: z.literal('softmax'),
      labels: z.array(z.string()).length(3),
      temperature: z.number().positive().default(1),
    }),
    emotion: z
      .object({
        output: OUTPUT,
        type: z.literal('sigmoid'),
        labels: z.array(z.string()).min(1),
        thresholds: z.array(z.number().min(0).max(1)),
      })
      .refine((head) => head.labels.length === head.thresholds.length, 'as many thresholds as labels')
      .optional(),
    toxicity: z
      .object({
        output: OUTPUT,
        type: z.literal('sigmoid'),
        labels: z.array(z.string()).length(1),
        thresholds: z.array(z.number().min(0).max(1)).length(1),
      })
      .optional(),
    embedding: z
      .object({ output: OUTPUT, type: z.literal('embedding'), dimensions: z.number().int().positive() })
      .optional(),
    names: z
      .object({
        output: OUTPUT,
        type: z.literal('tokens'),
        labels: z.array(z.enum(['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'])).min(2),
        threshold: z.object({ PER: z.number().min(0).max(1), LOC: z.number().min(0).max(1) }),
      })
      .optional(),
  }),
});
export type Manifest = z.infer<typeof MANIFEST>;
export type NamesHead = NonNullable<Manifest['heads']['names']>;

/** Outputs with a vector per span; that of the names head has one per token. */
export const spanOutputs = ({ heads: { names: _, ...spans } }: Manifest): string[] =>
  Object.values(spans).flatMap((head) => (head ? [head.output] : []));

/** @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED */
export async function readModelFolder(path: string, options: GraphOptions = {}): Promise<ModelFolder> {
  const folder = requireFolder(path);
  for (const file of ['config.json', 'tokenizer.json']) requireFile(folder, file);
  if (!existsSync(join(folder, 'verbatim.json'))) {
    const detail = 'it has no verbatim.json that names the heads of its graph';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  readJson(folder, 'config.json', z.looseObject({}));
  const manifest = readManifest(folder);
  const named = resolve(folder, manifest.graph);
  if (!named.startsWith(folder + sep)) {
    const detail = 'its graph is outside the folder';
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file: 'verbatim.json', detail });
  }
  const { graph, precision } = chosenGraph(folder, named, options, manifest.precision);
  const settings = readOptional(
    folder,
    'tokenizer_config.json',
    z.looseObject({ pad_token: TOKEN_SPELLING.nullish() }),
  );
  return {
    kind: 'pooled',
    folder,
    name: manifest.name,
    version: manifest.version,
    hash: await hashFolder(folder, graph),
    task: manifest.task,
    precision,
    maxLength: manifest.max_length,
    languages: modelLanguages(folder),
    graph,
    tokenizer: join(folder, 'tokenizer.json'),
    padToken: settings?.pad_token ?? '[PAD]',
    manifest,
    labels: {
      emotions: manifest.heads.emotion?.labels ?? [],
      emotionThresholds: manifest.heads.emotion?.thresholds ?? [],
      toxicityThreshold: manifest.heads.toxicity?.thresholds[0] ?? 0.5,
    },
  };
}

function readManifest(folder: string): Manifest {
  const manifest = readJson(folder, 'verbatim.json', MANIFEST);
  const labels = manifest.heads.sentiment.labels;
  if (labels.some((label) => !(POLARITIES as readonly string[]).includes(label))) {
    const detail = `the labels of its sentiment head are ${labels.join(', ')}, not ${POLARITIES.join(', ')}`;
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  return manifest;
}
