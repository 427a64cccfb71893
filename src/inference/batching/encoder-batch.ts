import type { TextExtent } from '../../domain/text/text-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { EncoderFolder } from '../model/encoder-folder.ts';
import type { SessionPool } from '../session/pool.ts';
import type { TextReading } from '../text/reading.ts';
import type { TokenRow } from '../text/sequence-layout.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { MicroBatcher } from './micro-batcher.ts';

/** An opened plain model. */
export interface OpenModel {
  readonly model: EncoderFolder;
  readonly tokenizer: Tokenizer;
  readonly pool: SessionPool;
  /** Runs rows on the pool; each row's result is one vector, or one vector per token. */
  readonly rows: MicroBatcher<TokenRow, Float32Array>;
}

/** A text that failed. The other texts of the call are not affected. */
export interface TextFailure {
  /** Index among the texts of the call. */
  readonly index: number;
  readonly code: string;
  /** Never contains the text. */
  readonly message: string;
}

/** The results of one call. */
export interface EncoderBatch<Result> {
  /** One per text, in their order; null for failed texts. */
  readonly results: readonly (Result | null)[];
  readonly failures: readonly TextFailure[];
  /** Tokens run, special tokens included, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

/**
 * Runs the rows of all texts together, grouped by length, and decodes them text by text.
 * @param decode makes a result from the values of each row of a text: one vector, or one per token
 */
export async function runReadings<Reading extends Pick<TextReading, 'rows'> & TextExtent, Result>(
  { rows }: OpenModel,
  readings: readonly (Reading | TextFailure)[],
  decode: (reading: Reading, values: readonly Float32Array[], index: number) => Result,
): Promise<EncoderBatch<Result & TextExtent>> {
  const able = (reading: Reading | TextFailure): reading is Reading => 'rows' in reading;
  const wanted = readings.flatMap((reading) => (able(reading) ? reading.rows : []));
  const ran = await rows.run(wanted);
  const failures: TextFailure[] = [];
  let at = 0;
  const results = readings.map((reading, index) => {
    if (!able(reading)) {
      failures.push(reading);
      return null;
    }
    const own = ran.slice(at, at + reading.rows.length).map(({ result }) => result);
    at += reading.rows.length;
    const broken = own.find((value) => value instanceof VerbatimError);
    if (broken) {
      failures.push({ index, code: broken.code, message: broken.message });
      return null;
    }
    const { tokens, windows, truncated } = reading;
    return { ...decode(reading, own as Float32Array[], index), tokens, windows, truncated };
  });
  return {
    ...{ results, failures },
    tokens: wanted.reduce((sum, row) => sum + row.ids.length, 0),
    paddedTokens: ran.reduce((sum, { padded }) => sum + padded, 0),
  };
}

/** The failure of a text in which the tokenizer finds no token. */
export const WITHOUT_TOKENS = {
  code: 'TEXT_WITHOUT_TOKENS',
  message: 'The text has nothing that the tokenizer of the model can read.',
} as const;

/** The reading, or a failure if a row has no tokens: a tokenizer without special tokens gives none for an empty text. */
export function orNothing<Reading extends Pick<TextReading, 'rows'>>(
  reading: Reading,
  index: number,
): Reading | TextFailure {
  if (reading.rows.every((row) => row.ids.length > 0)) return reading;
  return { index, ...WITHOUT_TOKENS };
}
