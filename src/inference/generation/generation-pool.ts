import { VerbatimError } from '../../errors.ts';
import { forbidTf32 } from '../exact-arithmetic.ts';
import { openThreadPool, type ThreadPool } from '../thread-pool.ts';
import type {
  GenerationOpened,
  GenerationOutput,
  GenerationSetup,
  GenerationTask,
} from './generation-protocol.ts';

/** Threads that each own the sessions of one seq2seq model. */
export type GenerationPool = ThreadPool<GenerationTask, GenerationOutput>;

const THREAD = new URL('./generation-thread.ts', import.meta.url);

/**
 * @param file what the threads run
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export function openGenerationPool(
  setup: GenerationSetup,
  size: number,
  file = THREAD,
): Promise<GenerationPool> {
  forbidTf32(setup.device);
  // A batch takes long: the next one may as well be chosen when this one is done.
  const depth = 1;
  const refuse = (opened: GenerationOpened) =>
    opened === null ? null : new VerbatimError(opened.code, opened.params);
  return openThreadPool({ file, setup, size, depth, refuse });
}
