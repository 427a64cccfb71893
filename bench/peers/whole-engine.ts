import { join } from 'node:path';
import type { Config } from '../../src/config.ts';
import { openEngine } from '../../src/inference/engine.ts';
import { readModelFolder } from '../../src/inference/model-folder.ts';
import { withoutTemperature } from './agreement.ts';
import { drain, workerBatches } from './batches.ts';
import type { Corpus, Peer } from './peer.ts';

/**
 * Ours: the engine as a worker uses it, tokenising included; all heads, the text and its segments.
 * @param graph another graph of the model's folder than its manifest names
 */
export async function openWholeEngine(
  { texts, check }: Corpus,
  config: Config,
  graph?: string,
): Promise<Peer> {
  const read = await readModelFolder(config.model);
  const model = graph ? { ...read, graph: join(read.folder, graph) } : read;
  const engine = await openEngine(model, config);
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
