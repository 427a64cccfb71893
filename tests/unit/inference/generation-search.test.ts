import { describe, expect, test } from 'vitest';
import { generateBatch, padBatch } from '../../../src/inference/generation/batch.ts';
import { startBeams } from '../../../src/inference/generation/beam-search.ts';
import { createDecoder } from '../../../src/inference/generation/decoder.ts';
import { type Graph, type Tensor, takeRows } from '../../../src/inference/generation/graph.ts';
import { startGreedy } from '../../../src/inference/generation/greedy-search.ts';
import {
  type GenerationParameters,
  searchSettings,
} from '../../../src/inference/generation/search-settings.ts';

const EOS = 1;
const settings = (parameters: GenerationParameters) =>
  searchSettings({ decoder_start_token_id: 0, eos_token_id: EOS, pad_token_id: 0 }, parameters, null);
/** Logits whose softmax is the given probabilities. */
const row = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

describe('greedy search', () => {
  test('the first of the best, until the end token', () => {
    const search = startGreedy(settings({ max_length: 9 }));
    expect(search.advance([Float32Array.of(0, 1, 3, 3)])).toEqual({ rows: [0], tokens: [2] });
    expect(search.advance([Float32Array.of(0, 5, 3, 3)])).toEqual({ rows: [], tokens: [] });
    expect(search.results()).toEqual([{ tokens: [0, 2, EOS], score: null }]);
  });

  test('stops at the maximum', () => {
    const search = startGreedy(settings({ max_new_tokens: 1 }));
    expect(search.advance([Float32Array.of(0, 1, 3)]).rows).toEqual([]);
    expect(search.results()[0]!.tokens).toEqual([0, 2]);
  });
});

describe('beam search, by hand', () => {
  // Start: 2 with 0.6, 3 with 0.4. After 2 the end has 0.4, after 3 it has 0.9: greedy ends in 0.24, beams in 0.36.
  test('finds what greedy misses', () => {
    const search = startBeams(settings({ num_beams: 2, max_new_tokens: 2, length_penalty: 1 }));
    expect(search.advance([row(0, 0, 0.6, 0.4)])).toEqual({ rows: [0, 0], tokens: [2, 3] });
    const last = search.advance([row(0, 0.4, 0.35, 0.25), row(0, 0.9, 0.05, 0.05)]);
    expect(last.rows).toEqual([]);
    const [best] = search.results();
    expect(best!.tokens).toEqual([0, 3, EOS]);
    expect(best!.score).toBeCloseTo(Math.log(0.36) / 2, 6);
  });

  test('rows say which hypothesis each beam goes on from', () => {
    const search = startBeams(settings({ num_beams: 2, max_new_tokens: 9 }));
    search.advance([row(0, 0, 0.6, 0.4)]);
    // Both survivors come from the second beam: 0.6 × 0.1 and less against 0.4 × 0.5 twice.
    const flat = row(...new Array<number>(10).fill(0.1));
    const peaked = row(0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0);
    expect(search.advance([flat, peaked])).toEqual({ rows: [1, 1], tokens: [2, 3] });
  });

  test('an end that is not among the best `beams` does not count', () => {
    const search = startBeams(settings({ num_beams: 2, max_new_tokens: 2, num_return_sequences: 2 }));
    // The end is third of four candidates: dropped, although only two beams are kept.
    search.advance([row(0, 0.2, 0.5, 0.3)]);
    search.advance([row(0, 0.6, 0.2, 0.2), row(0, 0.6, 0.2, 0.2)]);
    expect(search.results().map(({ tokens }) => tokens)).toEqual([
      [0, 2, EOS],
      [0, 3, EOS],
    ]);
  });

  test.each([
    // The end scores ln 0.5 = -0.69, what runs ln 0.25 = -1.39. Only "never" asks what nine tokens would make of
    // that: -1.39 / 9 = -0.15 with penalty 1.
    [true, 1, 1],
    [false, 1, 1],
    ['never', 1, 2],
    ['never', -1, 1],
  ] as const)(
    'early_stopping %s, length penalty %d: done after step %d',
    (early_stopping, length_penalty, done) => {
      const search = startBeams(
        settings({ num_beams: 1, max_new_tokens: 9, early_stopping, length_penalty }),
      );
      let steps = 1;
      let next = search.advance([row(0, 0.5, 0.25, 0.25)]);
      while (next.rows.length > 0 && steps < 9) {
        next = search.advance([row(0, 0.9999, 0.00005, 0.00005)]);
        steps++;
      }
      expect(steps).toBe(done);
    },
  );

  test('out of length: the running beams are the answers', () => {
    const search = startBeams(settings({ num_beams: 2, max_new_tokens: 1, num_return_sequences: 2 }));
    search.advance([row(0.1, 0, 0.5, 0.4)]);
    expect(search.results()).toEqual([
      { tokens: [0, 2], score: expect.closeTo(Math.log(0.5), 6) },
      { tokens: [0, 3], score: expect.closeTo(Math.log(0.4), 6) },
    ]);
  });
});

describe('the batch', () => {
  test('pads on the right with its pad token', () => {
    expect(padBatch({ ids: Int32Array.of(5, 6, 7), lengths: Int32Array.of(1, 2) }, 9)).toEqual({
      ids: [5, 9, 6, 7],
      mask: [1, 0, 1, 1],
      width: 2,
    });
  });

  test('takes rows in any order, several times', () => {
    const tensor: Tensor = { type: 'float32', data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] };
    expect(takeRows(tensor, [1, 1, 0])).toEqual({
      type: 'float32',
      data: Float32Array.of(3, 4, 3, 4, 1, 2),
      dims: [3, 2],
    });
  });

  /** A model that counts: a text of n tokens gets n tokens 2 and then its end. It shows the rows of each step. */
  test('finished texts leave it, with their rows of the cache', async () => {
    const encoder: Graph = {
      inputs: [
        { name: 'input_ids', type: 'int64', shape: ['batch', 'tokens'] },
        { name: 'attention_mask', type: 'int64', shape: ['batch', 'tokens'] },
      ],
      outputs: ['last_hidden_state'],
      run: async ({ attention_mask }) => {
        const { data, dims } = attention_mask!;
        return {
          last_hidden_state: { type: 'float32', data: Float32Array.from(data, Number), dims: [...dims, 1] },
        };
      },
    };
    const sizes: number[] = [];
    const cacheInputs = ['past_key_values.0.decoder.key', 'past_key_values.0.encoder.key'];
    const decoder: Graph = {
      inputs: [
        { name: 'input_ids', type: 'int64', shape: ['batch', 'tokens'] },
        { name: 'encoder_attention_mask', type: 'int64', shape: ['batch', 'tokens'] },
        { name: 'encoder_hidden_states', type: 'float32', shape: ['batch', 'tokens', 1] },
        { name: 'use_cache_branch', type: 'bool', shape: [1] },
        ...cacheInputs.map((name) => ({ name, type: 'float32', shape: ['batch', 1, 'length', 1] })),
      ],
      outputs: ['logits', 'present.0.decoder.key', 'present.0.encoder.key'],
      run: async (feeds) => {
        const cached = feeds.use_cache_branch!.data[0] === 1;
        const rows = feeds.input_ids!.dims[0]!;
        sizes.push(rows);
        const width = feeds.encoder_hidden_states!.dims[1]!;
        const past = feeds['past_key_values.0.decoder.key']!;
        const logits = new Float32Array(rows * 3);
        const present = new Float32Array(rows);
        for (let i = 0; i < rows; i++) {
          // The cache counts the steps and carries the length of the text; the mask must be of the same text.
          const states = feeds.encoder_hidden_states!.data.subarray(
            i * width,
            (i + 1) * width,
          ) as Float32Array;
          const length = states.reduce((sum, value) => sum + value, 0);
          if (cached) expect(feeds['past_key_values.0.encoder.key']!.data[i]).toBe(length);
          else expect(past.dims).toEqual([rows, 1, 0, 1]);
          present[i] = cached ? (past.data[i] as number) + 1 : 1;
          logits[i * 3 + (present[i]! > length ? EOS : 2)] = 1;
        }
        const states = feeds.encoder_hidden_states!.data as Float32Array;
        const sums = Float32Array.from({ length: rows }, (_, i) =>
          states.subarray(i * width, (i + 1) * width).reduce((sum, value) => sum + value, 0),
        );
        return {
          logits: { type: 'float32', data: logits, dims: [rows, 1, 3] },
          'present.0.decoder.key': { type: 'float32', data: present, dims: [rows, 1, 1, 1] },
          // With a cache a merged graph gives placeholders here.
          'present.0.encoder.key': cached
            ? { type: 'float32', data: new Float32Array(0), dims: [0, 1, 1, 1] }
            : { type: 'float32', data: sums, dims: [rows, 1, 1, 1] },
        };
      },
    };
    const batch = { ids: Int32Array.of(5, 5, 5, 5, 5, 5), lengths: Int32Array.of(1, 3, 2) };
    const answers = await generateBatch(encoder, createDecoder(decoder, decoder), batch, settings({}));
    expect(answers.map(([answer]) => answer!.tokens)).toEqual([
      [0, 2, EOS],
      [0, 2, 2, 2, EOS],
      [0, 2, 2, EOS],
    ]);
    expect(sizes).toEqual([3, 3, 2, 1]);
  });
});
