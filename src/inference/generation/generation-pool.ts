import { Worker } from 'node:worker_threads';
import { VerbatimError } from '../../errors.ts';
import type {
  FromGenerationThread,
  GenerationOutput,
  GenerationSetup,
  GenerationTask,
  ToGenerationThread,
} from './generation-protocol.ts';

/** Threads that each own the sessions of one seq2seq model and take tasks from one queue in order. */
export interface GenerationPool {
  /**
   * @throws VerbatimError SESSION_FAILED when the task fails, SESSION_CRASHED when its thread ends
   */
  run(task: GenerationTask): Promise<GenerationOutput>;
  /** Waits for what runs, then ends the threads. */
  close(): Promise<void>;
}

interface Waiting {
  readonly task: GenerationTask;
  readonly resolve: (output: GenerationOutput) => void;
  readonly reject: (error: VerbatimError) => void;
}

interface Thread {
  readonly worker: Worker;
  current: Waiting | null;
}

const THREAD = new URL('./generation-thread.ts', import.meta.url);

/**
 * @param file what the threads run
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openGenerationPool(
  setup: GenerationSetup,
  size: number,
  file: URL = THREAD,
): Promise<GenerationPool> {
  const threads: Thread[] = [];
  const waiting: Waiting[] = [];
  let closing: (() => void) | null = null;
  // Set when no thread is left and none can be started.
  let dead: VerbatimError | null = null;

  const dispatch = () => {
    for (const thread of threads) {
      if (thread.current || waiting.length === 0) continue;
      thread.current = waiting.shift()!;
      thread.worker.postMessage({ id: 0, task: thread.current.task } satisfies ToGenerationThread);
    }
    if (closing && threads.every((thread) => !thread.current)) closing();
  };

  const settle = (thread: Thread, message: FromGenerationThread) => {
    if (message.kind !== 'output' && message.kind !== 'failed') return;
    const done = thread.current;
    thread.current = null;
    dispatch();
    if (message.kind === 'output') done?.resolve(message.output);
    else done?.reject(new VerbatimError('SESSION_FAILED', { detail: message.detail }));
  };

  const lost = async (thread: Thread, detail: string) => {
    const at = threads.indexOf(thread);
    if (at < 0) return;
    threads.splice(at, 1);
    thread.current?.reject(new VerbatimError('SESSION_CRASHED', { detail }));
    if (closing) return dispatch();
    try {
      await add();
      dispatch();
    } catch (error) {
      if (threads.length > 0) return;
      dead = error as VerbatimError;
      for (const task of waiting.splice(0)) task.reject(dead);
    }
  };

  const add = async () => {
    const thread: Thread = { worker: await startThread(setup, file), current: null };
    if (closing) {
      await thread.worker.terminate();
      return;
    }
    threads.push(thread);
    thread.worker.on('message', (message: FromGenerationThread) => settle(thread, message));
    thread.worker.on('error', (error) => void lost(thread, error.message));
    thread.worker.on('exit', (code) => void lost(thread, `exit code ${code}`));
  };

  const close = async () => {
    await new Promise<void>((resolve) => {
      closing = resolve;
      dispatch();
    });
    await Promise.all(threads.splice(0).map((thread) => thread.worker.terminate()));
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
    run: (task) =>
      new Promise((resolve, reject) => {
        if (dead) return reject(dead);
        waiting.push({ task, resolve, reject });
        dispatch();
      }),
    close,
  };
}

function startThread(setup: GenerationSetup, file: URL): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: setup });
    const crashed = (error: Error) => reject(new VerbatimError('SESSION_CRASHED', { detail: error.message }));
    worker.once('error', crashed);
    worker.once('message', (message: FromGenerationThread) => {
      worker.off('error', crashed);
      if (message.kind !== 'refused') return resolve(worker);
      void worker.terminate();
      reject(new VerbatimError(message.code, message.params));
    });
  });
}
