import type { TextVector } from '../../domain/text/text-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type EncoderBatch, type OpenModel, orNothing, runReadings } from '../batching/encoder-batch.ts';
import { normalise } from '../model/activations.ts';
import { type ReadingOptions, readText } from '../text/reading.ts';
import { specialCount } from '../text/sequence-layout.ts';

export interface EmbeddingOptions extends ReadingOptions {
  /** Prepended to each text and to each window; overrides the folder's own. */
  readonly prefix?: string;
}

/**
 * Sentence embeddings as in sentence-transformers: prefix, pooled hidden states, unit length. A text longer than the
 * model's maximum gets the mean of the unit vectors of its windows, scaled to unit length again.
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
      throw new VerbatimError('USAGE', { detail: 'The prefix leaves no room for a text.' });
    }
    return orNothing(readText(tokenizer.layout, text, model.maxLength, options, lead), i);
  });
  return runReadings(open, readings, (_, vectors) => ({ vector: meanOfUnits(vectors) }));
}

/** The mean of the vectors, each scaled to unit length, scaled to unit length. */
function meanOfUnits(vectors: readonly Float32Array[]): Float32Array {
  const units = vectors.map((vector) => normalise(vector.slice()));
  if (units.length === 1) return units[0]!;
  return normalise(units[0]!.map((_, i) => units.reduce((sum, unit) => sum + unit[i]!, 0) / units.length));
}
