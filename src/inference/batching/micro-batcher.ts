import { VerbatimError } from '../../errors/verbatim-error.ts';
import { isEngineFault } from '../session/engine-fault.ts';
import { runOrHalve } from './halving.ts';
import { LookAhead, type Waiting } from './look-ahead.ts';

/** The outcome of one item. */
interface Ran<Result> {
  readonly result: Result | VerbatimError;
  /** Tokens of the item in its micro-batch, padding included. */
  readonly padded: number;
}

interface MicroBatcherOptions<Item, Result> {
  /** One session run: a result per item, in their order; throws a VerbatimError when it failed. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Tokens of an item, special tokens included. */
  readonly lengthOf: (item: Item) => number;
  /** Padded tokens of one run. */
  readonly budget: number;
  /** Concurrent runs. */
  readonly slots: number;
  readonly onBudgetHalved?: ((budget: number) => void) | undefined;
}

/** Runs items in micro-batches that mix the items of all callers. */
export interface MicroBatcher<Item, Result> {
  /**
   * @returns outcomes in the order of the items; a failed item has an error as its result
   * @throws VerbatimError for an engine fault (engine-fault.ts), which no item causes
   */
  run(items: readonly Item[]): Promise<Ran<Result>[]>;
}

// A smaller budget does not help: the session itself needs more memory than the run.
const LEAST_BUDGET = 64;

interface Entry<Item, Result> extends Waiting {
  readonly item: Item;
  readonly settle: (ran: Ran<Result>) => void;
}

/**
 * Halves a failed run until the failing item is alone. If memory ran out, halves the budget of all later runs instead,
 * until the engine closes, and queues the items again.
 */
export function microBatcher<Item, Result>(
  options: MicroBatcherOptions<Item, Result>,
): MicroBatcher<Item, Result> {
  type Own = Entry<Item, Result>;
  const waiting = new LookAhead<Own>();
  let budget = options.budget;
  let free = options.slots;
  let callers = 0;

  const runNow = async (entries: readonly Own[]) => {
    const results = await options.run(entries.map(({ item }) => item));
    const padded = longest(entries);
    return results.map((result) => ({ result, padded }));
  };

  const runOrShrink = async (entries: readonly Own[]) => {
    try {
      for (const [i, ran] of (await runNow(entries)).entries()) entries[i]!.settle(ran);
    } catch (error) {
      if (!(error instanceof VerbatimError)) throw error;
      const half = Math.floor((entries.length * longest(entries)) / 2);
      if (entries.length > 1 && half >= LEAST_BUDGET && isOutOfMemory(error)) {
        if (half < budget) {
          budget = half;
          options.onBudgetHalved?.(budget);
        }
        waiting.add(entries);
        return;
      }
      await runOrHalve(entries, runNow, (entry, ran) => {
        entry.settle(ran instanceof VerbatimError ? { result: ran, padded: entry.length } : ran);
      });
    }
  };

  const dispatch = () => {
    while (free > 0 && waiting.size > 0) {
      const entries = waiting.take(budget);
      free--;
      void runOrShrink(entries)
        .catch((error) => {
          const detail = error instanceof Error ? error.message : String(error);
          const failure = new VerbatimError('SESSION_FAILED', { detail });
          for (const entry of entries) entry.settle({ result: failure, padded: entry.length });
        })
        .finally(() => {
          free++;
          dispatch();
        });
    }
  };

  return {
    run(items) {
      const caller = callers++;
      const settled = items.map((item) => {
        const { promise, resolve } = Promise.withResolvers<Ran<Result>>();
        const length = Math.max(1, options.lengthOf(item));
        return { promise, entry: { item, length, caller, settle: resolve } };
      });
      waiting.add(settled.map(({ entry }) => entry));
      dispatch();
      return Promise.all(settled.map(({ promise }) => promise)).then((ran) => {
        const fault = ran.find(({ result }) => isEngineFault(result));
        if (fault) throw fault.result;
        return ran;
      });
    },
  };
}

const longest = (entries: readonly Waiting[]): number =>
  entries.reduce((most, { length }) => Math.max(most, length), 0);

/** Matches the messages of onnxruntime's arenas on CPU and CUDA, of CUDA and of the C++ library. */
const isOutOfMemory = ({ params }: VerbatimError): boolean =>
  /out of memory|bad.?alloc|failed to allocate|allocate memory|available memory|CUDA_ERROR_OUT_OF_MEMORY|CUBLAS_STATUS_ALLOC_FAILED/i.test(
    String(params.detail ?? ''),
  );
