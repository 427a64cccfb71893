import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { VerbatimError } from '../../src/errors.ts';
import { microBatcher } from '../../src/inference/micro-batcher.ts';
import { readModelFolder } from '../../src/inference/model-folder.ts';
import { runTogether } from '../../src/inference/row-run.ts';
import type { TokenRow } from '../../src/inference/sequence-layout.ts';
import { openSessionPool, slotsOf } from '../../src/inference/session-pool.ts';
import type { SessionInput } from '../../src/inference/session-protocol.ts';
import { MODEL_FOLDER } from '../support/model-folder.ts';

const GOOD: SessionInput = {
  ids: Int32Array.of(101, 2204, 102),
  lengths: Int32Array.of(3),
  segmentCounts: Int32Array.of(1),
  segments: Int32Array.of(1, 2),
};
/** A length that no array can have. */
const BAD: SessionInput = { ...GOOD, lengths: Int32Array.of(-1) };

async function open(folder: string) {
  const { graph, manifest } = await readModelFolder(folder);
  const setup = { graph, device: 'cpu', threads: 1, padId: 0, poolInput: manifest.pool.input };
  return openSessionPool(folder, { ...setup, outputs: [manifest.heads.sentiment.output] }, 1);
}

test('a run that fails is that run only', async () => {
  const pool = await open(MODEL_FOLDER);
  const [bad, good] = await Promise.allSettled([pool.run(BAD), pool.run(GOOD)]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'SESSION_FAILED' } });
  expect(good.status).toBe('fulfilled');
  await pool.close();
});

test('a token that the vocabulary does not have fails, and the session goes on', async () => {
  const pool = await open(MODEL_FOLDER);
  await expect(pool.run({ ...GOOD, ids: Int32Array.of(101, 9_999_999, 102) })).rejects.toMatchObject({
    code: 'SESSION_FAILED',
  });
  const { sentiment } = await pool.run(GOOD);
  expect(sentiment).toHaveLength(6);
  await pool.close();
});

test('closing waits for what runs', async () => {
  const pool = await open(MODEL_FOLDER);
  const running = Promise.all(Array.from({ length: 20 }, () => pool.run(GOOD)));
  await pool.close();
  expect(await running).toHaveLength(20);
});

test('two pools of one graph do not meet', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'model');
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  const pools = await Promise.all([open(MODEL_FOLDER), open(folder)]);
  const [a, b] = await Promise.all(pools.map((pool) => pool.run(GOOD)));
  expect([...a!.sentiment!]).toEqual([...b!.sentiment!]);
  await Promise.all(pools.map((pool) => pool.close()));
});

test('a thread that ends is replaced; what it held fails, the rest is answered', async () => {
  // Stands for the graph: ends at the first run with a token 7.
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-thread-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'thread.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, task }) => {
      if (task.ids.includes(7)) process.exit(3);
      parentPort.postMessage({ kind: 'output', id, output: { values: Float32Array.from(task.ids) } });
    });
    const inputs = ['input_ids', 'attention_mask'];
    parentPort.postMessage({ kind: 'opened', opened: { inputs, outputs: ['logits'] } });`,
  );
  const reads = [{ output: 'logits', reduce: 'row' }] as const;
  const setup = { kind: 'rows', graph: '', device: 'cpu', threads: 1, padId: 0, reads } as const;
  const pool = await openSessionPool(folder, setup, 2, pathToFileURL(file));
  const row = (token: number): TokenRow => {
    const ids = Int32Array.of(token);
    return { ids, typeIds: Int32Array.of(0), special: Uint8Array.of(0), contentAt: [0] };
  };
  // Halved until the text that ends the thread stands alone, its neighbours have their results.
  const batcher = microBatcher({
    run: (rows: readonly TokenRow[]) => runTogether(pool, rows, false),
    ...{ lengthOf: () => 1, budget: 4, slots: slotsOf(2) },
  });
  const found = await batcher.run([1, 2, 3, 7, 4, 5, 7, 6].map(row));
  await pool.close();
  expect(found.map(({ result }) => (result instanceof VerbatimError ? result.code : result[0]))).toEqual([
    ...[1, 2, 3, 'SESSION_CRASHED', 4, 5, 'SESSION_CRASHED', 6],
  ]);
});
