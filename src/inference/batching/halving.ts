import { VerbatimError } from '../../errors/verbatim-error.ts';
import { isEngineFault } from '../session/engine-fault.ts';

/**
 * Runs items together; when the run fails, halves them until what fails stands alone. So a text that breaks the
 * session, or a batch too large for the memory, costs nobody else a result. A fault of the engine is everybody's, at
 * once.
 *
 * @param run one result per item, in their order; throws a VerbatimError when the run failed
 * @param settle called once per item with its result, or with the error of its run alone
 */
export async function runOrHalve<Item, Result>(
  items: readonly Item[],
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  settle: (item: Item, result: Result | VerbatimError) => void,
): Promise<void> {
  try {
    for (const [i, result] of (await run(items)).entries()) settle(items[i]!, result);
  } catch (error) {
    if (!(error instanceof VerbatimError)) throw error;
    if (items.length === 1 || isEngineFault(error)) {
      for (const item of items) settle(item, error);
      return;
    }
    // Each run that hangs costs its whole deadline, and a thread that may never end: not one more than need be.
    const size = error.code === 'SESSION_HUNG' ? 1 : Math.ceil(items.length / 2);
    for (let from = 0; from < items.length; from += size) {
      await runOrHalve(items.slice(from, from + size), run, settle);
    }
  }
}
