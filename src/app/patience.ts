import pRetry from 'p-retry';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { stopSignal } from './lifecycle.ts';
import { note } from './streams.ts';

const PAUSE_MS = 500;

/**
 * Attempts something until it succeeds, with a steady pause between attempts.
 * @param limitMs how long at most since the first failure; 0: one attempt
 * @param mayPass whether a later attempt may succeed after this error
 * @param onWait called once, with the first error, before the first pause
 * @throws the error of the last attempt
 */
export function patiently<T>(
  limitMs: number,
  attempt: () => Promise<T>,
  mayPass: (error: Error) => boolean,
  onWait: (error: Error) => void = () => {},
): Promise<T> {
  let end: number | null = null;
  return pRetry(attempt, {
    ...{ retries: Number.POSITIVE_INFINITY, minTimeout: PAUSE_MS, factor: 1 },
    shouldRetry({ error, attemptNumber }) {
      end ??= performance.now() + limitMs;
      if (!mayPass(error) || performance.now() >= end) return false;
      if (attemptNumber === 1) onWait(error);
      return true;
    },
  });
}

/**
 * Opens a server that may not be up yet: servers and workers are started in any order. Notes once what it waits for.
 * @param seconds 0: one attempt
 * @throws VerbatimError of the last attempt, such as DATABASE_UNREACHABLE or QUEUE_UNREACHABLE
 */
export const whenUp = <T>(seconds: number, open: () => Promise<T>): Promise<T> =>
  patiently(
    seconds * 1000,
    open,
    (error) => error instanceof VerbatimError && error.retryable && !stopSignal().aborted,
    (error) =>
      note(`${error.message} Waiting up to ${seconds} seconds for it [${(error as VerbatimError).code}].`),
  );
