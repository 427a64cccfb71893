import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Generated,
  type Generator,
  openGenerator,
} from '../../../src/inference/generation/generator.ts';
import type { GenerationParameters } from '../../../src/inference/generation/search-settings.ts';
import { Differences, PARITY_DEVICE } from '../../support/models/parity.ts';

/** Against what Python transformers 4.57 answers: tests/fixtures/parity/README.md. */
const FIXTURES = join(import.meta.dirname, '../../fixtures/parity');
const FAMILIES = readdirSync(FIXTURES).filter((name) => name.startsWith('seq2seq-'));
const TOLERANCE = 1e-4;

/** Cases that cannot be matched, with the reason: 'family/case/text'. There is none. */
const UNMATCHED: Readonly<Record<string, string>> = {};

interface Expected {
  readonly prefix: string;
  readonly texts: readonly { id: string; text: string; input_ids: number[]; truncated: boolean }[];
  readonly cases: readonly {
    id: string;
    generate_kwargs: GenerationParameters;
    results: readonly { text_id: string; sequence: number[]; sequence_score?: number; text: string }[];
    batch?: { text_ids: string[]; sequences: number[][]; sequence_scores?: number[] };
  }[];
  readonly beam4_num_return_sequences_4: readonly {
    text_id: string;
    sequences: number[][];
    sequence_scores: number[];
  }[];
  readonly first_steps: readonly {
    text_id: string;
    steps: readonly {
      decoder_input_id: number;
      top5_ids: number[];
      top5_logits: number[];
      logits_sum: number;
    }[];
  }[];
  readonly quantized_greedy_max_new_tokens_10: readonly { text_id: string; sequence: number[] }[];
}
interface Config {
  readonly eos_token_id: number;
  readonly pad_token_id: number;
}

function read<Json>(family: string, file: string): Json {
  return JSON.parse(readFileSync(join(FIXTURES, family, file), 'utf8')) as Json;
}
const NEUTRAL: GenerationParameters = {
  num_beams: 1,
  length_penalty: 1,
  early_stopping: false,
  no_repeat_ngram_size: 0,
  min_length: 0,
  repetition_penalty: 1,
};

describe.each(FAMILIES)('%s', (family) => {
  const expected = read<Expected>(family, 'expected.json');
  const { eos_token_id, pad_token_id } = read<Config>(family, 'config.json');
  const texts = new Map(expected.texts.map(({ id, text }) => [id, text]));
  const matchable = (id: string, textId: string) => !(`${family}/${id}/${textId}` in UNMATCHED);
  /** Without what fills a row of a tensor: pad, or, with beams and pad 0, the end token (a quirk of transformers). */
  const unpadded = (row: readonly number[]) => {
    const end = row.findIndex((token, i) => i > 0 && token === eos_token_id);
    if (end < 0) return row;
    expect(row.slice(end + 1).every((token) => token === pad_token_id || token === eos_token_id)).toBe(true);
    return row.slice(0, end + 1);
  };
  let generator: Generator;
  const differences = new Differences(family);
  let answers = 0;
  const sameScore = (found: number | null, wanted: number | undefined) => {
    if (wanted === undefined) return expect(found).toBeNull();
    return differences.expectClose('sequence scores', [found!], [wanted], TOLERANCE);
  };
  const one = async (textId: string, parameters: GenerationParameters): Promise<Generated> => {
    const [result] = await generator.generate([texts.get(textId)!], parameters);
    expect(result!.failure).toBeNull();
    return result!;
  };

  beforeAll(async () => {
    generator = await openGenerator(join(FIXTURES, family), {
      device: PARITY_DEVICE,
      prefix: expected.prefix,
      tokenBudget: 1_000_000,
    });
  });
  afterAll(async () => {
    differences.print(`${answers} answers equal, token for token`);
    await generator.close();
  });

  test('token ids of the inputs', async () => {
    const inputs = await generator.input.encode(expected.texts.map(({ text }) => text));
    for (const [i, { id, input_ids, truncated }] of expected.texts.entries()) {
      expect([...inputs[i]!.ids], id).toEqual(input_ids);
      expect(inputs[i]!.truncated, id).toBe(truncated);
    }
  });

  test('logits of the first steps', async () => {
    for (const { text_id, steps } of expected.first_steps) {
      const ids = steps.map(({ decoder_input_id }) => decoder_input_id);
      const logits = await generator.trace(texts.get(text_id)!, ids);
      for (const [i, { top5_ids, top5_logits, logits_sum }] of steps.entries()) {
        const order = [...logits[i]!.keys()].sort((a, b) => logits[i]![b]! - logits[i]![a]!);
        expect(order.slice(0, 5)).toEqual(top5_ids);
        const found = top5_ids.map((id) => logits[i]![id]!);
        differences.expectClose('logits', found, top5_logits, TOLERANCE, text_id);
        // Of some hundred logits, each within 1e-4.
        const sum = logits[i]!.reduce((total, logit) => total + logit, 0);
        expect(Math.abs(sum - logits_sum)).toBeLessThan(TOLERANCE * logits[i]!.length);
      }
    }
  });

  test.each(expected.cases)('$id', async ({ id, generate_kwargs, results, batch }) => {
    let passed = 0;
    for (const { text_id, sequence, sequence_score, text } of results) {
      if (!matchable(id, text_id)) continue;
      const found = await one(text_id, generate_kwargs);
      expect(found.ids, text_id).toEqual(unpadded(sequence));
      expect(found.text, text_id).toBe(text);
      sameScore(found.score, sequence_score);
      passed++;
    }
    if (batch) {
      const found = await generator.generate(
        batch.text_ids.map((textId) => texts.get(textId)!),
        generate_kwargs,
      );
      for (const [i, textId] of batch.text_ids.entries()) {
        if (!matchable(id, textId)) continue;
        expect(found[i]!.ids, textId).toEqual(unpadded(batch.sequences[i]!));
        sameScore(found[i]!.score, batch.sequence_scores?.[i]);
        passed++;
      }
    }
    const skipped = Object.keys(UNMATCHED).filter((key) => key.startsWith(`${family}/${id}/`)).length;
    answers += passed;
    expect(passed).toBe(results.length + (batch?.text_ids.length ?? 0) - skipped);
  });

  test('all four beams', async () => {
    const { generate_kwargs } = expected.cases.find(({ id }) => id === 'beam4')!;
    for (const { text_id, sequences, sequence_scores } of expected.beam4_num_return_sequences_4) {
      const { alternatives } = await one(text_id, { ...generate_kwargs, num_return_sequences: 4 });
      expect(alternatives.map(({ ids }) => ids)).toEqual(sequences.map(unpadded));
      for (const [i, score] of sequence_scores.entries()) sameScore(alternatives[i]!.score, score);
    }
  });

  const int8 = expected.quantized_greedy_max_new_tokens_10;
  if (int8.length === 0) return;
  test('int8 files, greedy', async () => {
    const quantized = await openGenerator(join(FIXTURES, family), {
      device: PARITY_DEVICE,
      prefix: expected.prefix,
      variant: 'quantized',
    });
    try {
      for (const { text_id, sequence } of int8) {
        const [found] = await quantized.generate([texts.get(text_id)!], { ...NEUTRAL, max_new_tokens: 10 });
        expect(found!.ids, text_id).toEqual(unpadded(sequence));
      }
    } finally {
      await quantized.close();
    }
  });
});
