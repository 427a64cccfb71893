import type { JsonFlag } from './options/json.ts';
import { type Outcome, printError, printOutcome } from './output.ts';
import { flush } from './streams.ts';

/**
 * Does the work of a command, prints its outcome or its error, and ends the process.
 * @param exitOf the exit code, by that of the error
 */
export async function finish(
  flags: JsonFlag,
  work: () => Promise<Outcome>,
  exitOf = (code: number) => code,
): Promise<void> {
  let code: number;
  try {
    const outcome = await work();
    await printOutcome(outcome, flags.json ?? false);
    code = outcome.exit;
  } catch (error) {
    const { asDatabaseError } = await import('../db/client.ts');
    code = exitOf(await printError(asDatabaseError(error) ?? error, flags.json ?? false));
  }
  await flush();
  process.exit(code);
}
