import type { LabelScores } from '../../domain/text/text-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type EncoderBatch, type OpenModel, runReadings } from '../batching/encoder-batch.ts';
import { sigmoid, softmax } from '../model/activations.ts';
import { entailmentAt } from '../model/label-map.ts';
import type { ReadingOptions, TextReading } from '../text/reading.ts';
import { layRow, specialCount } from '../text/sequence-layout.ts';
import { slideWindows } from '../text/truncation.ts';
import { labelled, tokenMean } from './label-reader.ts';

export interface ZeroShotOptions extends ReadingOptions {
  /** A sentence with `{}` in place of the label; default 'This example is {}.'. */
  readonly template?: string;
  /** Whether several labels may apply; else exactly one does. Default false. */
  readonly multiLabel?: boolean;
}

/** One hypothesis per label. @throws VerbatimError USAGE */
function hypotheses(labels: readonly string[], template = 'This example is {}.'): string[] {
  const usage = (detail: string) => new VerbatimError('USAGE', { detail });
  if (labels.length === 0) throw usage('Zero-shot classification needs at least one label.');
  if (new Set(labels).size < labels.length) throw usage('Zero-shot classification has a duplicate label.');
  if (!template.includes('{}')) {
    throw usage('The hypothesis template has no {} for the label, as in "This example is {}.".');
  }
  return labels.map((label) => template.replaceAll('{}', () => label));
}

/**
 * Probability of each candidate label: `ZeroShotClassificationPipeline.postprocess` of transformers. Exactly one of
 * several labels: softmax of the entailment logits over the labels. Several may apply, or a single label: softmax over
 * contradiction and entailment. Contradiction is the first output, or the last if the first is entailment, by any name.
 *
 * @param names of the model's outputs
 * @param logits of each candidate label, as many as names
 * @returns probabilities 0..1, one per candidate label
 */
function entailmentScores(
  names: readonly string[],
  logits: readonly Float32Array[],
  multiLabel: boolean,
): number[] {
  const entailment = entailmentAt(names);
  const contradiction = entailment === 0 ? names.length - 1 : 0;
  if (multiLabel || logits.length === 1) {
    return logits.map((row) => sigmoid(row[entailment]! - row[contradiction]!));
  }
  const entailments = Float32Array.from(logits, (row) => row[entailment]!);
  return softmax(entailments, 0, entailments.length, 1);
}

/**
 * Classifies texts by labels that the model was not trained on, as transformers' zero-shot-classification pipeline
 * does: each text is paired with one hypothesis per label. A text too long beside the longest hypothesis is read in
 * windows, whose mean scores, weighted by tokens, count. With `long: 'truncate'` its end is cut beside each hypothesis,
 * as in the pipeline ('only_first').
 * @throws VerbatimError USAGE
 */
export async function zeroShotTexts(
  open: OpenModel,
  texts: readonly string[],
  labels: readonly string[],
  options: ZeroShotOptions,
): Promise<EncoderBatch<LabelScores>> {
  const { model, tokenizer } = open;
  const pairLayout = tokenizer.layout.pair;
  if (pairLayout === null || entailmentAt(model.labels) < 0) {
    const detail = pairLayout ? 'it has no entailment label' : 'its tokenizer cannot join two texts';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder: model.folder, detail });
  }
  const sentences = await tokenizer.encode(hypotheses(labels, options.template));
  const longest = Math.max(...sentences.map(({ ids }) => ids.length));
  const room = model.maxLength - specialCount(pairLayout);
  if (longest >= room) {
    throw new VerbatimError('USAGE', { detail: 'A label with its hypothesis leaves no room for a text.' });
  }
  const readings = (await tokenizer.encode(texts)).map(({ ids }): TextReading => {
    const cut = options.long === 'truncate';
    const stride = Math.min(options.stride ?? room >> 3, room - longest - 1);
    const ranges = cut ? [{ from: 0, to: ids.length }] : slideWindows(ids.length, room - longest, stride);
    return {
      rows: ranges.flatMap(({ from, to }) =>
        sentences.map((sentence) =>
          layRow(pairLayout, [
            ids.subarray(from, Math.min(to, from + room - sentence.ids.length)),
            sentence.ids,
          ]),
        ),
      ),
      ranges,
      tokens: ids.length,
      windows: ranges.length,
      truncated: cut && ids.length > room - longest,
    };
  });
  return runReadings(open, readings, ({ ranges }, values) => {
    const windows = ranges.map(({ from, to }, w) => {
      const logits = values.slice(w * labels.length, (w + 1) * labels.length);
      const scores = entailmentScores(model.labels, logits, options.multiLabel ?? false);
      return { values: scores, tokens: to - from };
    });
    return { ...labelled(labels, tokenMean(windows)), score: null };
  });
}
