import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import type { SessionInput } from '../../src/inference/session/protocol.ts';

/** What a bare thread is started with. */
export interface BareSetup {
  readonly graph: string;
  readonly threads: number;
  readonly poolInput: string;
  readonly outputs: readonly string[];
  readonly padId: number;
  readonly inputs: readonly SessionInput[];
  /** One counter that all threads of a layout share: the next micro-batch to take. */
  readonly next: SharedArrayBuffer;
}

// Every tensor is made before the clock starts; outputs are thrown away.
const { graph, threads, poolInput, outputs, padId, inputs, next } = workerData as BareSetup;
const counter = new Int32Array(next);
const session = await ort.InferenceSession.create(graph, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableMemPattern: false,
});
const feeds = inputs.map(tensors);
parentPort!.postMessage('ready');
parentPort!.on('message', async () => {
  for (let i = Atomics.add(counter, 0, 1); i < feeds.length; i = Atomics.add(counter, 0, 1)) {
    const results = await session.run(feeds[i]!, [...outputs]);
    for (const tensor of Object.values(results)) tensor.dispose();
  }
  parentPort!.postMessage('done');
});

function tensors({ ids, lengths, segmentCounts, segments }: SessionInput): Record<string, ort.Tensor> {
  const rows = lengths.length;
  const width = Math.max(...lengths);
  const spans = 1 + Math.max(...segmentCounts);
  const padded = new BigInt64Array(rows * width).fill(BigInt(padId));
  const mask = new BigInt64Array(rows * width);
  const pool = new Float32Array(rows * spans * width);
  let token = 0;
  let pair = 0;
  for (const [row, length] of lengths.entries()) {
    for (let i = 0; i < length; i++) padded[row * width + i] = BigInt(ids[token++]!);
    mask.fill(1n, row * width, row * width + length);
    const base = row * spans * width;
    pool.fill(1 / length, base, base + length);
    for (let s = 1; s <= segmentCounts[row]!; s++) {
      const [from, to] = [segments[pair++]!, segments[pair++]!];
      pool.fill(1 / (to - from), base + s * width + from, base + s * width + to);
    }
  }
  return {
    input_ids: new ort.Tensor('int64', padded, [rows, width]),
    attention_mask: new ort.Tensor('int64', mask, [rows, width]),
    [poolInput]: new ort.Tensor('float32', pool, [rows, spans, width]),
  };
}
