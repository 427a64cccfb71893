import { copyFileSync, cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { chosenModel, prepareModel } from '../../../src/app/model-choice.ts';
import { modelCheck } from '../../../src/cli/models/check.ts';
import { listModels } from '../../../src/db/results/models.ts';
import { PARITY_FIXTURES } from '../../support/models/parity.ts';
import { testDatabase } from '../../support/servers/database.ts';

/** A classifier with a second graph that is called int8 with a scale per token. */
function folderWith(make: (onnx: string) => void): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'sentiment');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  cpSync(join(PARITY_FIXTURES, 'cls-bert'), folder, { recursive: true });
  make(join(folder, 'onnx'));
  return folder;
}
/** Another graph that gives the same results. */
const agreeing = () =>
  folderWith((onnx) => copyFileSync(join(onnx, 'model.onnx'), join(onnx, 'model_int8_rows.onnx')));
/** Dynamic int8 of a small model with a wide spread of weights: the gate refuses it. */
const disagreeing = () =>
  folderWith((onnx) => renameSync(join(onnx, 'model_quantized.onnx'), join(onnx, 'model_int8_rows.onnx')));

const config = (model: string, more = {}) => readConfig({ VERBATIM_MODEL: model, ...more });
const modelsIn = async (database: Parameters<typeof listModels>[0]) =>
  (await listModels(database)).map(({ precision, active, checkedAt }) => [
    precision,
    active,
    checkedAt !== null,
  ]);

test('on a CPU the graph with a scale per token runs, once it agrees with fp32; --precision fp32 runs the other', async () => {
  const { database } = await testDatabase();
  const folder = agreeing();
  const { model } = await prepareModel({ database, config: config(folder) }, { activate: true });
  expect(model.graph).toBe(join(folder, 'onnx/model_int8_rows.onnx'));
  const exact = config(folder, { VERBATIM_PRECISION: 'fp32' });
  const other = await prepareModel({ database, config: exact }, { activate: true });
  expect(other.model.graph).toBe(join(folder, 'onnx/model.onnx'));
  expect(other.model.hash).not.toBe(model.hash);
  expect(await modelsIn(database)).toEqual([
    ['int8', false, true],
    ['fp32', true, true],
  ]);
});

test('a graph that the gate refuses gives way to fp32, is not measured again, and is never active', async () => {
  const { database } = await testDatabase();
  const folder = disagreeing();
  const first = await prepareModel({ database, config: config(folder) }, { activate: true });
  expect(first.model).toMatchObject({ precision: 'fp32', graph: join(folder, 'onnx/model.onnx') });
  expect(await modelsIn(database)).toEqual([
    ['int8', false, false],
    ['fp32', true, true],
  ]);
  const { rows } = await database.query("select checks->>'refused' as refused from verbatim.model limit 1");
  expect(rows[0].refused).toMatch(/agrees on \d+\.\d % of 2000 texts/);
  // Every command comes to the same model, so they share a queue.
  expect((await chosenModel(database, config(folder))).hash).toBe(first.model.hash);
  const again = await prepareModel({ database, config: config(folder) }, { activate: true });
  expect(again.modelId).toBe(first.modelId);
  const asked = config(folder, { VERBATIM_PRECISION: 'int8' });
  await expect(prepareModel({ database, config: asked }, { activate: true })).rejects.toMatchObject({
    code: 'MODEL_PRECISION_REFUSED',
  });
  const checked = await modelCheck(config(folder), undefined, {});
  expect(checked).toMatchObject({ exit: 0, json: { precision: 'fp32', hash: first.model.hash } });
  expect(checked.text).toMatch(/fp32 +onnx\/model\.onnx \(runs here\)/);
  expect(checked.text).toMatch(/model_int8_rows\.onnx: below 99\.0 %: refused/);
});

test('a GPU does not run the graph that is active on CPUs', async () => {
  const { database } = await testDatabase();
  await prepareModel({ database, config: config(agreeing()) }, { activate: true });
  await database.query("update verbatim.model set task = 'feedback'");
  const onGpu = { VERBATIM_DEVICE: 'cuda:0' };
  const refused = chosenModel(database, readConfig(onGpu));
  await expect(refused).rejects.toMatchObject({ code: 'PRECISION_FOR_CPU' });
  const exact = readConfig({ ...onGpu, VERBATIM_PRECISION: 'fp32' });
  expect((await chosenModel(database, exact)).graph).toMatch(/onnx\/model\.onnx$/);
});
