import type { Pause } from '../../analysis/themes/k-means.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Yields to the event loop. @throws VerbatimError INTERRUPTED */
export function pauseUntil(signal?: AbortSignal): Pause {
  return () => {
    if (signal?.aborted) {
      const detail = 'results of topics are unchanged';
      throw new VerbatimError('INTERRUPTED', { signal: String(signal.reason ?? 'a signal'), detail });
    }
    return new Promise<void>((resolve) => setImmediate(resolve));
  };
}
