import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readModelFolder } from '../../../src/inference/model/pooled-folder.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';

/** A copy of the embedded model, to be broken. */
function copy(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'model');
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  return folder;
}
const edit = (folder: string, file: string, change: (json: never) => unknown) => {
  const path = join(folder, file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as never)));
};
const open = async (folder: string, device = 'cpu') => {
  const engine = await openEngine(await readModelFolder(folder), { device, sessions: 1, tokenBudget: 512 });
  await engine.close();
};

test('the hash is that of what decides the results', async () => {
  const folder = copy();
  const { hash } = await readModelFolder(MODEL_FOLDER);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  writeFileSync(join(folder, 'README.md'), 'other words');
  expect((await readModelFolder(folder)).hash).toBe(hash);
  writeFileSync(join(folder, 'onnx/other.onnx'), 'another precision');
  expect((await readModelFolder(folder)).hash).toBe(hash);
  edit(folder, 'config.json', (config: object) => ({ ...config, extra: 1 }));
  expect((await readModelFolder(folder)).hash).not.toBe(hash);
});

test('no folder', async () => {
  await expect(open('/no/such/model')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  await expect(open(join(MODEL_FOLDER, 'config.json'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});

test.each(['config.json', 'tokenizer.json', 'onnx/model.onnx'])('without %s', async (file) => {
  const folder = copy();
  rmSync(join(folder, file));
  await expect(open(folder)).rejects.toMatchObject({ code: 'MODEL_FILE_MISSING', params: { file } });
});

test('a plain folder without a manifest is refused with the way out', async () => {
  const folder = copy();
  rmSync(join(folder, 'verbatim.json'));
  await expect(open(folder)).rejects.toMatchObject({ code: 'MODEL_TASK_UNSUPPORTED' });
});

test.each(['config.json', 'verbatim.json', 'tokenizer.json'])('a broken %s', async (file) => {
  const folder = copy();
  truncateSync(join(folder, file), 100);
  await expect(open(folder)).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID', params: { file } });
});

test.each(['onnx/model.onnx', 'onnx/weights.bin'])('a truncated %s', async (file) => {
  const folder = copy();
  truncateSync(join(folder, file), 10_000);
  await expect(open(folder)).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID' });
});

test('a manifest whose labels are not the three polarities', async () => {
  const folder = copy();
  edit(folder, 'verbatim.json', (manifest: { heads: { sentiment: object } }) => ({
    ...manifest,
    heads: { sentiment: { ...manifest.heads.sentiment, labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'] } },
  }));
  await expect(open(folder)).rejects.toThrow(/LABEL_0, LABEL_1, LABEL_2, not negative, neutral, positive/);
});

test('a manifest that names an output or an input which the graph lacks', async () => {
  const folder = copy();
  edit(folder, 'verbatim.json', (manifest: { pool: object }) => ({ ...manifest, pool: { input: 'spans' } }));
  await expect(open(folder)).rejects.toThrow(/its graph has no spans/);
});

test('a manifest whose graph lies outside of the folder', async () => {
  const folder = copy();
  edit(folder, 'verbatim.json', (manifest: object) => ({ ...manifest, graph: '../other/model.onnx' }));
  await expect(open(folder)).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID' });
});

test('a device that is not there is an error, never another device', async () => {
  await expect(open(MODEL_FOLDER, 'cuda:0')).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
});
