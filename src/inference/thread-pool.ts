import { Worker } from 'node:worker_threads';
import { VerbatimError } from '../errors.ts';

/** Threads that each own what they need for their tasks, and take these from one queue in order. */
export interface ThreadPool<Task, Output> {
  /**
   * @throws VerbatimError SESSION_FAILED when the task fails, SESSION_CRASHED when its thread ends
   */
  run(task: Task): Promise<Output>;
  /** Waits for what runs, then ends the threads. */
  close(): Promise<void>;
}

/** What crosses to a thread. Typed arrays are copied. */
export interface ToThread<Task> {
  readonly id: number;
  readonly task: Task;
}

/** What comes back: first that it is ready, or why it is not, then an answer for each task. */
export type FromThread<Ready, Output> =
  | { readonly kind: 'opened'; readonly opened: Ready }
  | { readonly kind: 'output'; readonly id: number; readonly output: Output }
  | { readonly kind: 'failed'; readonly id: number; readonly detail: string };

export interface ThreadPoolOptions<Ready> {
  /** What the threads run. */
  readonly file: URL;
  /** Their `workerData`. */
  readonly setup: unknown;
  readonly size: number;
  /** Tasks a thread holds at once: the one it works on, and those that wait in its own mailbox. */
  readonly depth: number;
  /** Why a thread that has opened cannot serve, or null. */
  readonly refuse: (opened: Ready) => VerbatimError | null;
}

interface Waiting<Task, Output> {
  readonly task: Task;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: VerbatimError) => void;
}

interface Thread<Task, Output> {
  readonly worker: Worker;
  readonly held: Map<number, Waiting<Task, Output>>;
}

/**
 * Threads work on their tasks one after the other. One that ends is replaced; only the task it worked on fails.
 * @throws VerbatimError what `refuse` gives, SESSION_CRASHED when a thread ends before it has opened
 */
export async function openThreadPool<Task, Output, Ready>(
  options: ThreadPoolOptions<Ready>,
): Promise<ThreadPool<Task, Output>> {
  const threads: Thread<Task, Output>[] = [];
  const waiting: Waiting<Task, Output>[] = [];
  let nextId = 0;
  let closing: (() => void) | null = null;
  // Set when no thread is left and none can be started: who waits and who comes is told so.
  let dead: VerbatimError | null = null;

  const dispatch = () => {
    for (const { worker, held } of threads) {
      while (held.size < options.depth && waiting.length > 0) {
        const next = waiting.shift()!;
        const id = nextId++;
        held.set(id, next);
        worker.postMessage({ id, task: next.task } satisfies ToThread<Task>);
      }
    }
    if (closing && waiting.length === 0 && threads.every(({ held }) => held.size === 0)) closing();
  };

  const settle = ({ held }: Thread<Task, Output>, message: FromThread<Ready, Output>) => {
    if (message.kind === 'opened') return;
    const task = held.get(message.id);
    held.delete(message.id);
    dispatch();
    if (message.kind === 'output') task?.resolve(message.output);
    else task?.reject(new VerbatimError('SESSION_FAILED', { detail: message.detail }));
  };

  const lost = async (thread: Thread<Task, Output>, detail: string) => {
    const at = threads.indexOf(thread);
    if (at < 0) return;
    threads.splice(at, 1);
    // It worked on the first; the others only waited there.
    const [guilty, ...innocent] = thread.held.values();
    guilty?.reject(new VerbatimError('SESSION_CRASHED', { detail }));
    waiting.unshift(...innocent);
    try {
      if (!closing || waiting.length > 0) await add();
    } catch (error) {
      if (threads.length === 0) {
        dead = error as VerbatimError;
        for (const task of waiting.splice(0)) task.reject(dead);
      }
    }
    dispatch();
  };

  const add = async () => {
    const thread = { worker: await startThread(options), held: new Map() };
    threads.push(thread);
    thread.worker.on('message', (message: FromThread<Ready, Output>) => settle(thread, message));
    thread.worker.on('error', (error) => void lost(thread, error.message));
    thread.worker.on('exit', (code) => void lost(thread, `exit code ${code}`));
  };

  const close = async () => {
    await new Promise<void>((resolve) => {
      closing = resolve;
      dispatch();
    });
    await Promise.all(threads.splice(0).map(({ worker }) => worker.terminate()));
  };

  // The first alone: a model that cannot be loaded is said once.
  await add();
  try {
    await Promise.all(Array.from({ length: options.size - 1 }, add));
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

function startThread<Ready>({ file, setup, refuse }: ThreadPoolOptions<Ready>): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: setup });
    const crashed = (detail: string) => reject(new VerbatimError('SESSION_CRASHED', { detail }));
    const failed = (error: Error) => crashed(error.message);
    const ended = (code: number) => crashed(`exit code ${code}`);
    worker.once('error', failed).once('exit', ended);
    worker.once('message', (message: FromThread<Ready, unknown>) => {
      worker.off('error', failed).off('exit', ended);
      const problem = message.kind === 'opened' ? refuse(message.opened) : null;
      if (problem === null) return resolve(worker);
      void worker.terminate();
      reject(problem);
    });
  });
}
