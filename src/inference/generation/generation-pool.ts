import { basename } from 'node:path';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { threadModule } from '../../package-root.ts';
import { assertUnchanged } from '../model/folder-hash.ts';
import { forbidTf32 } from '../session/exact-arithmetic.ts';
import { runLimit } from '../session/session-pool.ts';
import { openThreadPool, type ThreadPool } from '../session/thread-pool.ts';
import type {
  GenerationOpened,
  GenerationOutput,
  GenerationSetup,
  GenerationTask,
} from './generation-protocol.ts';

/** Threads that each own the sessions of one seq2seq model. */
export type GenerationPool = ThreadPool<GenerationTask, GenerationOutput>;

const THREAD = threadModule('generation-thread', import.meta.url);

/**
 * @param hash of the folder, as it was when its files were read
 * @param file what the threads run
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE, MODEL_CHANGED
 */
export function openGenerationPool(
  setup: GenerationSetup,
  size: number,
  hash: string,
  file = THREAD,
): Promise<GenerationPool> {
  const { folder, device } = setup;
  forbidTf32(device);
  return openThreadPool({
    ...{ file, setup, size, device },
    // A batch takes long: the next one may as well be chosen when this one is done.
    depth: 1,
    refuse: (opened: GenerationOpened) =>
      opened === null ? null : new VerbatimError(opened.code, opened.params),
    deadline: (task) => runLimit(tokensOf(task)),
    verify: () => assertUnchanged({ folder, name: basename(folder), hash }),
  });
}

/** Tokens read and, at most, written: each costs a pass. */
function tokensOf(task: GenerationTask): number {
  const { ids, lengths } = task.batch;
  if (task.kind === 'trace') return ids.length + task.tokens.length;
  return ids.length + lengths.length * task.settings.beams * task.settings.maxLength;
}
