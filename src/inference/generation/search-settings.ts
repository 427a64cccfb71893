import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';

const ID = z.number().int().nonnegative();
const IDS = z.union([ID.transform((id) => [id]), z.array(ID)]);
const COUNT = z.number().int().positive();

const PARAMETERS = {
  max_length: COUNT,
  max_new_tokens: COUNT,
  min_length: ID,
  min_new_tokens: ID,
  num_beams: COUNT,
  num_return_sequences: COUNT,
  length_penalty: z.number(),
  early_stopping: z.union([z.boolean(), z.literal('never')]),
  no_repeat_ngram_size: ID,
  repetition_penalty: z.number().positive(),
  bad_words_ids: z.array(z.array(ID).min(1)),
  renormalize_logits: z.boolean(),
  forced_bos_token_id: ID,
  forced_eos_token_id: IDS,
  suppress_tokens: z.array(ID),
  begin_suppress_tokens: z.array(ID),
  decoder_start_token_id: ID,
  bos_token_id: ID,
  eos_token_id: IDS,
  pad_token_id: ID,
  do_sample: z.boolean(),
} as const;
type Parameters = { [Name in keyof typeof PARAMETERS]: z.infer<(typeof PARAMETERS)[Name]> };

/**
 * Generation parameters by the names of `generation_config.json`, which are those of `generate()` in Python
 * transformers; null switches one off.
 */
export type GenerationParameters = {
  readonly [Name in keyof typeof PARAMETERS]?: z.input<(typeof PARAMETERS)[Name]> | null;
};

// Change the answers and are not served; with a value beside the ones listed they are refused, not ignored.
const UNSERVED: Readonly<Record<string, readonly unknown[]>> = {
  do_sample: [false],
  num_beam_groups: [1],
  diversity_penalty: [0],
  penalty_alpha: [],
  guidance_scale: [1],
  sequence_bias: [],
  encoder_repetition_penalty: [1],
  encoder_no_repeat_ngram_size: [0],
  exponential_decay_length_penalty: [],
  constraints: [],
  force_words_ids: [],
  watermarking_config: [],
  remove_invalid_values: [false],
  dola_layers: [],
  max_time: [],
  stop_strings: [],
};

/** What a search needs to know: defaults filled in, lengths worked out, plain data that may cross to a thread. */
export interface SearchSettings {
  readonly beams: number;
  /** Answers to give for each text. */
  readonly returned: number;
  readonly startToken: number;
  readonly eosTokens: readonly number[];
  readonly padToken: number;
  /** Tokens of an answer, decoder start token and end token included. */
  readonly maxLength: number;
  readonly minLength: number;
  readonly lengthPenalty: number;
  readonly earlyStopping: boolean | 'never';
  readonly repetitionPenalty: number;
  readonly noRepeatNgramSize: number;
  readonly badWords: readonly (readonly number[])[];
  readonly forcedBos: number | null;
  readonly forcedEos: readonly number[];
  readonly suppressed: readonly number[];
  readonly suppressedFirst: readonly number[];
  readonly renormalise: boolean;
}

/**
 * @param defaults what the folder says: `generation_config.json` or, before that existed, `config.json`
 * @param overrides what the caller says
 * @param positions tokens that the decoder has positions for, or null when there is no limit
 * @throws VerbatimError CONFIG_INVALID
 */
export function searchSettings(
  defaults: Readonly<Record<string, unknown>>,
  overrides: GenerationParameters,
  positions: number | null,
): SearchSettings {
  const merged = { ...defaults, ...overrides };
  for (const [name, harmless] of Object.entries(UNSERVED)) {
    const value = (merged as Record<string, unknown>)[name] ?? null;
    if (value !== null && !harmless.includes(value))
      throw invalid(name, 'this way to generate is not served');
  }
  const given = parse(merged);
  const eosTokens = given.eos_token_id ?? [];
  const startToken = given.decoder_start_token_id ?? given.bos_token_id;
  if (startToken === undefined) throw invalid('decoder_start_token_id', 'the model names none');
  const beams = given.num_beams ?? 1;
  const returned = given.num_return_sequences ?? 1;
  if (returned > beams) throw invalid('num_return_sequences', `there are ${beams} beams`);
  const maxLength = maximum(given, overrides.max_length == null, positions);
  if (maxLength < 2) throw invalid('max_length', 'it counts the start token, so 2 is the least');
  if (positions !== null && maxLength > positions) {
    throw invalid('max_length', `the decoder of the model has ${positions} positions`);
  }
  return {
    beams,
    returned,
    startToken,
    eosTokens,
    padToken: given.pad_token_id ?? eosTokens[0] ?? 0,
    maxLength,
    // `_prepare_generated_length`: the start token counts for the one and not for the other.
    minLength: given.min_new_tokens === undefined ? (given.min_length ?? 0) : given.min_new_tokens + 1,
    lengthPenalty: given.length_penalty ?? 1,
    earlyStopping: given.early_stopping ?? false,
    repetitionPenalty: given.repetition_penalty ?? 1,
    noRepeatNgramSize: given.no_repeat_ngram_size ?? 0,
    badWords: given.bad_words_ids ?? [],
    forcedBos: given.forced_bos_token_id ?? null,
    forcedEos: given.forced_eos_token_id ?? [],
    suppressed: given.suppress_tokens ?? [],
    suppressedFirst: given.begin_suppress_tokens ?? [],
    renormalise: given.renormalize_logits ?? false,
  };
}

/** `_prepare_generated_length` of transformers 4.57: its default is 20 new tokens, the start token beside them. */
function maximum(given: Partial<Parameters>, byDefault: boolean, positions: number | null): number {
  if (given.max_new_tokens !== undefined) return given.max_new_tokens + 1;
  const length = given.max_length ?? 20;
  if (byDefault && length === 20) return Math.min(21, positions ?? 21);
  return length;
}

function parse(values: Readonly<Record<string, unknown>>): Partial<Parameters> {
  const parsed: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(PARAMETERS)) {
    const value = values[name] ?? null;
    if (value === null) continue;
    const result = schema.safeParse(value);
    if (!result.success) throw invalid(name, result.error.issues[0]!.message);
    parsed[name] = result.data;
  }
  return parsed as Partial<Parameters>;
}

const invalid = (name: string, detail: string) => new VerbatimError('CONFIG_INVALID', { name, detail });
