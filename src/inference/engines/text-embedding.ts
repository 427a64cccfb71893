import type { TextVector } from '../../domain/text-vector.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type EncoderBatch, type OpenModel, orNothing, runReadings } from '../batching/encoder-batch.ts';
import { normalise } from '../model/heads.ts';
import { specialCount } from '../text/sequence-layout.ts';
import { type ReadingOptions, readText } from '../text/text-reading.ts';

export interface EmbeddingOptions extends ReadingOptions {
  /** Put before each text, and at the beginning of each window, instead of what the folder says. */
  readonly prefix?: string;
}

/**
 * Sentence embeddings as sentence-transformers makes them: prefix, pooled hidden states, unit length. A text longer
 * than the model's maximum has the mean of the unit vectors of its windows, scaled to unit length again.
 * @throws VerbatimError USAGE for a prefix that leaves no room
 */
export async function embedTexts(
  open: OpenModel,
  texts: readonly string[],
  options: EmbeddingOptions,
): Promise<EncoderBatch<TextVector>> {
  const { model, tokenizer } = open;
  const { lowercase } = model.embedding;
  const prefix = options.prefix ?? model.embedding.prefix;
  const tokens = await tokenizer.encode(
    texts.map((text) => (lowercase ? (prefix + text).toLowerCase() : prefix + text)),
  );
  const readings = tokens.map((text, i) => {
    const found = text.end.findIndex((end) => end > prefix.length);
    const lead = found < 0 ? Math.min(text.ids.length, prefix.length) : found;
    if (lead + specialCount(tokenizer.layout.single) >= model.maxLength) {
      throw new VerbatimError('USAGE', { detail: 'The prefix leaves the model no room for a text.' });
    }
    return orNothing(readText(tokenizer.layout, text, model.maxLength, options, lead), i);
  });
  return runReadings(open, readings, (_, vectors) => ({ vector: meanOfUnits(vectors) }));
}

/** Scales vectors to unit length; several become their mean, scaled again. */
export function meanOfUnits(vectors: readonly Float32Array[]): Float32Array {
  const units = vectors.map((vector) => normalise(vector.slice()));
  if (units.length === 1) return units[0]!;
  return normalise(units[0]!.map((_, i) => units.reduce((sum, unit) => sum + unit[i]!, 0) / units.length));
}
