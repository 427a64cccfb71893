import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanUp } from '../../../src/inference/generation/clean-up.ts';
import { createProcessors, logSoftmax, logSum } from '../../../src/inference/generation/logits-processors.ts';
import {
  type GenerationParameters,
  searchSettings,
} from '../../../src/inference/generation/search-settings.ts';

const NONE = Number.NEGATIVE_INFINITY;
const IDS = { decoder_start_token_id: 0, eos_token_id: 1, pad_token_id: 0 };

/** The scores after all processors that the parameters ask for. */
function process(parameters: GenerationParameters, scores: number[], tokens: number[]): number[] {
  const changed = Float32Array.from(scores);
  for (const processor of createProcessors(searchSettings(IDS, parameters, null))) processor(changed, tokens);
  return [...changed];
}

describe('logits processors', () => {
  test('nothing asked for, nothing changed', () => {
    expect(process({}, [3, -1, 2], [0, 2])).toEqual([3, -1, 2]);
  });

  test('a repeated token: positive scores are divided, negative multiplied, each token once', () => {
    expect(process({ repetition_penalty: 2 }, [4, -3, 6, 5], [0, 1, 2, 2])).toEqual([2, -6, 3, 5]);
  });

  test('no n-gram twice', () => {
    // 2 3 was followed by 4 and by 5; 3 alone is no bigram of 3.
    expect(process({ no_repeat_ngram_size: 3 }, [0, 0, 0, 0, 0, 0], [0, 2, 3, 4, 2, 3, 5, 2, 3])).toEqual([
      0,
      0,
      0,
      0,
      NONE,
      NONE,
    ]);
    expect(process({ no_repeat_ngram_size: 3 }, [0, 0, 0], [0])).toEqual([0, 0, 0]);
    expect(process({ no_repeat_ngram_size: 1 }, [0, 0, 0, 0], [0, 2])).toEqual([NONE, 0, NONE, 0]);
    expect(process({ no_repeat_ngram_size: 2 }, [0, 0, 0, 0], [0, 2, 2])).toEqual([0, 0, NONE, 0]);
  });

  test('bad words: single tokens always, longer ones at their last token, the end token never', () => {
    const bad_words_ids = [[1], [2], [3, 4], [0, 2, 5]];
    expect(process({ bad_words_ids }, [0, 0, 0, 0, 0, 0], [0, 3])).toEqual([0, 0, NONE, 0, NONE, 0]);
    expect(process({ bad_words_ids }, [0, 0, 0, 0, 0, 0], [0, 3, 2])).toEqual([0, 0, NONE, 0, 0, 0]);
    expect(process({ bad_words_ids }, [0, 0, 0, 0, 0, 0], [5, 0, 2])).toEqual([0, 0, NONE, 0, 0, NONE]);
    // transformers compares a word only with a context that is as long as the whole word.
    expect(process({ bad_words_ids: [[0, 4]] }, [0, 0, 0, 0, 0], [0])).toEqual([0, 0, 0, 0, 0]);
  });

  test('the minimum counts the start token when it is a length, and not when it is new tokens', () => {
    expect(process({ min_length: 3 }, [0, 0, 0], [0, 2])).toEqual([0, NONE, 0]);
    expect(process({ min_length: 2 }, [0, 0, 0], [0, 2])).toEqual([0, 0, 0]);
    expect(process({ min_new_tokens: 2 }, [0, 0, 0], [0, 2])).toEqual([0, NONE, 0]);
    expect(process({ min_new_tokens: 1, min_length: 9 }, [0, 0, 0], [0, 2])).toEqual([0, 0, 0]);
  });

  test('a forced first token, and a forced end at the last position', () => {
    expect(process({ forced_bos_token_id: 2 }, [5, 5, 5, 5], [0])).toEqual([NONE, NONE, 0, NONE]);
    expect(process({ forced_bos_token_id: 2 }, [5, 5, 5, 5], [0, 2])).toEqual([5, 5, 5, 5]);
    const parameters = { forced_eos_token_id: [1, 3], max_length: 4 };
    expect(process(parameters, [5, 5, 5, 5], [0, 2, 2])).toEqual([NONE, 0, NONE, 0]);
    expect(process(parameters, [5, 5, 5, 5], [0, 2])).toEqual([5, 5, 5, 5]);
  });

  test('suppressed tokens: always, or where the text begins', () => {
    expect(process({ suppress_tokens: [0, 2] }, [5, 5, 5], [0, 1, 1])).toEqual([NONE, 5, NONE]);
    expect(process({ begin_suppress_tokens: [2] }, [5, 5, 5], [0])).toEqual([5, 5, NONE]);
    expect(process({ begin_suppress_tokens: [2] }, [5, 5, 5], [0, 0])).toEqual([5, 5, 5]);
    const afterForced = { begin_suppress_tokens: [2], forced_bos_token_id: 1 };
    expect(process(afterForced, [5, 5, 5], [0, 1])).toEqual([5, 5, NONE]);
  });

  test('scores are made probabilities again, last of all', () => {
    const [, a, b] = process(
      { renormalize_logits: true, suppress_tokens: [0] },
      [9, 1, 1 + Math.log(3)],
      [0],
    );
    expect(a).toBeCloseTo(Math.log(0.25), 6);
    expect(b).toBeCloseTo(Math.log(0.75), 6);
  });
});

test('the sum over a vocabulary is right to nine digits, wherever its largest stands', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: 1 }), (values) => {
      const most = Math.max(...values);
      const wanted = most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
      expect(Math.abs(logSum(Float32Array.from(values)) - wanted)).toBeLessThan(1e-9);
    }),
  );
});

test('log-softmax of large logits stays finite', () => {
  const scores = Float32Array.of(1000, 1000, NONE);
  logSoftmax(scores);
  expect(scores[0]).toBeCloseTo(Math.log(0.5), 6);
  expect(scores[2]).toBe(NONE);
});

describe('search settings', () => {
  const settings = (
    defaults: object,
    overrides: GenerationParameters = {},
    positions: number | null = null,
  ) => searchSettings({ ...IDS, ...defaults }, overrides, positions);

  test('lengths: 20 new tokens unless something is said', () => {
    expect(settings({}).maxLength).toBe(21);
    // transformers cannot tell a written 20 from its default.
    expect(settings({ max_length: 20 }).maxLength).toBe(21);
    expect(settings({}, { max_length: 20 }).maxLength).toBe(20);
    expect(settings({ max_length: 24 }).maxLength).toBe(24);
    expect(settings({ max_length: 24 }, { max_new_tokens: 5 }).maxLength).toBe(6);
    expect(settings({}, {}, 16).maxLength).toBe(16);
  });

  test('null switches off, ids may be lists, the first end token pads', () => {
    const found = settings(
      { forced_bos_token_id: 4, eos_token_id: [1, 2], pad_token_id: null },
      { forced_bos_token_id: null },
    );
    expect(found.forcedBos).toBeNull();
    expect(found.eosTokens).toEqual([1, 2]);
    expect(found.padToken).toBe(1);
  });

  test.each([
    [{ num_return_sequences: 2 }, 'num_return_sequences'],
    [{ num_beams: 0 }, 'num_beams'],
    [{ max_length: 1 }, 'max_length'],
    [{ max_new_tokens: 600 }, 'max_length'],
    [{ do_sample: true }, 'do_sample'],
    [{ repetition_penalty: 0 }, 'repetition_penalty'],
    [{ decoder_start_token_id: null }, 'decoder_start_token_id'],
  ] satisfies [GenerationParameters, string][])('%j is refused by name', (overrides, name) => {
    expect(() => settings({}, overrides, 512)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', params: expect.objectContaining({ name }) }),
    );
  });

  test('what is written in a folder and not served is refused, not ignored', () => {
    expect(() => settings({ encoder_no_repeat_ngram_size: 3 })).toThrow('encoder_no_repeat_ngram_size');
    expect(settings({ num_beam_groups: 1, diversity_penalty: 0 }).beams).toBe(1);
  });
});

// The wanted text is what clean_up_tokenization of transformers 4.57 gives.
test('blanks before punctuation and contractions are cleaned up', () => {
  expect(cleanUp("it is n't good , I 'm sure . you 're ' ok ' ?")).toBe(
    "it isn't good, I'm sure. you're'ok '?",
  );
});
