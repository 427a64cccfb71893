import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type HeadLabels, POLARITIES } from '../domain/analysis.ts';
import { detailOf, VerbatimError } from '../errors.ts';

/** A model folder that has been read and checked; the graph itself is loaded by the sessions. */
export interface ModelFolder {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SHA-256 over all files that decide its results, hexadecimal: the identity of the model. */
  readonly hash: string;
  readonly task: string;
  readonly precision: string;
  /** Tokens of one window, special tokens included. */
  readonly maxLength: number;
  readonly graph: string;
  readonly tokenizer: string;
  readonly padToken: string;
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
  }),
});
export type Manifest = z.infer<typeof MANIFEST>;

/**
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const folder = resolve(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new VerbatimError('MODEL_NOT_FOUND', { folder });
  }
  for (const file of ['config.json', 'tokenizer.json']) requireFile(folder, file);
  if (!existsSync(join(folder, 'verbatim.json'))) {
    const detail = 'it has no verbatim.json, and plain classification folders are not served yet';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  readJson(folder, 'config.json');
  const manifest = readManifest(folder);
  const graph = resolve(folder, manifest.graph);
  if (!graph.startsWith(folder + sep)) {
    const detail = 'its graph lies outside of the folder';
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file: 'verbatim.json', detail });
  }
  requireFile(folder, manifest.graph);
  const settings = existsSync(join(folder, 'tokenizer_config.json'))
    ? (readJson(folder, 'tokenizer_config.json') as { pad_token?: string | { content: string } })
    : {};
  const pad = settings.pad_token ?? '[PAD]';
  return {
    folder,
    name: manifest.name,
    version: manifest.version,
    hash: await hashFolder(folder),
    task: manifest.task,
    precision: manifest.precision,
    maxLength: manifest.max_length,
    graph,
    tokenizer: join(folder, 'tokenizer.json'),
    padToken: typeof pad === 'string' ? pad : pad.content,
    manifest,
    labels: {
      emotions: manifest.heads.emotion?.labels ?? [],
      emotionThresholds: manifest.heads.emotion?.thresholds ?? [],
      toxicityThreshold: manifest.heads.toxicity?.thresholds[0] ?? 0.5,
    },
  };
}

function readManifest(folder: string): Manifest {
  const parsed = MANIFEST.safeParse(readJson(folder, 'verbatim.json'));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const detail = `${issue.path.join('.') || 'manifest'}: ${issue.message}`;
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file: 'verbatim.json', detail });
  }
  const labels = parsed.data.heads.sentiment.labels;
  if (labels.some((label) => !(POLARITIES as readonly string[]).includes(label))) {
    const detail = `the labels of its sentiment head are ${labels.join(', ')}, not ${POLARITIES.join(', ')}`;
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  return parsed.data;
}

function requireFile(folder: string, file: string): void {
  if (!existsSync(join(folder, file))) throw new VerbatimError('MODEL_FILE_MISSING', { folder, file });
}

function readJson(folder: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    const params = { folder, file, detail: detailOf(error) };
    throw new VerbatimError('MODEL_FILE_INVALID', params, { cause: error });
  }
}

/** Every file but prose and test data, in the order of their paths: path, then SHA-256 of the content. */
async function hashFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.endsWith('.md') && file !== 'expected.json' && !file.startsWith('.'))
    .sort();
  const whole = createHash('sha256');
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, file)), hash);
    whole.update(`${file}\0${hash.digest('hex')}\n`);
  }
  return whole.digest('hex');
}
