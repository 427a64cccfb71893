import { join } from 'node:path';
import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Reduction } from '../session/session-protocol.ts';
import { readOptional } from './folder-files.ts';

/** How a sentence embedding is made of a model's hidden states. */
export type Pooling = Extract<Reduction, 'mean' | 'max' | 'cls'>;

export interface EmbeddingSettings {
  readonly pooling: Pooling;
  /** Put before each text. */
  readonly prefix: string;
  readonly lowercase: boolean;
  /** Tokens of one window, special tokens included, where the folder says. */
  readonly maxLength: number | null;
  /** The folder has the files of sentence-transformers. */
  readonly declared: boolean;
}

const MODULES = z.array(z.looseObject({ type: z.string(), path: z.string() }));
const POOLING = z.looseObject({ include_prompt: z.boolean().nullish() });
const SENTENCE = z.looseObject({
  max_seq_length: z.number().positive().nullish(),
  do_lower_case: z.boolean().nullish(),
});
const PROMPTS = z.looseObject({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
});

/**
 * The files of sentence-transformers: modules.json, its Pooling module's config.json, sentence_bert_config.json,
 * config_sentence_transformers.json. Without them: the mean. Results are normalised whether or not the folder
 * has a Normalize module.
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export function readEmbeddingSettings(folder: string): EmbeddingSettings {
  const modules = readOptional(folder, 'modules.json', MODULES);
  const kinds = (modules ?? []).map(({ type, path }) => ({ kind: type.split('.').at(-1)!, path }));
  const unknown = kinds.find(({ kind }) => !['Transformer', 'Pooling', 'Normalize'].includes(kind));
  if (unknown) {
    const detail = `its modules.json has a ${unknown.kind} layer, which is not part of the graph`;
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  const place = kinds.find(({ kind }) => kind === 'Pooling')?.path ?? '1_Pooling';
  const written = readOptional(folder, join(place, 'config.json'), POOLING);
  const sentence = readOptional(folder, 'sentence_bert_config.json', SENTENCE);
  const prompts = readOptional(folder, 'config_sentence_transformers.json', PROMPTS);
  const prefix = prompts?.prompts?.[prompts.default_prompt_name ?? ''] ?? '';
  if (written?.include_prompt === false && prefix !== '') {
    const detail = 'it leaves the prompt out of the pooling, which is not served';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  return {
    pooling: written ? poolingOf(folder, written) : 'mean',
    prefix,
    lowercase: sentence?.do_lower_case ?? false,
    maxLength: sentence?.max_seq_length ?? null,
    declared: modules !== null || written !== null,
  };
}

const MODES: Readonly<Record<string, Pooling>> = {
  pooling_mode_mean_tokens: 'mean',
  // The mean times the root of the length: the same once normalised.
  pooling_mode_mean_sqrt_len_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
  pooling_mode_cls_token: 'cls',
};

function poolingOf(folder: string, written: Readonly<Record<string, unknown>>): Pooling {
  const modes = Object.keys(written).filter(
    (key) => key.startsWith('pooling_mode_') && written[key] === true,
  );
  const pooling = modes.length === 1 ? MODES[modes[0]!] : undefined;
  if (pooling) return pooling;
  const detail = `its pooling is ${modes.join(' with ') || 'not named'}; mean, max or cls alone are served`;
  throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
}
