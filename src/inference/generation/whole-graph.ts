import { padBatch, type TextBatch } from './batch.ts';
import { floats, type Graph, type GraphInput, integers, type Tensor } from './graph.ts';
import type { Hypothesis } from './greedy-search.ts';
import type { SearchSettings } from './search-settings.ts';

/** Parameters that a graph for the whole search has as inputs; its converter fixed the others. */
export const WHOLE_GRAPH_PARAMETERS = [
  'max_length',
  'max_new_tokens',
  'min_length',
  'min_new_tokens',
  'num_beams',
  'num_return_sequences',
  'length_penalty',
  'repetition_penalty',
  'suppress_tokens',
];

/** Values of the inputs of onnxruntime's BeamSearch operator (com.microsoft), by name. */
const VALUES: Readonly<Record<string, (settings: SearchSettings) => number>> = {
  max_length: (settings) => settings.maxLength,
  min_length: (settings) => settings.minLength,
  num_beams: (settings) => settings.beams,
  num_return_sequences: (settings) => settings.returned,
  length_penalty: (settings) => settings.lengthPenalty,
  repetition_penalty: (settings) => settings.repetitionPenalty,
};
const TEXT_INPUTS = ['input_ids', 'attention_mask', 'vocab_mask'];

/** Whether the graph does the whole search: it has the required inputs of the operator. */
export function holdsSearch(graph: Graph): boolean {
  const names = graph.inputs.map((input) => input.name);
  return ['input_ids', 'max_length', 'num_beams'].every((name) => names.includes(name));
}

/** Inputs of such a graph that the engine does not have. */
export function unknownWholeInputs(graph: Graph): string[] {
  return graph.inputs
    .map((input) => input.name)
    .filter((name) => !Object.hasOwn(VALUES, name) && !TEXT_INPUTS.includes(name));
}

/**
 * Runs a batch. The search is onnxruntime's, not that of transformers: answers may differ from `generateBatch` over the
 * same weights, and have no end token.
 * @returns for each text its answers, best first; scores where the graph has the output `sequences_scores`
 */
export async function runWholeGraph(
  graph: Graph,
  batch: TextBatch,
  settings: SearchSettings,
): Promise<Hypothesis[][]> {
  const { ids, mask, width } = padBatch(batch, settings.padToken);
  const texts = batch.lengths.length;
  const feeds: Record<string, Tensor> = {};
  for (const input of graph.inputs) {
    const { name, type } = input;
    if (name === 'input_ids') feeds[name] = integers(type, ids, [texts, width]);
    else if (name === 'attention_mask') feeds[name] = integers(type, mask, [texts, width]);
    else if (name === 'vocab_mask') feeds[name] = vocabularyMask(input, settings);
    else feeds[name] = scalar(type, VALUES[name]!(settings));
  }
  const outputs = await graph.run(feeds);
  const sequences = outputs.sequences ?? outputs[graph.outputs[0]!]!;
  const scores = outputs.sequences_scores && floats(outputs.sequences_scores);
  const [, returned, length] = sequences.dims as [number, number, number];
  return Array.from({ length: texts }, (_, text) =>
    Array.from({ length: returned }, (_, i) => {
      const at = text * returned + i;
      const row = Array.from(sequences.data.subarray(at * length, (at + 1) * length), Number);
      return { tokens: withoutPadding(row, settings), score: scores ? scores[at]! : null };
    }),
  );
}

const scalar = (type: string, value: number): Tensor =>
  type === 'float32' ? { type, data: Float32Array.of(value), dims: [1] } : integers(type, [value], [1]);

/** 1 for each allowed token, else 0. The shape of the input must have the size of the vocabulary. */
function vocabularyMask({ type, shape }: GraphInput, settings: SearchSettings): Tensor {
  const size = shape[0];
  if (typeof size !== 'number') throw new Error('vocab_mask does not fix the size of the vocabulary');
  const mask = new Int32Array(size).fill(1);
  for (const token of settings.suppressed) mask[token] = 0;
  return integers(type, mask, [size]);
}

/** Cuts after the first end token. The start token may have the same id and does not count. */
function withoutPadding(tokens: readonly number[], { eosTokens, padToken }: SearchSettings): number[] {
  const end = tokens.findIndex((token, i) => i > 0 && eosTokens.includes(token));
  if (end >= 0) return tokens.slice(0, end + 1);
  const last = tokens.findLastIndex((token) => token !== padToken);
  return tokens.slice(0, Math.max(1, last + 1));
}
