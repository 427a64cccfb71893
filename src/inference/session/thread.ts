import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { missingFor, sessionOptions } from './device.ts';
import { deviceFault } from './device-fault.ts';
import {
  ROW_VALUES,
  type RowInput,
  type RowSetup,
  type SessionInput,
  type SessionOpened,
  type SessionOutput,
  type SessionSetup,
  type SpanSetup,
} from './protocol.ts';
import { padRows, reduceRows } from './row-tensors.ts';
import type { FromThread, ToThread } from './thread-pool.ts';

/**
 * A thread that owns one session. `session.run()` of onnxruntime-node blocks its thread (a run of 1,018 ms blocked the
 * event loop for 1,019 ms). It is called only here, so job locks, health checks and signals on the main thread do not
 * wait for it.
 */
// The library also throws its errors; its log on standard error would only repeat them.
ort.env.logLevel = 'fatal';

const setup = workerData as SessionSetup;
const port = parentPort!;
const send = (message: FromThread<SessionOpened, SessionOutput>, transfer: ArrayBuffer[] = []) =>
  port.postMessage(message, transfer);
const detail = (error: unknown) => String((error as Error)?.message ?? error).slice(0, 500);

const session = await open();
if (session) {
  send({ kind: 'opened', opened: { inputs: session.inputNames, outputs: session.outputNames } });
  port.on('message', (message: ToThread<SessionInput | RowInput>) => {
    run(session, setup, message.task).then(
      (output) => {
        const buffers = Object.values(output).map((values) => values.buffer as ArrayBuffer);
        send({ kind: 'output', id: message.id, output }, buffers);
      },
      (error) => send({ kind: 'failed', id: message.id, detail: detail(error) }),
    );
  });
}

async function open(): Promise<ort.InferenceSession | null> {
  const missing = missingFor(setup.device);
  if (missing) {
    send({ kind: 'opened', opened: { fault: 'device', detail: missing } });
    return null;
  }
  try {
    return await ort.InferenceSession.create(setup.graph, sessionOptions(setup.device, setup.threads));
  } catch (error) {
    const opened: SessionOpened =
      setup.device === 'cpu'
        ? { fault: 'graph', detail: detail(error) }
        : { fault: 'device', detail: deviceFault(error) };
    send({ kind: 'opened', opened });
    return null;
  }
}

function run(
  session: ort.InferenceSession,
  setup: SessionSetup,
  input: SessionInput | RowInput,
): Promise<SessionOutput> {
  return setup.kind === 'rows'
    ? runRows(session, setup, input as RowInput)
    : runSpans(session, setup, input as SessionInput);
}

async function runRows(
  session: ort.InferenceSession,
  setup: RowSetup,
  input: RowInput,
): Promise<SessionOutput> {
  const { ids, mask, typeIds, dims } = padRows(input, setup.padId);
  const feeds: Record<string, ort.Tensor> = {
    input_ids: new ort.Tensor('int64', ids, dims),
    attention_mask: new ort.Tensor('int64', mask, dims),
  };
  if (session.inputNames.includes('token_type_ids')) {
    feeds.token_type_ids = new ort.Tensor('int64', typeIds, dims);
  }
  const { output, reduce } = setup.reads.find((read) => session.outputNames.includes(read.output))!;
  const tensor = (await session.run(feeds, [output]))[output]!;
  if (tensor.type !== 'float32') throw new Error(`its output ${output} is ${tensor.type}, not float32`);
  const values = reduceRows(tensor.data as Float32Array, tensor.dims, input, reduce, output);
  tensor.dispose();
  return { [ROW_VALUES]: values };
}

async function runSpans(
  session: ort.InferenceSession,
  setup: SpanSetup,
  input: SessionInput,
): Promise<SessionOutput> {
  const { lengths, segmentCounts } = input;
  const rows = lengths.length;
  const width = lengths.reduce((most, length) => Math.max(most, length), 0);
  const spans = 1 + segmentCounts.reduce((most, count) => Math.max(most, count), 0);

  const ids = new BigInt64Array(rows * width).fill(BigInt(setup.padId));
  const mask = new BigInt64Array(rows * width);
  const pool = new Float32Array(rows * spans * width);
  let token = 0;
  let pair = 0;
  for (let row = 0; row < rows; row++) {
    const length = lengths[row]!;
    for (let i = 0; i < length; i++) {
      ids[row * width + i] = BigInt(input.ids[token++]!);
      mask[row * width + i] = 1n;
    }
    const base = row * spans * width;
    pool.fill(1 / length, base, base + length);
    for (let s = 1; s <= segmentCounts[row]!; s++) {
      const from = input.segments[pair++]!;
      const to = input.segments[pair++]!;
      pool.fill(1 / (to - from), base + s * width + from, base + s * width + to);
    }
  }

  const feeds: Record<string, ort.Tensor> = {
    input_ids: new ort.Tensor('int64', ids, [rows, width]),
    attention_mask: new ort.Tensor('int64', mask, [rows, width]),
    [setup.poolInput]: new ort.Tensor('float32', pool, [rows, spans, width]),
  };
  if (session.inputNames.includes('token_type_ids')) {
    feeds.token_type_ids = new ort.Tensor('int64', new BigInt64Array(rows * width), [rows, width]);
  }
  const ofTokens = input.perToken ? setup.tokenOutput : undefined;
  const results = await session.run(feeds, [...setup.outputs, ...(ofTokens ? [ofTokens] : [])]);
  const output: Record<string, Float32Array> = {};
  for (const name of setup.outputs) {
    const tensor = results[name]!;
    output[name] = usedRows(tensor.data as Float32Array, tensor.dims[2]!, spans, segmentCounts);
    tensor.dispose();
  }
  if (ofTokens) {
    const tensor = results[ofTokens]!;
    const data = tensor.data as Float32Array;
    output[ofTokens] = reduceRows(data, tensor.dims, { lengths, width }, 'tokens', ofTokens);
    tensor.dispose();
  }
  return output;
}

/** The vectors of real spans, without those that pad the batch. */
function usedRows(data: Float32Array, size: number, spans: number, segmentCounts: Int32Array): Float32Array {
  const used = segmentCounts.length + segmentCounts.reduce((sum, count) => sum + count, 0);
  const packed = new Float32Array(used * size);
  let at = 0;
  for (let row = 0; row < segmentCounts.length; row++) {
    const begin = row * spans * size;
    const count = 1 + segmentCounts[row]!;
    packed.set(data.subarray(begin, begin + count * size), at);
    at += count * size;
  }
  return packed;
}
