import { graphOptions } from '../../src/app/model-choice.ts';
import type { StoredDocument } from '../../src/domain/document.ts';
import { mergeWindows } from '../../src/inference/engines/merge.ts';
import { readModelFolder } from '../../src/inference/model/pooled-folder.ts';
import { openSessionPool } from '../../src/inference/session/pool.ts';
import { prepareText } from '../../src/inference/text/prepare.ts';
import { readSpans } from '../../src/inference/text/span-reader.ts';
import { loadTokenizer } from '../../src/inference/text/tokenizer.ts';
import { sessionInput } from '../../src/inference/text/window-jobs.ts';
import { planWindows } from '../../src/inference/text/windows.ts';
import type { BenchConfig } from '../bench-config.ts';
import { microBatches } from '../micro-batches.ts';
import { withoutTemperature } from './agreement.ts';
import { drain, workerBatches } from './batches.ts';
import type { Corpus, Peer } from './peer.ts';
import { RUNTIME } from './runtime.ts';

/**
 * What sentiment alone would cost: the engine's own parts over a graph without the other heads, and no sentences
 * looked for. The engine has no such switch, because segments are always wanted.
 * @param folder what export_model.py wrote to OUT/sentiment
 */
export async function openSentimentAlone(
  { texts, check }: Corpus,
  config: BenchConfig,
  folder: string,
): Promise<Peer> {
  const model = await readModelFolder(folder, graphOptions(config));
  const tokenizer = await loadTokenizer(model.folder, model.tokenizer, model.padToken);
  const { sentiment } = model.manifest.heads;
  const pool = await openSessionPool(
    model,
    {
      ...{ graph: model.graph, device: config.device, threads: 1, padId: tokenizer.padId },
      ...{ poolInput: model.manifest.pool.input, outputs: [sentiment.output] },
    },
    { size: config.sessions },
  );
  const { prefix, suffix } = tokenizer;
  const capacity = model.maxLength - prefix.length - suffix.length;

  const judge = async (documents: readonly StoredDocument[]) => {
    const prepared = documents.map(({ text }) => prepareText(text).text);
    const tokens = await tokenizer.encode(prepared);
    const jobs = tokens.flatMap(({ ids, start }, document) =>
      planWindows(start, [{ start: 0, end: prepared[document]!.length }], capacity).map((window) => ({
        document,
        window: { ...window, segments: [] },
        ids: Int32Array.from([...prefix, ...ids.subarray(window.from, window.to), ...suffix]),
      })),
    );
    const found = documents.map((): ReturnType<typeof readSpans> => []);
    await Promise.all(
      microBatches(jobs, config.tokenBudget).map(async (packed) => {
        const output = await pool.run(sessionInput(packed, prefix.length));
        for (const [i, scores] of readSpans(model.manifest, packed, output).entries()) {
          found[packed[i]!.document]!.push(scores);
        }
      }),
    );
    return documents.map(({ text }, i) => mergeWindows(found[i]!, text));
  };

  const batches = workerBatches(texts, config.batchCharacters);
  return {
    version: RUNTIME,
    documents: texts.length,
    pass: () => drain(batches, config.concurrency, judge),
    async judgeCheckTexts() {
      const scores = await judge(check.map((text, id) => ({ id, text })));
      return scores.map((score) => withoutTemperature(score.sentiment, sentiment.temperature));
    },
    close: () => pool.close(),
  };
}
