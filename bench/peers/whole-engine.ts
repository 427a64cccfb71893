import { graphOptions } from '../../src/app/model-choice.ts';
import { openPooledEngine } from '../../src/inference/engines/pooled-engine.ts';
import { readModelFolder } from '../../src/inference/model/pooled-folder.ts';
import type { BenchConfig } from '../bench-config.ts';
import { withoutTemperature } from './agreement.ts';
import { drain, workerBatches } from './batches.ts';
import type { Corpus, Peer } from './peer.ts';

/**
 * Ours: the engine as a worker uses it, tokenising included; all heads, the text and its segments.
 * @param precision default: that of a worker on this device
 */
export async function openWholeEngine(
  { texts, check }: Corpus,
  config: BenchConfig,
  precision: string | null = null,
): Promise<Peer> {
  const model = await readModelFolder(config.model, graphOptions({ precision, device: config.device }));
  const engine = await openPooledEngine(model, config);
  const batches = workerBatches(texts, config.batchCharacters);
  return {
    version: engine.runtime,
    documents: texts.length,
    async pass() {
      let judged = 0;
      const seconds = await drain(batches, config.concurrency, async (batch) => {
        const { scores } = await engine.analyse(batch);
        judged += scores.length;
      });
      if (judged !== texts.length) throw new Error(`${judged} of ${texts.length} documents judged`);
      return seconds;
    },
    async judgeCheckTexts() {
      const { scores } = await engine.analyse(check.map((text, id) => ({ id, text })));
      return scores.map(({ sentiment }) =>
        withoutTemperature(sentiment, model.manifest.heads.sentiment.temperature),
      );
    },
    close: () => engine.close(),
  };
}
