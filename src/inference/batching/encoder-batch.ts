import type { TextExtent } from '../../domain/text-extent.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { EncoderFolder } from '../model/encoder-folder.ts';
import type { SessionPool } from '../session/session-pool.ts';
import type { TokenRow } from '../text/sequence-layout.ts';
import type { TextReading } from '../text/text-reading.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { MicroBatcher } from './micro-batcher.ts';

/** A plain model that has been opened. */
export interface OpenModel {
  readonly model: EncoderFolder;
  readonly tokenizer: Tokenizer;
  readonly pool: SessionPool;
  /** What runs rows on the pool: for each, its vector, or one vector per token. */
  readonly rows: MicroBatcher<TokenRow, Float32Array>;
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

/** A reading, unless it has nothing to run: a tokenizer without special tokens makes nothing of an empty text. */
export function orNothing<Reading extends Pick<TextReading, 'rows'>>(
  reading: Reading,
  index: number,
): Reading | TextFailure {
  if (reading.rows.every((row) => row.ids.length > 0)) return reading;
  const message = 'The text has nothing that the tokenizer of the model can read.';
  return { index, code: 'TEXT_WITHOUT_TOKENS', message };
}
