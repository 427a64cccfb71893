import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { microBatcher } from '../../../src/inference/batching/micro-batcher.ts';
import { hashFolder } from '../../../src/inference/model/hash.ts';
import { readModelFolder } from '../../../src/inference/model/pooled-folder.ts';
import { openSessionPool, slotsOf } from '../../../src/inference/session/pool.ts';
import type { SessionInput } from '../../../src/inference/session/protocol.ts';
import { runTogether } from '../../../src/inference/session/row-run.ts';
import type { TokenRow } from '../../../src/inference/text/sequence-layout.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';

const GOOD: SessionInput = {
  ids: Int32Array.of(101, 2204, 102),
  lengths: Int32Array.of(3),
  segmentCounts: Int32Array.of(1),
  segments: Int32Array.of(1, 2),
};
/** A length that no array can have. */
const BAD: SessionInput = { ...GOOD, lengths: Int32Array.of(-1) };

async function open(folder: string) {
  const model = await readModelFolder(folder);
  const { graph, manifest } = model;
  const setup = { graph, device: 'cpu', threads: 1, padId: 0, poolInput: manifest.pool.input };
  return openSessionPool(model, { ...setup, outputs: [manifest.heads.sentiment.output] }, { size: 1 });
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

/** A pool of two threads that stand for a graph: `answer` is what one does with the ids of a run. */
async function standIn(answer: string) {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-thread-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'thread.mjs');
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, task }) => {
      const fail = (detail) => parentPort.postMessage({ kind: 'failed', id, detail });
      const pass = () => parentPort.postMessage({ kind: 'output', id, output: { values: Float32Array.from(task.ids) } });
      const has = (token) => task.ids.includes(token);
      ${answer}
    });
    const inputs = ['input_ids', 'attention_mask'];
    parentPort.postMessage({ kind: 'opened', opened: { inputs, outputs: ['logits'] } });`,
  );
  const reads = [{ output: 'logits', reduce: 'row' }] as const;
  const setup = { kind: 'rows', graph: '', device: 'cpu', threads: 1, padId: 0, reads } as const;
  const model = { folder, name: 'stand-in', graph: file, hash: await hashFolder(folder, file) };
  const pool = await openSessionPool(model, setup, { size: 2, file: pathToFileURL(file) });
  return { pool, folder };
}

const row = (token: number): TokenRow => {
  const ids = Int32Array.of(token);
  return { ids, typeIds: Int32Array.of(0), special: Uint8Array.of(0), contentAt: [0] };
};
const KNOWN_GOOD = row(0);

/** Codes or values of rows that are run in micro-batches of four, beside a row that is known to be good. */
async function ran(pool: Awaited<ReturnType<typeof standIn>>['pool'], tokens: readonly number[]) {
  const batcher = microBatcher({
    run: (rows: readonly TokenRow[]) =>
      runTogether(pool, rows, false, { control: rows.length === 1 ? [KNOWN_GOOD] : undefined }),
    ...{ lengthOf: () => 1, budget: 4, slots: slotsOf(2) },
  });
  const found = await batcher.run(tokens.map(row));
  return found.map(({ result }) => (result instanceof VerbatimError ? result.code : result[0]));
}

test('a thread that ends is replaced; what it held fails, the rest is answered', async () => {
  const { pool } = await standIn('if (has(7)) process.exit(3); pass();');
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

test('a text that ends its thread alone, twice, while a good one passes on the next, is at fault', async () => {
  const { pool } = await standIn('if (has(7)) process.exit(3); pass();');
  expect(await ran(pool, [1, 2, 7, 3])).toEqual([1, 2, 'SESSION_CRASHED', 3]);
  await pool.close();
});

test('a text that ends its thread once is not: it is run again', async () => {
  const { pool } = await standIn(
    `
    if (has(7) && !existsSync(seen)) { writeFileSync(seen, ''); process.exit(3); }
    pass();`.replaceAll('seen', `'${join(tmpdir(), `verbatim-seen-${process.pid}`)}'`),
  );
  expect(await ran(pool, [7])).toEqual([7]);
  await pool.close();
});

test('a session that fails whatever it is given is replaced, and nobody is set aside', async () => {
  // Token 7 breaks the session, not the run.
  const { pool } = await standIn(
    `
    if (has(7)) globalThis.broken = !existsSync(seen);
    if (has(7)) writeFileSync(seen, '');
    if (globalThis.broken) fail('it is broken'); else pass();`.replaceAll(
      'seen',
      `'${join(tmpdir(), `verbatim-broken-${process.pid}`)}'`,
    ),
  );
  expect(await ran(pool, [1, 2, 7, 3, 4, 5])).toEqual([1, 2, 7, 3, 4, 5]);
  await pool.close();
});

test.each([
  ['CUDA failure 719: unspecified launch failure ; GPU=0', 'DEVICE_LOST'],
  ['CUDA error: an uncorrectable ECC error was encountered', 'DEVICE_LOST'],
  ['Failed to allocate memory for requested buffer of size 4', 'SESSIONS_BROKEN'],
])('%s for whatever is run, also on a fresh session: %s, and no text is at fault', async (detail, code) => {
  const { pool } = await standIn(`fail(${JSON.stringify(detail)});`);
  await expect(ran(pool, [1, 2, 3, 4, 5, 6])).rejects.toMatchObject({ code });
  // From then on at once.
  await expect(
    pool.run({ ids: Int32Array.of(1), typeIds: Int32Array.of(0), lengths: Int32Array.of(1), width: 1 }),
  ).rejects.toMatchObject({ code });
  await pool.close();
});

test('a model folder that changed is noticed when a thread starts again: nothing more is judged', async () => {
  const { pool, folder } = await standIn('if (has(7)) process.exit(3); pass();');
  expect(await ran(pool, [1, 2])).toEqual([1, 2]);
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  expect(await ran(pool, [3])).toEqual([3]);
  await expect(ran(pool, [7])).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
  await expect(ran(pool, [1])).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
  await pool.close();
});
