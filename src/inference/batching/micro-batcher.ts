import { VerbatimError } from '../../errors/verbatim-error.ts';
import { isEngineFault } from '../session/engine-fault.ts';
import { runOrHalve } from './halving.ts';
import { LookAhead, type Waiting } from './look-ahead.ts';

/** What became of one item. */
export interface Ran<Result> {
  readonly result: Result | VerbatimError;
  /** Tokens that it took in its micro-batch, padding included. */
  readonly padded: number;
}

export interface MicroBatcherOptions<Item, Result> {
  /** One session run: a result per item, in their order; throws a VerbatimError when it failed. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Tokens of an item, special tokens included. */
  readonly lengthOf: (item: Item) => number;
  /** Padded tokens of one run. */
  readonly budget: number;
  /** Runs under way at once. */
  readonly slots: number;
  readonly onBudgetHalved?: ((budget: number) => void) | undefined;
}

/** Runs what its callers bring in micro-batches, each of items of all callers. */
export interface MicroBatcher<Item, Result> {
  /**
   * In the order of the items; what failed is an error in its place.
   * @throws VerbatimError where no item is to blame (engine-fault.ts)
   */
  run(items: readonly Item[]): Promise<Ran<Result>[]>;
}

// Smaller runs would not help: a session takes more for itself.
const LEAST_BUDGET = 64;

interface Entry<Item, Result> extends Waiting {
  readonly item: Item;
  readonly settle: (ran: Ran<Result>) => void;
}

/**
 * A run that fails is halved until what fails stands alone. One that fails for want of memory halves the budget of
 * all runs to come instead, for as long as the engine lives, and is packed anew.
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
      if (entries.length > 1 && half >= LEAST_BUDGET && lacksMemory(error)) {
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

/** As onnxruntime's arenas on CPU and CUDA, CUDA itself and the C++ library say it. */
const lacksMemory = ({ params }: VerbatimError): boolean =>
  /out of memory|bad.?alloc|failed to allocate|allocate memory|available memory|CUDA_ERROR_OUT_OF_MEMORY|CUBLAS_STATUS_ALLOC_FAILED/i.test(
    String(params.detail ?? ''),
  );
