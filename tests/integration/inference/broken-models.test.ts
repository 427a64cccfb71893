import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { checkModel } from '../../../src/app/model-gate.ts';
import { modelCheck } from '../../../src/cli/models/check.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { PARITY_FIXTURES } from '../../support/models/parity.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const BROKEN = join(FIXTURES, 'broken-models');
const config = readConfig({});

/** Each folder, its error's code, and what the message must say. */
const EXPECTED: Readonly<Record<string, readonly [code: string, says: RegExp]>> = {
  'no-tokenizer': ['MODEL_FILE_MISSING', /lacks tokenizer\.json/],
  'no-graph': ['MODEL_FILE_MISSING', /lacks onnx\/model\.onnx/],
  'no-config': ['MODEL_FILE_MISSING', /lacks config\.json/],
  'broken-tokenizer': [
    'MODEL_FILE_INVALID',
    /tokenizer\.json .+ it is truncated, or not a file of Hugging Face's tokenizers library/,
  ],
  'truncated-graph': ['MODEL_FILE_INVALID', /the graph .+ it is truncated, or not an ONNX file/],
  'external-data-missing': [
    'MODEL_FILE_INVALID',
    /its weights are in another file, model\.onnx_data, which is missing/,
  ],
  'graph-elsewhere': ['MODEL_FILE_INVALID', /is outside the folder/],
  'meaningless-labels': [
    'MODEL_TASK_UNSUPPORTED',
    /labels are meaningless \(LABEL_0\): name them .+"labels"/,
  ],
  'too-many-labels': ['MODEL_FILE_INVALID', /has 4 labels, but its graph has 3 outputs/],
  'labels-with-a-gap': ['MODEL_FILE_INVALID', /id2label has 2 entries and none for 1/],
  'label-twice': ['MODEL_FILE_INVALID', /two of its outputs have the label praise/],
  'unknown-input': ['MODEL_TASK_UNSUPPORTED', /needs the input bbox, which the engine does not have/],
  'no-logits': ['MODEL_TASK_UNSUPPORTED', /no output logits/],
  'wrong-shape': ['MODEL_TASK_UNSUPPORTED', /logits has the shape \[1, 3, 3\], not \[rows, size\]/],
  'language-model': ['MODEL_TASK_UNSUPPORTED', /it is a BertForMaskedLM; name the task in a verbatim\.json/],
  'unknown-problem': ['MODEL_FILE_INVALID', /its problem_type is ranking/],
  'unknown-setting': ['MODEL_FILE_INVALID', /verbatim\.json .+ Unrecognized key: "lables"/],
  'not-a-number': ['MODEL_SMOKE_FAILED', /a score is not a number/],
  'same-for-all': ['MODEL_SMOKE_FAILED', /all texts have the same scores/],
};

describe('a broken folder says what is wrong', () => {
  test('all of them are here', () => {
    const folders = readdirSync(BROKEN).filter((name) => !name.includes('.'));
    expect(folders.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  test.each(Object.entries(EXPECTED))('%s', async (name, [code, says]) => {
    const folder = join(BROKEN, name);
    await expect(modelCheck(config, folder, {})).rejects.toMatchObject({
      code,
      message: expect.stringMatching(says),
    });
  });

  test('the folder they were made from is well', async () => {
    const { json, exit } = await modelCheck(config, join(FIXTURES, 'tiny-classifier'), {});
    expect(exit).toBe(0);
    expect(json).toMatchObject({ task: 'classification', maxLength: 64, precision: 'fp32' });
  });

  test('a model for another task than the command', async () => {
    const seq2seq = join(PARITY_FIXTURES, 'seq2seq-t5');
    await expect(readServedModel(seq2seq)).rejects.toMatchObject({
      code: 'MODEL_TASK_UNSUPPORTED',
      message: expect.stringContaining('it is a seq2seq model, which generates text'),
    });
    await expect(readServedModel(join(PARITY_FIXTURES, 'nli-roberta'))).rejects.toMatchObject({
      code: 'MODEL_TASK_UNSUPPORTED',
      message: expect.stringContaining('{"zero_shot": {"labels": ["delivery", "price"]}}'),
    });
  });
});

describe('model check', () => {
  const all = readdirSync(PARITY_FIXTURES).filter((name) => /^(cls|embed|nli|ner|seq2seq)-/.test(name));
  test.each(all)('%s: heads, labels, maximum length, precision, agreement', async (name) => {
    const { json, text, exit } = await modelCheck(config, join(PARITY_FIXTURES, name), {});
    expect(exit).toBe(0);
    expect(json).toMatchObject({ heads: expect.anything() });
    for (const line of ['Model', 'Heads', 'Max length', 'Precision', 'Smoke']) {
      expect(text).toMatch(new RegExp(`^${line} `, 'm'));
    }
    const model = json as { precisions?: { precision: string; agreement: unknown[] | null }[] };
    const int8 = model.precisions?.find(({ precision }) => precision === 'int8');
    if (int8) expect(int8.agreement).not.toBeNull();
  });

  test('a precision that says other things than fp32 is refused: exit 5, and no activation', async () => {
    const folder = join(PARITY_FIXTURES, 'cls-bert');
    const { exit, text } = await modelCheck({ ...config, precision: 'int8' }, folder, {});
    expect(exit).toBe(5);
    expect(text).toMatch(/int8 .+below 99\.0 %: refused/);
    const int8 = await readServedModel(folder, { precision: 'int8' });
    await expect(checkModel(int8, 'cpu')).rejects.toMatchObject({
      ...{ code: 'MODEL_PRECISION_REFUSED', exit: 5 },
      message: expect.stringMatching(/labels agrees on \d\d\.\d % of 2000 texts/),
    });
  });

  test('a precision that the folder does not have', async () => {
    const folder = join(PARITY_FIXTURES, 'cls-bert');
    await expect(modelCheck({ ...config, precision: 'fp16' }, folder, {})).rejects.toMatchObject({
      ...{ code: 'MODEL_FILE_MISSING', params: { file: 'onnx/model_fp16.onnx' } },
    });
  });

  test('the identity of a model is what decides its results: another precision is another model', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), basename('cls-bert'));
    onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
    cpSync(join(PARITY_FIXTURES, 'cls-bert'), folder, { recursive: true });
    const before = await readServedModel(folder);
    const int8 = await readServedModel(folder, { precision: 'int8' });
    expect(int8.hash).not.toBe(before.hash);
    rmSync(join(folder, 'onnx/model_quantized.onnx'));
    expect((await readServedModel(folder)).hash).toBe(before.hash);
  });
});
