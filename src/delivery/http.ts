import pRetry, { AbortError } from 'p-retry';
import { mayBeRetried } from '../domain/http-status.ts';

const ATTEMPTS = 4;
const TIMEOUT_MS = 10_000;

export interface DeliveryOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds that one attempt may take; default 10,000. */
  readonly timeoutMs?: number;
  /** Pause before the second attempt in milliseconds, doubled for each further one; default 1,000. */
  readonly pauseMs?: number;
}

/**
 * Sends JSON to a webhook, at most four times. Redirects are not followed: where they lead, nobody has allowed.
 * @param key the same for the same message: a receiver may ignore the second one
 * @throws what the last attempt threw
 */
export async function postJson(
  url: URL,
  body: string,
  key: string,
  options: DeliveryOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const { signal, timeoutMs = TIMEOUT_MS, pauseMs = 1_000, headers = {} } = options;
  const attempt = async () => {
    const ends = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    const answer = await fetch(url, {
      ...{ method: 'POST', body, redirect: 'manual', signal: AbortSignal.any(ends) },
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
    });
    await answer.body?.cancel();
    if (answer.ok) return;
    if (answer.status >= 300 && answer.status < 400) {
      throw new AbortError(`it answered ${answer.status}, and redirects are not followed`);
    }
    const error = new Error(`it answered ${answer.status}`);
    throw mayBeRetried(answer.status) ? error : new AbortError(error);
  };
  const retries = { retries: ATTEMPTS - 1, minTimeout: pauseMs, factor: 2, randomize: true };
  await pRetry(attempt, { ...retries, ...(signal ? { signal } : {}) });
}
