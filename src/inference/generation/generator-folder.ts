import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { readJson, readOptional, requireFile, requireFolder, TOKEN_SPELLING } from '../model/folder-files.ts';
import type { GeneratorGraphs } from './generation-protocol.ts';

/** A folder with a seq2seq model that has been read; its graphs are loaded by the threads. */
export interface GeneratorFolder {
  readonly folder: string;
  readonly graphs: GeneratorGraphs;
  readonly tokenizer: string;
  readonly padToken: string;
  /** Language token that the tokenizer puts beside each text, or null. */
  readonly sourceLanguage: string | null;
  /** Input tokens that the model can take, special tokens included. */
  readonly maxInput: number;
  /** Positions of the decoder, or null when it has no limit. */
  readonly maxOutput: number | null;
  /** What its config.json has a prefix and parameters for, such as 'summarization'. */
  readonly tasks: readonly string[];
  /** Put before each text. */
  readonly prefix: string;
  /** Decoding cleans up blanks before punctuation. */
  readonly cleanUp: boolean;
  /** Generation parameters by the names of `generation_config.json`. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

const LENGTH = z.number().positive();
const CONFIG = z.looseObject({
  is_encoder_decoder: z.boolean().optional(),
  max_position_embeddings: LENGTH.nullish(),
  n_positions: LENGTH.nullish(),
  prefix: z.string().nullish(),
  task_specific_params: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
});
const TOKENIZER_CONFIG = z.looseObject({
  pad_token: TOKEN_SPELLING.nullish(),
  model_max_length: LENGTH.nullish(),
  src_lang: z.string().nullish(),
  clean_up_tokenization_spaces: z.boolean().nullish(),
});

/**
 * @param task an entry of `task_specific_params` in config.json: its prefix and parameters become defaults, as
 *   in the pipelines of transformers
 * @param variant of the graph files: 'quantized' takes `encoder_model_quantized.onnx`
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED,
 *   CONFIG_INVALID
 */
export function readGeneratorFolder(
  path: string,
  task: string | null,
  variant: string | null,
): GeneratorFolder {
  const folder = requireFolder(path);
  requireFile(folder, 'config.json');
  const config = readJson(folder, 'config.json', CONFIG);
  requireFile(folder, 'tokenizer.json');
  const graphs = findGraphs(folder, variant ? `_${variant}` : '');
  if (config.is_encoder_decoder === false || (graphs.kind === 'whole' && !config.is_encoder_decoder)) {
    const detail = 'it generates no text (its config.json does not say is_encoder_decoder)';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  const settings = readOptional(folder, 'tokenizer_config.json', TOKENIZER_CONFIG);
  const written = readOptional(folder, 'generation_config.json', z.looseObject({}));
  const forTask = task === null ? {} : config.task_specific_params?.[task];
  const tasks = Object.keys(config.task_specific_params ?? {});
  if (!forTask) {
    const known = tasks.join(', ') || 'none';
    throw new VerbatimError('CONFIG_INVALID', { name: 'task', detail: `config.json knows ${known}` });
  }
  const { prefix, ...parameters } = forTask;
  // A tokenizer without a limit says 10^30.
  const limits = [settings?.model_max_length, config.max_position_embeddings, config.n_positions].filter(
    (limit) => typeof limit === 'number' && limit < 1e9,
  ) as number[];
  return {
    folder,
    graphs,
    tokenizer: join(folder, 'tokenizer.json'),
    padToken: settings?.pad_token ?? '<pad>',
    sourceLanguage: settings?.src_lang ?? null,
    maxInput: limits.length > 0 ? Math.min(...limits) : UNLIMITED,
    maxOutput: config.max_position_embeddings ?? null,
    tasks,
    prefix: typeof prefix === 'string' ? prefix : (config.prefix ?? ''),
    cleanUp: settings?.clean_up_tokenization_spaces ?? false,
    // Before generation_config.json existed, config.json held the parameters; ids may be missing from the one.
    defaults: { ...(written ? idsOf(config) : config), ...written, ...parameters },
  };
}

// Where a model names no limit (relative positions): what T5 was trained with.
const UNLIMITED = 512;

/** Optimum's layouts, or one graph that holds the whole search. */
function findGraphs(folder: string, suffix: string): GeneratorGraphs {
  const at = (name: string) =>
    [`onnx/${name}${suffix}.onnx`, `${name}${suffix}.onnx`].find((file) => existsSync(join(folder, file)));
  const encoder = at('encoder_model');
  if (!encoder) {
    const whole = at('model') ?? beamGraph(folder, suffix);
    if (!whole)
      throw new VerbatimError('MODEL_FILE_MISSING', { folder, file: `onnx/encoder_model${suffix}.onnx` });
    return { kind: 'whole', graph: join(folder, whole) };
  }
  const merged = at('decoder_model_merged');
  const first = merged ?? at('decoder_model');
  const later = merged ?? at('decoder_with_past_model');
  if (!first || !later) {
    const missing = first ? 'decoder_with_past_model' : 'decoder_model_merged';
    throw new VerbatimError('MODEL_FILE_MISSING', { folder, file: `onnx/${missing}${suffix}.onnx` });
  }
  const [encoderFile, firstFile, laterFile] = [encoder, first, later].map((file) => join(folder, file));
  return { kind: 'split', encoder: encoderFile!, decoder: firstFile!, decoderWithPast: laterFile! };
}

/** A graph whose name speaks of beams, as onnxruntime's converter writes it. */
function beamGraph(folder: string, suffix: string): string | undefined {
  return ['onnx', '.']
    .filter((inside) => existsSync(join(folder, inside)))
    .flatMap((inside) => readdirSync(join(folder, inside)).map((file) => join(inside, file)))
    .find((file) => /beam/i.test(file) && file.endsWith(`${suffix}.onnx`));
}

function idsOf(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = ['decoder_start_token_id', 'bos_token_id', 'eos_token_id', 'pad_token_id'];
  return Object.fromEntries(names.map((name) => [name, config[name]]));
}
