import type { Entity, EntityStrategy, TextEntities } from '../../domain/entity.ts';
import { type EncoderBatch, type OpenModel, orNothing, runReadings } from '../batching/encoder-batch.ts';
import { codePointOffsets } from '../text/code-points.ts';
import { entityTokens } from '../text/entity-tokens.ts';
import { type ReadingOptions, readText } from '../text/reading.ts';
import { type FoundEntity, groupEntities, mergeOverlapping } from './entity-groups.ts';

/**
 * Entities of texts as transformers' token-classification pipeline finds them. A text longer than the model's
 * maximum is read in windows that share tokens, as that pipeline does with `stride`; entities found twice are
 * merged by `mergeOverlapping`.
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

/** With offsets in both units. */
function placed(found: readonly FoundEntity[], text: string): Entity[] {
  const points = codePointOffsets(text);
  return found.map(({ start, end, ...entity }) => ({
    ...entity,
    start: points?.[start] ?? start,
    end: points?.[end] ?? end,
    startUtf16: start,
    endUtf16: end,
  }));
}
