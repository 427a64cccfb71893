import type { TextExtent } from '../domain/text-extent.ts';
import { VerbatimError } from '../errors.ts';
import type { EncoderFolder } from './encoder-folder.ts';
import { runRows } from './row-run.ts';
import type { SessionPool } from './session-pool.ts';
import type { TextReading } from './text-reading.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A plain model that has been opened. */
export interface OpenModel {
  readonly model: EncoderFolder;
  readonly tokenizer: Tokenizer;
  readonly pool: SessionPool;
  /** Padded tokens of one session run. */
  readonly tokenBudget: number;
}

/** A text that could not be judged: set aside with a reason, the rest goes on. */
export interface TextFailure {
  /** Place among the texts of the call. */
  readonly index: number;
  readonly code: string;
  /** Never holds the text. */
  readonly message: string;
}

/** What became of the texts of one call. */
export interface EncoderBatch<Result> {
  /** One per text, in their order; null for those that failed. */
  readonly results: readonly (Result | null)[];
  readonly failures: readonly TextFailure[];
  /** Tokens that were run, special tokens included, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

/**
 * Runs the rows of all texts together, packed by length, and decodes them text by text.
 * @param decode from the values of each row of a text: of one vector, or of one per token
 */
export async function runReadings<Reading extends Pick<TextReading, 'rows'> & TextExtent, Result>(
  { model, pool, tokenBudget }: OpenModel,
  readings: readonly (Reading | TextFailure)[],
  decode: (reading: Reading, values: readonly Float32Array[], index: number) => Result,
): Promise<EncoderBatch<Result & TextExtent>> {
  const able = (reading: Reading | TextFailure): reading is Reading => 'rows' in reading;
  const rows = readings.flatMap((reading) => (able(reading) ? reading.rows : []));
  const run = await runRows(pool, rows, tokenBudget, model.kind === 'token-classification');
  const failures: TextFailure[] = [];
  let at = 0;
  const results = readings.map((reading, index) => {
    if (!able(reading)) {
      failures.push(reading);
      return null;
    }
    const own = run.values.slice(at, at + reading.rows.length);
    at += reading.rows.length;
    const broken = own.find((value) => value instanceof VerbatimError);
    if (broken) {
      failures.push({ index, code: broken.code, message: broken.message });
      return null;
    }
    const { tokens, windows, truncated } = reading;
    return { ...decode(reading, own as Float32Array[], index), tokens, windows, truncated };
  });
  return { results, failures, tokens: run.tokens, paddedTokens: run.paddedTokens };
}

/** A reading, unless it has nothing to run: a tokenizer without special tokens makes nothing of an empty text. */
export function orNothing<Reading extends Pick<TextReading, 'rows'>>(
  reading: Reading,
  index: number,
): Reading | TextFailure {
  if (reading.rows.every((row) => row.ids.length > 0)) return reading;
  const message = 'The text has nothing that the tokenizer of the model can read.';
  return { index, code: 'TEXT_WITHOUT_TOKENS', message };
}
