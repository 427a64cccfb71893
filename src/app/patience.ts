import { setTimeout as pause } from 'node:timers/promises';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { stopSignal } from './lifecycle.ts';
import { note } from './streams.ts';

const PAUSE_MS = 500;

/**
 * Opens what may not be up yet: servers and workers are started in any order. Says once what it waits for.
 * @param seconds 0: tries once
 * @throws VerbatimError what the last try threw, such as DATABASE_UNREACHABLE or QUEUE_UNREACHABLE
 */
export async function whenUp<T>(seconds: number, open: () => Promise<T>): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (let said = false; ; said = true) {
    try {
      return await open();
    } catch (error) {
      const mayPass = error instanceof VerbatimError && error.retryable;
      if (!mayPass || performance.now() >= end) throw error;
      if (!said) note(`${error.message} Waiting up to ${seconds} seconds for it [${error.code}].`);
      await pause(PAUSE_MS, undefined, { signal: stopSignal() }).catch(() => {});
      if (stopSignal().aborted) throw error;
    }
  }
}
