import type { SummaryWriter } from '../analysis/summaries/written-summary.ts';
import { codePointSlices } from '../domain/code-point-slices.ts';
import { normaliseText } from '../domain/document.ts';
import type { Engine } from '../inference/engine.ts';
import type { Generator } from '../inference/generation/generator.ts';
import { summariseLong } from '../inference/generation/long-summary.ts';
import type { GenerationParameters } from '../inference/generation/search-settings.ts';

/**
 * A generator that writes summaries, and the engine of the active model that judges their sentences.
 * @param parameters of generation, over what the generator's folder says
 */
export function summaryWriter(
  generator: Generator,
  engine: Engine,
  parameters: GenerationParameters = {},
): SummaryWriter {
  return {
    async write(text) {
      const summary = await summariseLong(generator, text, parameters);
      if (summary.failure) throw summary.failure;
      return summary.text;
    },
    async sentences(written) {
      const text = normaliseText(written);
      const { scores, failures } = await engine.analyse([{ id: 1, text }]);
      if (failures.length > 0) throw new Error(failures[0]!.message);
      const segments = scores.flatMap((it) => ('segments' in it ? it.segments : []));
      const slices = codePointSlices(text, segments);
      return segments.flatMap(({ embedding, sentiment }, i) =>
        embedding ? [{ text: slices[i]!.trim(), embedding, sentiment }] : [],
      );
    },
  };
}
