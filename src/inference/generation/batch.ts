import { startBeams } from './beam-search.ts';
import type { Decoder } from './decoder.ts';
import { type Graph, integers, type Tensor } from './graph.ts';
import { type Hypothesis, startGreedy } from './greedy-search.ts';
import type { SearchSettings } from './search-settings.ts';

/** Concatenated token ids of several texts, special tokens included. */
export interface TextBatch {
  readonly ids: Int32Array;
  readonly lengths: Int32Array;
}

/**
 * Encodes a batch once and decodes it step by step. A text with a finished search leaves the batch, with its rows of
 * the cache.
 * @returns for each text its answers, best first
 */
export async function generateBatch(
  encoder: Graph,
  decoder: Decoder,
  batch: TextBatch,
  settings: SearchSettings,
): Promise<Hypothesis[][]> {
  const start = settings.beams === 1 ? startGreedy : startBeams;
  const searches = Array.from(batch.lengths, () => start(settings));
  const { hidden, mask } = await encode(encoder, batch, settings.padToken);
  let logits = await decoder.start(hidden, mask, settings.startToken);
  let running = searches.map((search) => ({ search, rows: 1 }));
  for (;;) {
    const rows: number[] = [];
    const tokens: number[] = [];
    const continued: typeof running = [];
    let at = 0;
    for (const { search, rows: own } of running) {
      const next = search.advance(logits.slice(at, at + own));
      for (const row of next.rows) rows.push(at + row);
      tokens.push(...next.tokens);
      if (next.rows.length > 0) continued.push({ search, rows: next.rows.length });
      at += own;
    }
    if (rows.length === 0) return searches.map((search) => search.results());
    running = continued;
    logits = await decoder.step(rows, tokens);
  }
}

/**
 * The decoder's logits along given answers, for comparisons with a reference.
 * @param tokens the answer, decoder start token first
 * @returns one row per token: the logits of the token after it
 */
export async function traceBatch(
  encoder: Graph,
  decoder: Decoder,
  batch: TextBatch,
  tokens: readonly number[],
  padToken: number,
): Promise<Float32Array[]> {
  const { hidden, mask } = await encode(encoder, batch, padToken);
  const rows = [(await decoder.start(hidden, mask, tokens[0]!))[0]!];
  for (const token of tokens.slice(1)) rows.push((await decoder.step([0], [token]))[0]!);
  return rows.map((row) => row.slice());
}

/** Token ids padded on the right, and their mask, both [texts, longest]. */
export function padBatch(
  batch: TextBatch,
  padToken: number,
): { ids: number[]; mask: number[]; width: number } {
  const { lengths } = batch;
  const width = lengths.reduce((most, length) => Math.max(most, length), 0);
  const ids = new Array<number>(lengths.length * width).fill(padToken);
  const mask = new Array<number>(ids.length).fill(0);
  let token = 0;
  for (const [row, length] of lengths.entries()) {
    for (let i = 0; i < length; i++) {
      ids[row * width + i] = batch.ids[token++]!;
      mask[row * width + i] = 1;
    }
  }
  return { ids, mask, width };
}

async function encode(
  encoder: Graph,
  batch: TextBatch,
  padToken: number,
): Promise<{ hidden: Tensor; mask: Tensor }> {
  const { ids, mask, width } = padBatch(batch, padToken);
  const dims = [batch.lengths.length, width];
  const typeOf = (name: string) => encoder.inputs.find((input) => input.name === name)?.type ?? 'int64';
  const padding = integers(typeOf('attention_mask'), mask, dims);
  const outputs = await encoder.run({
    input_ids: integers(typeOf('input_ids'), ids, dims),
    attention_mask: padding,
  });
  return { hidden: outputs.last_hidden_state ?? outputs[encoder.outputs[0]!]!, mask: padding };
}
