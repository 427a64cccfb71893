import type { SummaryWriter, WriterModel } from '../../analysis/summaries/written-summary.ts';
import type { ModelScores } from '../../domain/analysis.ts';
import { normaliseText } from '../../domain/document.ts';
import { codePointSlices } from '../../domain/text/code-point-slices.ts';
import type { Engine } from '../../inference/engines/engine.ts';
import type { Generator } from '../../inference/generation/generator.ts';
import { summariseLong } from '../../inference/generation/long-summary.ts';
import type { GenerationParameters } from '../../inference/generation/search-settings.ts';

/**
 * A generator that writes summaries, and the engine of the active model that judges their sentences.
 * @param model the model of the generator
 * @param parameters of generation; they override the generator's folder
 */
export function summaryWriter(
  model: WriterModel,
  generator: Generator,
  engine: Engine,
  parameters: GenerationParameters = {},
): SummaryWriter {
  return {
    model,
    async write(text) {
      const summary = await summariseLong(generator, text, parameters);
      if (summary.failure) throw summary.failure;
      return summary.text;
    },
    async sentences(written) {
      const text = normaliseText(written);
      const [whole] = await judge(engine, [text]);
      const sentences = codePointSlices(text, segmentsOf(whole!)).map((it) => it.trim());
      // Each sentence alone: its neighbours must not change its sentiment or its support.
      const judged = await judge(engine, sentences);
      return judged.flatMap((scores, i) =>
        'segments' in scores && scores.embedding
          ? [{ text: sentences[i]!, embedding: scores.embedding, sentiment: scores.sentiment }]
          : [],
      );
    },
  };
}

async function judge(engine: Engine, texts: readonly string[]): Promise<ModelScores[]> {
  const { scores, failures } = await engine.analyse(texts.map((text, id) => ({ id, text })));
  if (failures.length > 0) throw new Error(failures[0]!.message);
  return scores.toSorted((a, b) => a.documentId - b.documentId);
}

const segmentsOf = (scores: ModelScores) => ('segments' in scores ? scores.segments : []);
