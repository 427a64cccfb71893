import type { LabelScores } from '../../domain/label-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type EncoderBatch, type OpenModel, runReadings } from '../batching/encoder-batch.ts';
import { entailmentAt } from '../model/label-map.ts';
import { layRow, specialCount } from '../text/sequence-layout.ts';
import type { ReadingOptions, TextReading } from '../text/text-reading.ts';
import { slideWindows } from '../text/truncation.ts';
import { labelled, weighedMean } from './label-reader.ts';

export interface ZeroShotOptions extends ReadingOptions {
  /** A sentence with `{}` where the label goes; default 'This example is {}.'. */
  readonly template?: string;
  /** Each label may hold by itself; else exactly one does. */
  readonly multiLabel?: boolean;
}

/** The hypotheses that a text is held against, one per label. @throws VerbatimError USAGE */
export function hypotheses(labels: readonly string[], template = 'This example is {}.'): string[] {
  const usage = (detail: string) => new VerbatimError('USAGE', { detail });
  if (labels.length === 0) throw usage('Zero-shot classification needs at least one label.');
  if (new Set(labels).size < labels.length) throw usage('Zero-shot classification got one label twice.');
  if (!template.includes('{}')) {
    throw usage('The hypothesis template has no {} where the label goes, as in "This example is {}.".');
  }
  return labels.map((label) => template.replaceAll('{}', () => label));
}

/**
 * What entailment says about each candidate label: `ZeroShotClassificationPipeline.postprocess` of transformers.
 * One label out of several: softmax of the entailment logits over the labels. Each by itself, or a lone label:
 * softmax over contradiction and entailment, of which contradiction is taken to be the first output, or the last
 * when the first is entailment; its name is not looked at.
 *
 * @param names of the model's outputs
 * @param logits of each candidate label, as many as names
 * @returns probabilities 0..1, one per candidate label
 */
export function entailmentScores(
  names: readonly string[],
  logits: readonly Float32Array[],
  multiLabel: boolean,
): number[] {
  const entailment = entailmentAt(names);
  const contradiction = entailment === 0 ? names.length - 1 : 0;
  if (multiLabel || logits.length === 1) {
    return logits.map((row) => 1 / (1 + Math.exp(row[contradiction]! - row[entailment]!)));
  }
  const most = Math.max(...logits.map((row) => row[entailment]!));
  const weights = logits.map((row) => Math.exp(row[entailment]! - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Labels that a model was never trained on, as transformers' zero-shot-classification pipeline judges them: each
 * text is held against one hypothesis per label. A text longer than the room beside the longest hypothesis is read
 * in windows, of whose scores the mean counts, weighted by tokens; with `long: 'truncate'` its end is cut beside
 * each hypothesis, as the pipeline does ('only_first').
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
    const detail = pairLayout ? 'none of its labels means entailment' : 'its tokenizer cannot join two texts';
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
    return { ...labelled(labels, weighedMean(windows)), score: null };
  });
}
