import type { Entity, EntityStrategy } from '../../domain/text/entity.ts';
import type { TextEntities } from '../../domain/text/text-scores.ts';
import { type EncoderBatch, type OpenModel, orNothing, runReadings } from '../batching/encoder-batch.ts';
import { codePointSpans } from '../text/code-points.ts';
import { entityTokens } from '../text/entity-tokens.ts';
import { type ReadingOptions, readText } from '../text/reading.ts';
import { type FoundEntity, groupEntities, mergeOverlapping } from './entity-groups.ts';

/**
 * Finds entities as transformers' token-classification pipeline does. Reads a text longer than the model's maximum in
 * windows that share tokens, as that pipeline does with `stride`; `mergeOverlapping` merges entities found twice.
 */
export async function findEntities(
  open: OpenModel,
  texts: readonly string[],
  strategy: EntityStrategy,
  options: ReadingOptions,
): Promise<EncoderBatch<TextEntities>> {
  const { model, tokenizer } = open;
  const unknownId = model.unknownToken === null ? null : tokenizer.idOf(model.unknownToken);
  const tokens = await tokenizer.encode(texts);
  const readings = tokens.map((text, i) =>
    orNothing(readText(tokenizer.layout, text, model.maxLength, options), i),
  );
  return runReadings(open, readings, ({ rows, ranges }, values, index) => {
    const text = texts[index]!;
    const found = values.flatMap((logits, w) => {
      const own = entityTokens({ tokenizer, unknownId }, text, tokens[index]!, ranges[w]!, rows[w]!, logits);
      return groupEntities(own, model.labels, strategy, tokenizer.join);
    });
    return { entities: placed(rows.length > 1 ? mergeOverlapping(found) : found, text) };
  });
}

/** Adds offsets in code points to those in UTF-16 units. */
function placed(found: readonly FoundEntity[], text: string): Entity[] {
  const inPoints = codePointSpans(text);
  return found.map((entity) => ({
    ...inPoints(entity),
    startUtf16: entity.start,
    endUtf16: entity.end,
  }));
}
