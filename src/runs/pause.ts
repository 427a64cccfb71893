import type { Pause } from '../analysis/themes/k-means.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

/**
 * Yields to the event loop every 20 ms.
 * @param unchanged what an interruption leaves as it was, for the message
 * @throws VerbatimError INTERRUPTED
 */
export function pauseUntil(signal: AbortSignal | undefined, unchanged: string): Pause {
  let last = performance.now();
  return () => {
    if (signal?.aborted) {
      const detail = `${unchanged} are unchanged`;
      throw new VerbatimError('INTERRUPTED', { signal: String(signal.reason ?? 'a signal'), detail });
    }
    if (performance.now() - last < 20) return;
    return new Promise<void>((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}
