import { VerbatimError } from '../errors.ts';

/**
 * Runs items together; when the run fails, halves them until what fails stands alone. So a text that breaks the
 * session, or a batch too large for the memory, costs nobody else a result.
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
    if (items.length === 1) {
      settle(items[0]!, error);
      return;
    }
    const half = items.length >> 1;
    await runOrHalve(items.slice(0, half), run, settle);
    await runOrHalve(items.slice(half), run, settle);
  }
}
