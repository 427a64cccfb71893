import { exitAtOnce, stopSignal } from '../app/lifecycle.ts';
import { flush } from '../app/streams.ts';
import { interrupted } from '../errors/verbatim-error.ts';
import type { JsonFlag } from './command.ts';
import { type Outcome, printError, printOutcome } from './output.ts';

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
    const outcome = await untilStopped(work());
    await printOutcome(outcome, flags.json ?? false);
    code = outcome.exit;
  } catch (error) {
    const { asDatabaseError } = await import('../db/client.ts');
    const known = stopSignal().aborted ? asInterrupted(error) : error;
    code = exitOf(await printError(asDatabaseError(known) ?? known, flags.json ?? false));
  }
  await flush();
  if (stopSignal().aborted) exitAtOnce(code);
  process.exit(code);
}

/** Milliseconds that stopped work may take to end; 0: it does not react to the signal. */
let patienceMs = 0;

// A worker has VERBATIM_SHUTDOWN_SECONDS to finish. A statement is cancelled.
const PATIENCE_MS = 45_000;
const STATEMENT_MS = 4_000;

/**
 * From here on the command ends by itself when {@link stopSignal} aborts. Any other work is ended at once, which leaves
 * the tables consistent.
 */
export function endsItself(limitMs = PATIENCE_MS): void {
  patienceMs = limitMs;
}

/** Resolves with null when `signal` aborts. */
export const stopped = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null));
  });

/** Resolves with `work`; rejects if it is stopped and does not end in time. @throws VerbatimError INTERRUPTED */
function untilStopped<T>(work: Promise<T>): Promise<T> {
  const signal = stopSignal();
  return new Promise((resolve, reject) => {
    const giveUp = async () => {
      await cancelStatements();
      reject(stoppedError());
    };
    const stop = () => {
      if (patienceMs === 0) return void giveUp();
      setTimeout(cancelStatements, STATEMENT_MS).unref();
      setTimeout(giveUp, patienceMs).unref();
    };
    work.then(resolve, reject);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

async function cancelStatements(): Promise<void> {
  const { cancelOwnStatements } = await import('../db/server/cancel.ts');
  await cancelOwnStatements();
}

const stoppedError = () => interrupted(stopSignal(), 'what was stored is complete');

/** A statement that was cancelled because the process stops is an interruption, whatever its error. */
function asInterrupted(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } };
  const cancelled = code === '57014' || cause?.code === '57014' || code === 'REPORT_TIMEOUT';
  return cancelled ? stoppedError() : error;
}
