import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { graphOptions } from '../../src/app/model-choice.ts';
import { readModelFolder, spanOutputs } from '../../src/inference/model/pooled-folder.ts';
import { readDocuments } from '../../src/inference/text/document-text.ts';
import { loadTokenizer } from '../../src/inference/text/tokenizer.ts';
import { sessionInput, windowJobs } from '../../src/inference/text/window-jobs.ts';
import type { BenchConfig } from '../bench-config.ts';
import { microBatches } from '../micro-batches.ts';
import type { BareSetup } from './bare-thread.ts';
import { workerBatches } from './batches.ts';
import type { Peer } from './peer.ts';
import { RUNTIME } from './runtime.ts';

/** Sessions, intra-op threads of each, padded tokens of a run. */
export interface Layout {
  readonly sessions: number;
  readonly threads: number;
  readonly budget: number;
}

export const layoutName = ({ sessions, threads, budget }: Layout) => `${sessions} × ${threads} at ${budget}`;

/** From one session on all cores to one session a core; wider sessions get larger runs. */
export function layouts(cores = availableParallelism()): Layout[] {
  const found: Layout[] = [];
  for (let sessions = 1; sessions <= Math.min(cores, 16); sessions *= 2) {
    const threads = Math.floor(cores / sessions);
    for (const budget of [256, 512, 1024]) {
      if (budget > 256 || threads === 1) found.push({ sessions, threads, budget: budget * threads });
    }
  }
  return found;
}

/**
 * Loops around `session.run()` and nothing else: the batches of a worker tokenised and packed beforehand, tensors
 * made beforehand, results thrown away, a shared counter for a queue.
 */
export async function openBareLoops(
  texts: readonly string[],
  config: BenchConfig,
  { sessions, threads, budget }: Layout,
): Promise<Peer> {
  const model = await readModelFolder(config.model, graphOptions(config));
  const tokenizer = await loadTokenizer(model.folder, model.tokenizer, model.padToken);
  const inputs = [];
  for (const batch of workerBatches(texts, config.batchCharacters)) {
    const jobs = windowJobs(model, tokenizer, await readDocuments(tokenizer, batch));
    for (const packed of microBatches(jobs, budget)) {
      inputs.push(sessionInput(packed, tokenizer.prefix.length));
    }
  }
  const next = new SharedArrayBuffer(4);
  const setup: BareSetup = {
    ...{ graph: model.graph, threads, poolInput: model.manifest.pool.input, padId: tokenizer.padId },
    outputs: spanOutputs(model.manifest),
    ...{ inputs, next },
  };
  const workers = Array.from(
    { length: sessions },
    () => new Worker(new URL('./bare-thread.ts', import.meta.url), { workerData: setup }),
  );
  await Promise.all(workers.map(answer));
  const pass = async (from = 0) => {
    Atomics.store(new Int32Array(next), 0, from);
    const started = performance.now();
    const done = workers.map(answer);
    for (const worker of workers) worker.postMessage('go');
    await Promise.all(done);
    return (performance.now() - started) / 1000;
  };
  await pass(Math.max(0, inputs.length - 50));
  return {
    version: RUNTIME,
    documents: texts.length,
    pass: () => pass(),
    judgeCheckTexts: async () => null,
    close: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  };
}

function answer(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve();
    });
  });
}
