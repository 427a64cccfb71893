import { threadModule } from '../../package-root.ts';
import { assertUnchanged } from '../model/hash.ts';
import type { ServedModel } from '../model/served-model.ts';
import { forbidTf32 } from './exact-arithmetic.ts';
import type { RowInput, SessionInput, SessionOpened, SessionOutput, SessionSetup } from './protocol.ts';
import { refusal } from './refusal.ts';
import { openThreadPool, type ThreadPool } from './thread-pool.ts';

/** Several sessions of one model, each in its own thread. */
export type SessionPool = ThreadPool<SessionInput | RowInput, SessionOutput>;

const THREAD = threadModule('thread', import.meta.url);

// One task runs and one waits in the thread's mailbox, so the thread does not idle while the main thread is busy.
const DEPTH = 2;

/** Runs that the given number of sessions hold at once; more would only wait. */
export const slotsOf = (sessions: number): number => sessions * DEPTH;

interface SessionPoolOptions {
  readonly size: number;
  /** Time limit of a run in seconds, plus the same again for each {@link TOKENS_A_LIMIT} padded tokens. */
  readonly runSeconds?: number | undefined;
  /** Module that the threads run. */
  readonly file?: URL;
}

/**
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE, MODEL_CHANGED
 */
export function openSessionPool(
  model: Pick<ServedModel, 'folder' | 'graph' | 'hash' | 'name'>,
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

// The limit is for runs that hang: a model of 300 million weights reads 2,048 tokens in 15 s on one slow core.
const RUN_SECONDS = 120;
const TOKENS_A_LIMIT = 2_048;

/** Time limit in milliseconds of a run of `tokens` padded tokens. */
export const runLimit = (tokens: number, seconds = RUN_SECONDS): number =>
  1_000 * seconds * (1 + Math.max(0, tokens) / TOKENS_A_LIMIT);
