import type { LabelScores } from '../../domain/text/text-scores.ts';
import {
  type EncoderBatch,
  type OpenModel,
  orNothing,
  runReadings,
  type TextFailure,
} from '../batching/encoder-batch.ts';
import { type ReadingOptions, readPair, readText } from '../text/reading.ts';
import type { PairTruncation } from '../text/truncation.ts';
import { readLabels } from './label-reader.ts';

/** Two texts for one input, such as a premise and a hypothesis. */
export interface TextPair {
  readonly text: string;
  readonly pair: string;
}

export interface ClassificationOptions extends ReadingOptions {
  /** Which text of a pair to cut when the pair does not fit. Pairs are not windowed. Default 'longest_first'. */
  readonly truncation?: PairTruncation;
}

/**
 * Classifies texts or pairs as transformers' text-classification pipeline does with `top_k=None`. Texts longer than the
 * model's maximum are windowed (see `readLabels`); pairs are cut and marked `truncated`.
 */
export async function classifyTexts(
  open: OpenModel,
  texts: readonly (string | TextPair)[],
  options: ClassificationOptions,
): Promise<EncoderBatch<LabelScores>> {
  const { model, tokenizer } = open;
  const { layout } = tokenizer;
  const firsts = await tokenizer.encode(texts.map((text) => (typeof text === 'string' ? text : text.text)));
  const seconds = await tokenizer.encode(texts.map((text) => (typeof text === 'string' ? '' : text.pair)));
  const readings = texts.map((text, i) => {
    if (typeof text === 'string') {
      return orNothing(readText(layout, firsts[i]!, model.maxLength, options), i);
    }
    const truncation = options.truncation ?? 'longest_first';
    const reading = readPair(layout, firsts[i]!, seconds[i]!, model.maxLength, truncation);
    return reading ? orNothing(reading, i) : pairTooLong(i);
  });
  return runReadings(open, readings, ({ ranges }, values) =>
    readLabels(
      model.labels,
      model.rule,
      values.map((logits, w) => ({ logits, tokens: ranges[w]!.to - ranges[w]!.from })),
    ),
  );
}

const pairTooLong = (index: number): TextFailure => ({
  index,
  code: 'TEXT_PAIR_UNFIT',
  message: 'The two texts do not fit the model together, even if one is cut completely.',
});
