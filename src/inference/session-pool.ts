import { Worker } from 'node:worker_threads';
import { VerbatimError } from '../errors.ts';
import type {
  FromThread,
  RowInput,
  SessionInput,
  SessionOutput,
  SessionSetup,
  ToThread,
} from './session-protocol.ts';
import { refusal } from './session-refusal.ts';

/** Several sessions of one model, each in a thread of its own, taking work from one queue in order. */
export interface SessionPool {
  /**
   * @throws VerbatimError SESSION_FAILED when the run fails, SESSION_CRASHED when its thread ends
   */
  run(input: SessionInput | RowInput): Promise<SessionOutput>;
  /** Waits for what runs, then ends the threads. */
  close(): Promise<void>;
}

interface Task {
  readonly input: SessionInput | RowInput;
  readonly resolve: (output: SessionOutput) => void;
  readonly reject: (error: VerbatimError) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
  ended: boolean;
}

// One running and one waiting in the thread's own mailbox: it never idles while the main thread is busy.
const DEPTH = 2;

/** Runs that so many sessions hold at once: more would only wait. */
export const slotsOf = (sessions: number): number => sessions * DEPTH;

/**
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openSessionPool(
  folder: string,
  setup: SessionSetup,
  size: number,
): Promise<SessionPool> {
  const threads: Thread[] = [];
  const waiting: Task[] = [];
  let nextId = 0;
  let closing = false;
  let broken: VerbatimError | null = null;

  const dispatch = () => {
    for (const thread of threads) {
      while (!thread.ended && thread.tasks.size < DEPTH && waiting.length > 0) {
        const task = waiting.shift()!;
        const id = nextId++;
        thread.tasks.set(id, task);
        thread.worker.postMessage({ id, input: task.input } satisfies ToThread);
      }
    }
  };

  const settle = (thread: Thread, message: FromThread) => {
    if (message.kind !== 'output' && message.kind !== 'failed') return;
    const task = thread.tasks.get(message.id);
    thread.tasks.delete(message.id);
    dispatch();
    if (message.kind === 'output') task?.resolve(message.output);
    else task?.reject(new VerbatimError('SESSION_FAILED', { detail: message.detail }));
  };

  const replace = async (thread: Thread, detail: string) => {
    if (thread.ended) return;
    thread.ended = true;
    threads.splice(threads.indexOf(thread), 1);
    for (const task of thread.tasks.values()) task.reject(new VerbatimError('SESSION_CRASHED', { detail }));
    if (closing) return;
    try {
      await add();
      dispatch();
    } catch (error) {
      if (threads.length > 0) return;
      // Nobody is left to run anything: what waits and what comes is told so, instead of waiting for ever.
      broken = error as VerbatimError;
      for (const task of waiting.splice(0)) task.reject(broken);
    }
  };

  const add = async () => {
    const thread = await startThread(folder, setup);
    if (closing) {
      await thread.worker.terminate();
      return;
    }
    threads.push(thread);
    thread.worker.on('message', (message: FromThread) => settle(thread, message));
    thread.worker.on('error', (error) => void replace(thread, error.message));
    thread.worker.on('exit', (code) => void replace(thread, `exit code ${code}`));
  };

  const close = async () => {
    closing = true;
    while (waiting.length > 0 || threads.some((thread) => thread.tasks.size > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all([...threads].map((thread) => thread.worker.terminate()));
  };

  // The first alone: a model that cannot be loaded is said once.
  await add();
  try {
    await Promise.all(Array.from({ length: size - 1 }, add));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    run(input) {
      if (broken) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        dispatch();
      });
    },
    close,
  };
}

function startThread(folder: string, setup: SessionSetup): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./session-thread.ts', import.meta.url), { workerData: setup });
    const crashed = (error: Error) => reject(new VerbatimError('SESSION_CRASHED', { detail: error.message }));
    worker.once('error', crashed);
    worker.once('message', (message: FromThread) => {
      worker.off('error', crashed);
      const problem = refusal(folder, setup, message);
      if (problem) {
        void worker.terminate();
        reject(problem);
      } else resolve({ worker, tasks: new Map(), ended: false });
    });
  });
}
