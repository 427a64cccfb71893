import type { SemaphoreInterface } from 'async-mutex';

/**
 * Does `work` when its turn comes. A sender that goes away while it waits gives its place up at once.
 * @throws the reason of the signal; what `work` throws
 */
export async function inTurn<T>(
  turns: SemaphoreInterface,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  const turn = turns.acquire();
  try {
    await Promise.race([turn, left.promise]);
  } catch (error) {
    void turn.then(([, release]) => release());
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
  const [, release] = await turn;
  try {
    return await work();
  } finally {
    release();
  }
}
