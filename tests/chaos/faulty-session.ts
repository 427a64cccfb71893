import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';

/**
 * Loaded before each thread of a process. The file CHAOS_SESSION orders a fault of its sessions; the first thread to
 * run one takes the order: `dead` ends the thread, `broken` lets its session fail from then on, whatever it is given,
 * `hung` enters a session run that never ends. `lost` is not taken: all sessions fail for as long as the file is there.
 */
const file = process.env.CHAOS_SESSION ?? '';
const HANGING = join(import.meta.dirname, '../fixtures/hanging-classifier');
const LOST = 'CUDA failure 719: unspecified launch failure ; GPU=0 ; hostname=chaos';

function takeOrder(): string | null {
  try {
    const order = readFileSync(file, 'utf8');
    if (order !== 'lost') renameSync(file, `${file}.taken`);
    return order;
  } catch {
    // None, or another thread has taken it.
    return null;
  }
}

type Run = (this: unknown, ...given: unknown[]) => Promise<unknown>;

if (file !== '' && !isMainThread && workerData?.graph) {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  // The class behind the factory: all sessions share its methods.
  const { prototype } = InferenceSession as unknown as { prototype: { run: Run } };
  const { run } = prototype;
  let broken = false;
  prototype.run = async function (...given) {
    const order = takeOrder();
    if (order === 'dead') process.exit(3);
    if (order === 'lost') throw new Error(LOST);
    broken ||= order === 'broken';
    if (broken) throw new Error('the session is broken');
    if (order === 'hung') {
      const { vocab } = JSON.parse(readFileSync(join(HANGING, 'tokenizer.json'), 'utf8')).model;
      const endless = await InferenceSession.create(join(HANGING, 'onnx/model.onnx'));
      const tensor = (value: number) => new Tensor('int64', BigInt64Array.of(BigInt(value)), [1, 1]);
      await run.call(endless, { input_ids: tensor(vocab.forever), attention_mask: tensor(1) });
    }
    return run.apply(this, given);
  };
}
