import { relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { deviceFault } from '../session/device-fault.ts';
import { missingFor, sessionOptions } from '../session/session-device.ts';
import type { FromThread, ToThread } from '../session/thread-pool.ts';
import { createDecoder, type Decoder, unknownInputs } from './decoder.ts';
import { generateBatch, traceBatch } from './generation-batch.ts';
import type {
  GenerationOpened,
  GenerationOutput,
  GenerationSetup,
  GenerationTask,
} from './generation-protocol.ts';
import type { Graph, GraphInput, Tensor, TensorData } from './graph.ts';
import { holdsSearch, runWholeGraph, unknownWholeInputs } from './whole-graph.ts';

/**
 * A thread that owns the sessions of one seq2seq model and runs the whole loop: `session.run()` of
 * onnxruntime-node blocks the thread it is called on, and the key-value cache stays here.
 */
ort.env.logLevel = 'fatal';

const setup = workerData as GenerationSetup;
const port = parentPort!;
const send = (message: FromThread<GenerationOpened, GenerationOutput>) => port.postMessage(message);

type Model =
  | { readonly kind: 'split'; readonly encoder: Graph; readonly decoder: Decoder }
  | { readonly kind: 'whole'; readonly graph: Graph };

try {
  const model = await openModel();
  // One at a time: the decoder holds the cache of one batch.
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, task }: ToThread<GenerationTask>) => {
    last = last.then(() =>
      run(model, task).then(
        (output) => send({ kind: 'output', id, output }),
        (error) => send({ kind: 'failed', id, detail: detailOf(error) }),
      ),
    );
  });
  send({ kind: 'opened', opened: null });
} catch (error) {
  if (!(error instanceof VerbatimError)) throw error;
  send({ kind: 'opened', opened: { code: error.code, params: error.params } });
}

async function run(model: Model, task: GenerationTask): Promise<GenerationOutput> {
  if (task.kind === 'trace') {
    if (model.kind === 'whole') throw new Error('a graph that holds the whole search gives no logits');
    const { batch, tokens, padToken } = task;
    return { kind: 'trace', logits: await traceBatch(model.encoder, model.decoder, batch, tokens, padToken) };
  }
  const answers =
    model.kind === 'whole'
      ? await runWholeGraph(model.graph, task.batch, task.settings)
      : await generateBatch(model.encoder, model.decoder, task.batch, task.settings);
  return { kind: 'generate', answers };
}

async function openModel(): Promise<Model> {
  const { graphs } = setup;
  if (graphs.kind === 'whole') {
    const graph = await openGraph(graphs.graph);
    if (!holdsSearch(graph)) {
      throw unsupported('it has neither an encoder and a decoder nor a graph with a whole beam search');
    }
    refuseUnknown(graphs.graph, unknownWholeInputs(graph));
    return { kind: 'whole', graph };
  }
  const encoder = await openGraph(graphs.encoder);
  const asked = encoder.inputs.map((input) => input.name);
  refuseUnknown(
    graphs.encoder,
    asked.filter((name) => name !== 'input_ids' && name !== 'attention_mask'),
  );
  const first = await openGraph(graphs.decoder);
  const later = graphs.decoderWithPast === graphs.decoder ? first : await openGraph(graphs.decoderWithPast);
  refuseUnknown(graphs.decoder, unknownInputs(first));
  refuseUnknown(graphs.decoderWithPast, unknownInputs(later));
  const answered = first.outputs.some((name) => name.startsWith('present.'));
  if (!answered || !first.outputs.includes('logits')) {
    throw unsupported(`${nameOf(graphs.decoder)} does not return logits and a cache (present.*)`);
  }
  return { kind: 'split', encoder, decoder: createDecoder(first, later) };
}

function refuseUnknown(file: string, names: readonly string[]): void {
  if (names.length > 0) throw unsupported(`${nameOf(file)} wants ${names.join(', ')}, which is not known`);
}

function nameOf(file: string): string {
  return relative(setup.folder, file);
}

function unsupported(detail: string): VerbatimError {
  return new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder: setup.folder, detail });
}

async function openGraph(file: string): Promise<Graph> {
  const { device } = setup;
  const missing = missingFor(device);
  if (missing) throw new VerbatimError('DEVICE_UNAVAILABLE', { device, detail: missing });
  try {
    const session = await ort.InferenceSession.create(file, sessionOptions(device, setup.threads));
    return asGraph(session);
  } catch (error) {
    if (device !== 'cpu') {
      const detail = deviceFault(error);
      throw new VerbatimError('DEVICE_UNAVAILABLE', { device, detail });
    }
    const detail = detailOf(error);
    throw new VerbatimError('MODEL_FILE_INVALID', { folder: setup.folder, file: nameOf(file), detail });
  }
}

function asGraph(session: ort.InferenceSession): Graph {
  const inputs = session.inputMetadata.map(
    (input): GraphInput => ({
      name: input.name,
      type: input.isTensor ? input.type : 'sequence',
      shape: input.isTensor ? input.shape : [],
    }),
  );
  const names = new Set(session.inputNames);
  return {
    inputs,
    outputs: session.outputNames,
    async run(feeds) {
      const given: Record<string, ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(feeds)) {
        if (names.has(name)) given[name] = feed(tensor);
      }
      const results = await session.run(given);
      const outputs: Record<string, Tensor> = {};
      for (const [name, { type, data, dims }] of Object.entries(results)) {
        outputs[name] = { type, data: data as TensorData, dims };
      }
      return outputs;
    },
  };
}

/**
 * onnxruntime-node 1.30 makes a Float16Array of every float16 tensor where Node has that class, and then reads it
 * as empty ("not enough space: expected 288, got 0"); given the bits as a Uint16Array it reads them.
 */
function feed({ type, data, dims }: Tensor): ort.Tensor {
  const tensor = new ort.Tensor(type as 'float32', data as Float32Array, dims);
  if (type === 'float16') {
    Object.assign(tensor, { cpuData: new Uint16Array(data.buffer, data.byteOffset, data.length) });
  }
  return tensor;
}
