import { forbidTf32 } from './exact-arithmetic.ts';
import type {
  RowInput,
  SessionInput,
  SessionOpened,
  SessionOutput,
  SessionSetup,
} from './session-protocol.ts';
import { refusal } from './session-refusal.ts';
import { openThreadPool, type ThreadPool } from './thread-pool.ts';

/** Several sessions of one model, each in a thread of its own. */
export type SessionPool = ThreadPool<SessionInput | RowInput, SessionOutput>;

const THREAD = new URL('./session-thread.ts', import.meta.url);

// One running and one waiting in the thread's own mailbox: it never idles while the main thread is busy.
const DEPTH = 2;

/** Runs that so many sessions hold at once: more would only wait. */
export const slotsOf = (sessions: number): number => sessions * DEPTH;

/**
 * @param file what the threads run
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export function openSessionPool(
  folder: string,
  setup: SessionSetup,
  size: number,
  file = THREAD,
): Promise<SessionPool> {
  forbidTf32(setup.device);
  const refuse = (opened: SessionOpened) => refusal(folder, setup, opened);
  return openThreadPool({ file, setup, size, depth: DEPTH, refuse });
}
