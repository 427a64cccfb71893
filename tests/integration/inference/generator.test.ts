import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Generator,
  type GeneratorOptions,
  openGenerator,
} from '../../../src/inference/generation/generator.ts';
import { summariseLong } from '../../../src/inference/generation/long-summary.ts';
import { openGenerationPool } from '../../../src/inference/generation/pool.ts';
import type { GenerationParameters } from '../../../src/inference/generation/search-settings.ts';
import { hashFolder } from '../../../src/inference/model/hash.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const T5 = join(FIXTURES, 'parity/seq2seq-t5');
const MBART = join(FIXTURES, 'parity/seq2seq-mbart50');
const BEAM = join(FIXTURES, 'beam-search-graph');

const opened: Generator[] = [];
const folders: string[] = [];
afterAll(async () => {
  await Promise.all(opened.map((generator) => generator.close()));
  for (const folder of folders) rmSync(folder, { recursive: true });
});
async function open(folder: string, options: GeneratorOptions = {}): Promise<Generator> {
  const generator = await openGenerator(folder, options);
  opened.push(generator);
  return generator;
}
/** A copy of a model folder to break. */
function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'verbatim-generator-'));
  folders.push(copy);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

const SENTENCES = [
  'The checkout page is fast and I would recommend it to anyone.',
  "I'm really disappointed: the coffee machine was damaged on arrival.",
  'Die Lieferung kam zu spät, außerdem fehlte das Zubehör!',
  'Why is the invoice so wrong?',
  '😡 WOW!!! The subscription is excellent...',
];

describe('one text, one answer', () => {
  let generator: Generator;
  beforeAll(async () => {
    generator = await open(T5, { task: 'summarization', sessions: 2, tokenBudget: 700 });
  });

  test('the task brings its prefix and parameters', async () => {
    expect(generator.folder.prefix).toBe('summarize: ');
    const { cases } = JSON.parse(readFileSync(join(T5, 'expected.json'), 'utf8'));
    const { generate_kwargs, results } = cases.find(
      ({ id }: { id: string }) => id === 'beam4_summarization_params',
    );
    const plain = await open(T5, { prefix: 'summarize: ' });
    expect((await generator.generate(SENTENCES)).map(({ ids }) => ids)).toEqual(
      (await plain.generate(SENTENCES, generate_kwargs)).map(({ ids }) => ids),
    );
    expect(results.length).toBeGreaterThan(0);
  });

  test('alone or in any batch, in any order', async () => {
    const texts = Array.from({ length: 24 }, (_, i) =>
      Array.from({ length: 1 + (i % 4) }, (_, j) => SENTENCES[(i + j) % SENTENCES.length]!).join(' '),
    );
    const together = await generator.generate(texts);
    const backwards = (await generator.generate(texts.toReversed())).toReversed();
    for (const [i, text] of texts.entries()) {
      const [alone] = await generator.generate([text]);
      expect(together[i]!.ids).toEqual(alone!.ids);
      expect(backwards[i]!.ids).toEqual(alone!.ids);
      expect(Math.abs(together[i]!.score! - alone!.score!)).toBeLessThan(1e-5);
    }
  });

  test('no text, no answer; an empty one and one of odd characters get theirs', async () => {
    expect(await generator.generate([])).toEqual([]);
    const found = await generator.generate(['', ' \n', '\0', '\ud800', '</s> <pad> <extra_id_0>']);
    expect(found.map(({ failure }) => failure)).toEqual([null, null, null, null, null]);
  });
});

test('an older folder has its parameters in config.json', async () => {
  const folder = copyOf(T5);
  rmSync(join(folder, 'generation_config.json'));
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, max_length: 7, num_beams: 2 }));
  const [older] = await (await open(folder)).generate([SENTENCES[0]!]);
  const [newer] = await (await open(T5)).generate([SENTENCES[0]!], { max_length: 7, num_beams: 2 });
  expect(older).toEqual(newer);
  expect(older!.ids.length).toBeLessThanOrEqual(7);
});

test('languages: the source beside the text, the target forced', async () => {
  const { texts } = JSON.parse(readFileSync(join(MBART, 'expected.json'), 'utf8'));
  const usual = await open(MBART);
  const german = await open(MBART, { sourceLanguage: 'de_DE', targetLanguage: 'fr_XX' });
  const [english, other] = [usual, german].map(({ input }) => input.language('sourceLanguage', 'en_XX'));
  expect(other).toBe(english);
  const [before] = await usual.input.encode([texts[0].text]);
  const [after] = await german.input.encode([texts[0].text]);
  expect(before!.ids[0]).toBe(english);
  expect(after!.ids[0]).toBe(german.input.language('sourceLanguage', 'de_DE'));
  expect(after!.ids.slice(1)).toEqual(before!.ids.slice(1));
  const [answer] = await german.generate([texts[0].text]);
  expect(answer!.ids[1]).toBe(german.input.language('targetLanguage', 'fr_XX'));
  await expect(openGenerator(MBART, { targetLanguage: 'xx_XX' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
  await expect(openGenerator(T5, { sourceLanguage: 'de_DE' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});

describe('a graph that holds the whole beam search', () => {
  const expected = JSON.parse(readFileSync(join(BEAM, 'expected.json'), 'utf8')) as {
    texts: string[];
    input_ids: number[][];
    cases: { parameters: GenerationParameters; sequences: number[][][]; scores: number[][] }[];
  };

  test('one run per batch gives what onnxruntime gives in Python', async () => {
    const generator = await open(BEAM);
    const inputs = await generator.input.encode(expected.texts);
    expect(inputs.map(({ ids }) => [...ids])).toEqual(expected.input_ids);
    for (const { parameters, sequences, scores } of expected.cases) {
      const found = await generator.generate(expected.texts, parameters);
      for (const [i, { alternatives }] of found.entries()) {
        for (const [rank, { ids, score }] of alternatives.entries()) {
          const rest = sequences[i]![rank]!.slice(ids.length);
          expect([...ids, ...rest]).toEqual(sequences[i]![rank]);
          expect(rest.every((token) => token === 0)).toBe(true);
          expect(score).toBeCloseTo(scores[i]![rank]!, 4);
        }
        expect(alternatives.length).toBe(parameters.num_return_sequences);
      }
    }
  });

  test('what was fixed with the graph cannot be asked for', async () => {
    const generator = await open(BEAM);
    await expect(generator.generate(['good'], { no_repeat_ngram_size: 2 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      params: { name: 'no_repeat_ngram_size' },
    });
  });
});

describe('folders that cannot be used', () => {
  const broken = (change: (folder: string) => void, from = T5) => {
    const folder = copyOf(from);
    change(folder);
    return openGenerator(folder);
  };
  const without = (file: string) => (folder: string) => rmSync(join(folder, file));

  test.each([
    ['config.json', 'config.json'],
    ['tokenizer.json', 'tokenizer.json'],
    ['onnx/encoder_model.onnx', 'onnx/encoder_model.onnx'],
    ['onnx/decoder_model_merged.onnx', 'onnx/decoder_model_merged.onnx'],
  ])('without %s', async (file) => {
    await expect(broken(without(file))).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      params: { file },
    });
  });

  test('one half of a two-file export', async () => {
    const file = 'onnx/decoder_with_past_model.onnx';
    await expect(
      broken(without(file), join(FIXTURES, 'parity/seq2seq-pegasus-twofile')),
    ).rejects.toMatchObject({ code: 'MODEL_FILE_MISSING', params: { file } });
  });

  test('a graph that breaks off', async () => {
    const file = 'onnx/decoder_model_merged.onnx';
    await expect(broken((folder) => truncateSync(join(folder, file), 100_000))).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      params: { file },
    });
  });

  test.each(['config.json', 'generation_config.json'])('%s that is not JSON', async (file) => {
    await expect(broken((folder) => writeFileSync(join(folder, file), '{'))).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      params: { file },
    });
  });

  test('parameters that are not served, unless the caller says otherwise', async () => {
    const folder = copyOf(T5);
    const file = 'generation_config.json';
    writeFileSync(
      join(folder, file),
      JSON.stringify({ decoder_start_token_id: 0, eos_token_id: 1, do_sample: true }),
    );
    await expect(openGenerator(folder)).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      params: { file },
    });
    const generator = await open(folder, { parameters: { do_sample: false, max_new_tokens: 3 } });
    expect((await generator.generate(['Ok.']))[0]!.ids.length).toBeLessThanOrEqual(4);
    await expect(openGenerator(T5, { parameters: { num_beams: 0 } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  test('a classifier', async () => {
    const folder = join(FIXTURES, 'parity/cls-bert');
    expect(existsSync(join(folder, 'onnx/model.onnx'))).toBe(true);
    await expect(openGenerator(folder)).rejects.toMatchObject({ code: 'MODEL_TASK_UNSUPPORTED' });
  });

  test('a folder that is not there, a task that it does not know', async () => {
    await expect(openGenerator('/nowhere')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(openGenerator(T5, { task: 'poetry' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

test('a text that breaks the model costs nobody else an answer', async () => {
  const folder = copyOf(join(FIXTURES, 'parity/seq2seq-bart'));
  const sound = await open(folder);
  // The folder lies about its positions: a long text runs out of them.
  for (const [file, name] of [
    ['config.json', 'max_position_embeddings'],
    ['tokenizer_config.json', 'model_max_length'],
  ] as const) {
    const json = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    writeFileSync(join(folder, file), JSON.stringify({ ...json, [name]: 4096 }));
  }
  const texts = [...SENTENCES, SENTENCES.join(' ').repeat(20), ...SENTENCES];
  const found = await (await open(folder, { tokenBudget: 1_000_000 })).generate(texts);
  const wanted = await sound.generate(texts);
  for (const [i, { ids, failure }] of found.entries()) {
    if (i === SENTENCES.length) expect(failure?.code).toBe('SESSION_FAILED');
    else expect({ ids, failure }).toEqual({ ids: wanted[i]!.ids, failure: null });
  }
});

test('a thread that ends is replaced; its task fails, the others do not', async () => {
  // Stands for the model: ends at the first task with a token 7, answers the rest.
  const file = join(copyOf(BEAM), 'thread.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, task }) => {
      if (task.tokens[0] === 7) process.exit(3);
      parentPort.postMessage({ kind: 'output', id, output: { kind: 'trace', logits: [] } });
    });
    parentPort.postMessage({ kind: 'opened', opened: null });`,
  );
  const setup = { folder: BEAM, graphs: { kind: 'whole', graph: '' }, device: 'cpu', threads: 1 } as const;
  const pool = await openGenerationPool(setup, 1, await hashFolder(BEAM), pathToFileURL(file));
  const batch = { ids: Int32Array.of(1), lengths: Int32Array.of(1) };
  const results = await Promise.allSettled(
    [1, 7, 2, 7, 3].map((token) => pool.run({ kind: 'trace', batch, tokens: [token], padToken: 0 })),
  );
  await pool.close();
  expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'answered'))).toEqual([
    'answered',
    'SESSION_CRASHED',
    'answered',
    'SESSION_CRASHED',
    'answered',
  ]);
});

describe('long texts', () => {
  let generator: Generator;
  beforeAll(async () => {
    generator = await open(T5, { task: 'summarization', sessions: 2 });
  });
  const long = (sentences: number) =>
    Array.from({ length: sentences }, (_, i) => SENTENCES[i % SENTENCES.length]!).join(' ');

  test('are cut where the model ends, and say so', async () => {
    const [result] = await generator.generate([long(40)]);
    expect(result).toMatchObject({ truncated: true, tokens: 128 });
  });

  test('parts hold every sentence, each fits, no sentence is cut that fits', async () => {
    const text = long(60);
    const parts = await generator.input.split(text);
    expect(parts.join(' ')).toBe(text);
    const inputs = await generator.input.encode(parts);
    expect(inputs.every(({ truncated, ids }) => !truncated && ids.length <= 128)).toBe(true);
    for (const part of parts) expect(SENTENCES.some((sentence) => part.endsWith(sentence))).toBe(true);
  });

  test('are summarised in parts until one is left', async () => {
    const text = long(200);
    const found = await summariseLong(generator, text);
    const parts = await generator.input.split(text);
    expect(found).toMatchObject({ windows: parts.length, truncated: false, failure: null });
    expect(found.windows).toBeGreaterThan(20);
    expect(found.rounds).toBeGreaterThan(0);
    expect(found.text.length).toBeLessThan(text.length);
  });

  test('a summary is never longer than its source', async () => {
    for (const text of ['Ok.', 'No', '']) {
      const found = await summariseLong(generator, text);
      expect(found.text.length).toBeLessThanOrEqual(text.length);
      expect(found.windows).toBe(1);
    }
  });

  test('a text without sentences, and a model that makes nothing shorter, come to an end', async () => {
    const wordless = await summariseLong(generator, 'x'.repeat(5_000));
    expect(wordless).toMatchObject({ truncated: false, failure: null });
    const talkative = await summariseLong(generator, long(30), {
      max_length: 400,
      min_length: 390,
      num_beams: 1,
    });
    expect(talkative).toMatchObject({ truncated: false, failure: null });
    expect(talkative.text.length).toBeLessThanOrEqual(long(30).length);
  });
});
