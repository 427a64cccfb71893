import { floats, type Graph, integers, type Tensor, type TensorData, takeRows, zeros } from './graph.ts';

/** Steps through a decoder with its key-value cache; one row per hypothesis. */
export interface Decoder {
  /**
   * First step, without a cache.
   * @param hidden encoder states, [texts, input tokens, width]
   * @param mask 1 for a token and 0 for padding, [texts, input tokens]
   * @param token the decoder's start token
   * @returns logits of the next token: one row per text
   */
  start(hidden: Tensor, mask: Tensor, token: number): Promise<Float32Array[]>;
  /**
   * Next step.
   * @param rows for each row of this step, the row of the last step that it continues; other rows leave the batch
   * @param tokens the new token of each row
   */
  step(rows: readonly number[], tokens: readonly number[]): Promise<Float32Array[]>;
}

const PAST = 'past_key_values.';
const KNOWN = new Set(['input_ids', 'encoder_hidden_states', 'encoder_attention_mask', 'use_cache_branch']);

/** Names of inputs that the decoder does not have. */
export function unknownInputs(graph: Graph): string[] {
  return graph.inputs.map((input) => input.name).filter((name) => !KNOWN.has(name) && !name.startsWith(PAST));
}

/**
 * Supports both layouts of Optimum: a merged graph with the input `use_cache_branch`, or two graphs, the second with
 * the cache as inputs. Only the first step returns the keys and values of the encoder's states (a merged graph returns
 * placeholders later), so they are kept.
 *
 * @param first the merged graph, or the one without a cache
 * @param later the merged graph again, or the one with a cache
 */
export function createDecoder(first: Graph, later: Graph): Decoder {
  // States, mask, and the encoder's keys and values: they change only when a text leaves the batch.
  let fixed: Record<string, Tensor> = {};
  let growing: Record<string, Tensor> = {};
  // Each step of a beam search copies the cache. Buffers are used again while the copy fits, with room to grow.
  const room = new Map<string, TensorData>();
  let texts: number[] = [];

  const run = async (
    graph: Graph,
    past: Record<string, Tensor>,
    tokens: readonly number[],
    cached: boolean,
  ) => {
    const feeds: Record<string, Tensor> = {};
    for (const { name, type } of graph.inputs) {
      if (name === 'input_ids') feeds[name] = integers(type, tokens, [tokens.length, 1]);
      else if (name === 'use_cache_branch') feeds[name] = flag(cached);
      else feeds[name] = (fixed[name] ?? past[name])!;
    }
    const { logits, ...present } = await graph.run(feeds);
    growing = {};
    for (const [name, tensor] of Object.entries(present)) {
      const input = name.replace(/^present\./, PAST);
      if (input.includes('.decoder.')) growing[input] = tensor;
      else if (!cached) fixed[input] = tensor;
    }
    return splitRows(logits!);
  };

  const reorder = (name: string, tensor: Tensor, rows: readonly number[]): Tensor => {
    const length = (tensor.data.length / tensor.dims[0]!) * rows.length;
    if ((room.get(name)?.length ?? 0) < length) room.set(name, zeros(tensor.type, [2 * length]).data);
    return takeRows(tensor, rows, room.get(name));
  };

  return {
    start(hidden, mask, token) {
      const rows = hidden.dims[0]!;
      texts = Array.from({ length: rows }, (_, i) => i);
      fixed = { encoder_hidden_states: hidden, encoder_attention_mask: mask };
      const empty: Record<string, Tensor> = {};
      for (const { name, type, shape } of first.inputs) {
        if (name.startsWith(PAST)) empty[name] = zeros(type, emptyCache(shape, rows));
      }
      return run(first, empty, new Array<number>(rows).fill(token), false);
    },
    step(rows, tokens) {
      const count = Object.values(growing)[0]?.dims[0];
      if (count !== rows.length || rows.some((row, i) => row !== i)) {
        growing = Object.fromEntries(
          Object.entries(growing).map(([name, tensor]) => [name, reorder(name, tensor, rows)]),
        );
      }
      const owners = rows.map((row) => texts[row]!);
      if (owners.length !== texts.length || owners.some((text, i) => text !== texts[i])) {
        fixed = gather(fixed, rows);
        texts = owners;
      }
      return run(later, growing, tokens, true);
    },
  };
}

function gather(tensors: Record<string, Tensor>, rows: readonly number[]): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, takeRows(tensor, rows)]));
}

const flag = (on: boolean): Tensor => ({ type: 'bool', data: Uint8Array.of(on ? 1 : 0), dims: [1] });

/** [rows, heads, 0, head size]: the graph fixes heads and head size; the free axis is the length. */
function emptyCache(shape: readonly (number | string)[], rows: number): number[] {
  return shape.map((size, axis) => (axis === 0 ? rows : typeof size === 'number' ? size : 0));
}

/** The logits of the last step, from [rows, steps, vocabulary]. */
function splitRows(logits: Tensor): Float32Array[] {
  const [rows, steps, size] = logits.dims as [number, number, number];
  const data = floats(logits);
  return Array.from({ length: rows }, (_, row) => {
    const at = (row * steps + steps - 1) * size;
    return data.subarray(at, at + size);
  });
}
