import { Worker } from 'node:worker_threads';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { asEngineFault } from './engine-fault.ts';
import { exitPast } from './stuck-threads.ts';

/** Threads that each own what they need for their tasks, and take these from one queue in order. */
export interface ThreadPool<Task, Output> {
  /**
   * @param control a task of the same size that is known to be good. It is run after `task` has failed, on the same
   *   thread or on the one that replaced it: only where it passes is the task at fault. A task that ended its thread
   *   is tried twice. Without it, a task that fails is at fault.
   * @throws VerbatimError SESSION_FAILED when the task fails, SESSION_CRASHED when it ends its thread, SESSION_HUNG
   *   when it comes to no end; an engine fault (engine-fault.ts), from then on for every task, when no thread serves
   */
  run(task: Task, control?: Task): Promise<Output>;
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

export interface ThreadPoolOptions<Task, Ready> {
  /** What the threads run. */
  readonly file: URL;
  /** Their `workerData`. */
  readonly setup: unknown;
  readonly size: number;
  /** Tasks a thread holds at once: the one it works on, and those that wait in its own mailbox. */
  readonly depth: number;
  /** 'cpu', 'cuda' or 'cuda:N', for what is said when it is lost. */
  readonly device: string;
  /** Why a thread that has opened cannot serve, or null. */
  readonly refuse: (opened: Ready) => VerbatimError | null;
  /** How long a task may take, in milliseconds. */
  readonly deadline: (task: Task) => number;
  /** Throws when the files that the threads were opened from are others by now. Asked once at first, then after each start. */
  readonly verify: () => Promise<void>;
}

/** How a task ended on a thread. */
type Ended<Task, Output> =
  | { readonly output: Output }
  | { readonly error: VerbatimError; readonly thread: Thread<Task, Output> };

interface Entry<Task, Output> {
  readonly task: Task;
  /** Must be run by this thread, or by the one that replaces it. */
  readonly bound: boolean;
  readonly end: (ended: Ended<Task, Output>) => void;
  readonly reject: (error: VerbatimError) => void;
}

interface Thread<Task, Output> {
  readonly worker: Worker;
  readonly held: Map<number, Entry<Task, Output>>;
  /** The thread that took its place. */
  readonly replacement: PromiseWithResolvers<Thread<Task, Output>>;
  timer: NodeJS.Timeout | undefined;
}

// A task that ends its thread each time it runs alone is at fault from this time on.
const MOST_ENDED = 2;
// Threads that never end burn a core each: so many of them, and the process had better be replaced.
const MOST_STUCK = 8;
// A process that was frozen (SIGSTOP, a virtual machine's pause) loses one of these, not the whole deadline.
const TICKS = 10;

/**
 * Threads work on their tasks one after the other. One that ends, or does not come to an end, is replaced; only the
 * task it worked on fails.
 * @throws VerbatimError what `refuse` gives, SESSION_CRASHED when a thread ends before it has opened
 */
export async function openThreadPool<Task, Output, Ready>(
  options: ThreadPoolOptions<Task, Ready>,
): Promise<ThreadPool<Task, Output>> {
  type OwnThread = Thread<Task, Output>;
  type OwnEntry = Entry<Task, Output>;
  const threads: OwnThread[] = [];
  const waiting: OwnEntry[] = [];
  const replacing = new Set<Promise<void>>();
  let nextId = 0;
  let running = 0;
  let stuck = 0;
  let verified = false;
  let closing: (() => void) | null = null;
  // Set when no thread serves any more: who waits and who comes is told so.
  let dead: VerbatimError | null = null;

  const give = (thread: OwnThread, entry: OwnEntry) => {
    const id = nextId++;
    thread.held.set(id, entry);
    if (thread.held.size === 1) watch(thread);
    thread.worker.postMessage({ id, task: entry.task } satisfies ToThread<Task>);
  };

  const dispatch = () => {
    for (const thread of threads) {
      while (thread.held.size < options.depth && waiting.length > 0) give(thread, waiting.shift()!);
    }
    if (closing && running === 0) closing();
  };

  /** Begins the deadline of the task that the thread works on. */
  const watch = (thread: OwnThread) => {
    clearInterval(thread.timer);
    const [first] = thread.held.values();
    if (!first) return;
    const limit = options.deadline(first.task);
    let ticks = 0;
    thread.timer = setInterval(() => {
      if (++ticks < TICKS) return;
      clearInterval(thread.timer);
      stuck++;
      exitPast(thread.worker, () => stuck--);
      lost(thread, new VerbatimError('SESSION_HUNG', { seconds: Math.round(limit / 1000) }));
    }, limit / TICKS);
  };

  const settle = (thread: OwnThread, message: FromThread<Ready, Output>) => {
    if (message.kind === 'opened') return;
    const entry = thread.held.get(message.id);
    thread.held.delete(message.id);
    watch(thread);
    if (message.kind === 'output') entry?.end({ output: message.output });
    else entry?.end({ error: new VerbatimError('SESSION_FAILED', { detail: message.detail }), thread });
    dispatch();
  };

  const die = (error: unknown): VerbatimError => {
    dead ??= asEngineFault(error, options.device);
    const all = [...waiting.splice(0), ...threads.flatMap(({ held }) => [...held.values()])];
    for (const entry of all) entry.reject(dead);
    for (const { worker, timer, held } of threads.splice(0)) {
      clearInterval(timer);
      held.clear();
      void worker.terminate();
    }
    closing?.();
    return dead;
  };

  /** Takes the thread out and puts another in its place. */
  const lost = (thread: OwnThread, error: VerbatimError) => {
    const replaced = replace(thread, error).finally(() => replacing.delete(replaced));
    replacing.add(replaced);
  };

  const replace = async (thread: OwnThread, error: VerbatimError) => {
    const at = threads.indexOf(thread);
    if (at < 0) return;
    threads.splice(at, 1);
    clearInterval(thread.timer);
    // It worked on the first; the others only waited there.
    const [guilty, ...innocent] = thread.held.values();
    thread.held.clear();
    guilty?.end({ error, thread });
    waiting.unshift(...innocent.filter(({ bound }) => !bound));
    // Whom it ends with is told by `die`.
    thread.replacement.promise.catch(() => {});
    try {
      if (stuck > MOST_STUCK) throw new VerbatimError('SESSIONS_BROKEN', { detail: `${stuck} threads hang` });
      if (closing && running === 0) return;
      const fresh = await add();
      for (const entry of innocent.filter(({ bound }) => bound)) give(fresh, entry);
      thread.replacement.resolve(fresh);
    } catch (failure) {
      const fault = die(failure);
      for (const entry of innocent) entry.reject(fault);
      thread.replacement.reject(fault);
    }
    dispatch();
  };

  const add = async (): Promise<OwnThread> => {
    const worker = await startThread(options);
    const thread: OwnThread = {
      ...{ worker, held: new Map(), timer: undefined },
      replacement: Promise.withResolvers<OwnThread>(),
    };
    const crashed = (detail: string) => lost(thread, new VerbatimError('SESSION_CRASHED', { detail }));
    worker.on('message', (message: FromThread<Ready, Output>) => settle(thread, message));
    worker.on('error', (error) => crashed(error.message));
    worker.on('exit', (code) => crashed(`exit code ${code}`));
    try {
      if (verified) await options.verify();
    } catch (error) {
      void worker.terminate();
      throw error;
    }
    threads.push(thread);
    return thread;
  };

  /** Runs the task once, on this thread where one is given. */
  const attempt = (task: Task, on?: OwnThread): Promise<Ended<Task, Output>> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(dead);
      const entry = { task, bound: on !== undefined, end: resolve, reject };
      if (!on) waiting.push(entry);
      else if (threads.includes(on)) give(on, entry);
      // It ended meanwhile.
      else return on.replacement.promise.then((fresh) => attempt(task, fresh)).then(resolve, reject);
      dispatch();
    });

  const runOrBlame = async (task: Task, control?: Task): Promise<Output> => {
    for (let [ended, broken] = [0, 0]; ; ) {
      const found = await attempt(task);
      if ('output' in found) return found.output;
      const { error, thread } = found;
      if (control === undefined) throw error;
      const proof = await attempt(control, thread);
      if ('output' in proof) {
        if (error.code === 'SESSION_FAILED' || ++ended >= MOST_ENDED) throw error;
        continue;
      }
      // The thread does not serve. Where a fresh one does, it was the thread, and the task is run again.
      lost(proof.thread, proof.error);
      const fresh = await attempt(control, await proof.thread.replacement.promise);
      if (!('output' in fresh) || ++broken >= MOST_ENDED) throw die('error' in fresh ? fresh.error : error);
    }
  };

  const run = async (task: Task, control?: Task): Promise<Output> => {
    running++;
    try {
      return await runOrBlame(task, control);
    } finally {
      running--;
      dispatch();
    }
  };

  const close = async () => {
    await new Promise<void>((resolve) => {
      closing = resolve;
      dispatch();
    });
    await Promise.all(replacing);
    await Promise.all(threads.splice(0).map(({ worker }) => worker.terminate()));
  };

  // The first alone: a model that cannot be loaded is said once.
  await add();
  try {
    await Promise.all(Array.from({ length: options.size - 1 }, add));
    await options.verify();
    verified = true;
  } catch (error) {
    await close();
    throw error;
  }
  return { run, close };
}

function startThread<Task, Ready>({ file, setup, refuse }: ThreadPoolOptions<Task, Ready>): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: setup });
    const crashed = (detail: string) => reject(new VerbatimError('SESSION_CRASHED', { detail }));
    const failed = (error: Error) => crashed(detailOf(error));
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
