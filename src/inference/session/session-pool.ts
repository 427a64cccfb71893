import { threadModule } from '../../package-root.ts';
import { RUN_SECONDS } from '../engines/engine-options.ts';
import { assertUnchanged } from '../model/folder-hash.ts';
import type { ServedModel } from '../model/served-model.ts';
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

const THREAD = threadModule('session-thread', import.meta.url);

// One running and one waiting in the thread's own mailbox: it never idles while the main thread is busy.
const DEPTH = 2;

/** Runs that so many sessions hold at once: more would only wait. */
export const slotsOf = (sessions: number): number => sessions * DEPTH;

/** What a pool of sessions needs to know of its model. */
export type PooledModel = Pick<ServedModel, 'folder' | 'graph' | 'hash' | 'name'>;

export interface SessionPoolOptions {
  readonly size: number;
  /** Seconds that a run may take, and for each {@link TOKENS_A_LIMIT} padded tokens as many again. */
  readonly runSeconds?: number | undefined;
  /** What the threads run. */
  readonly file?: URL;
}

/**
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE, MODEL_CHANGED
 */
export function openSessionPool(
  model: PooledModel,
  setup: SessionSetup,
  { size, runSeconds, file = THREAD }: SessionPoolOptions,
): Promise<SessionPool> {
  forbidTf32(setup.device);
  return openThreadPool({
    ...{ file, setup, size, depth: DEPTH, device: setup.device },
    refuse: (opened: SessionOpened) => refusal(model.folder, setup, opened),
    deadline: ({ lengths }) => runLimit(lengths.length * Math.max(...lengths), runSeconds),
    verify: () => assertUnchanged(model, model.graph),
  });
}

// A model of 300 million weights reads 2,048 tokens in 15 s on one slow core: the limit is for runs that hang.
const TOKENS_A_LIMIT = 2_048;

/** Milliseconds that a run of so many padded tokens may take. */
export const runLimit = (tokens: number, seconds = RUN_SECONDS): number =>
  1_000 * seconds * (1 + Math.max(0, tokens) / TOKENS_A_LIMIT);
