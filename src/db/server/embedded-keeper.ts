import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { KEEP_ALIVE } from '../client.ts';
import { embeddedServerState, startEmbeddedServer } from './embedded-server.ts';

const LOOK_MS = 1_000;

/**
 * Restarts the embedded server if it dies while a command needs it, unless `verbatim db stop` ended it. Its own
 * connection notices at once.
 * @param note reports an event in one line
 */
export function keepEmbeddedServer(
  home: string,
  url: string,
  note: (line: string) => void,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const { signal } = closing;
  const kept = keep(home, url, note, signal).catch(() => {});
  return {
    async close() {
      closing.abort();
      await kept;
    },
  };
}

async function keep(home: string, url: string, note: (line: string) => void, signal: AbortSignal) {
  // A short command ends before this.
  await pause(LOOK_MS, undefined, { signal, ref: false });
  while (!signal.aborted) {
    await untilLost(url, signal);
    // Whatever ended the server may be about to end this process, too.
    await pause(LOOK_MS, undefined, { signal, ref: false });
    if (embeddedServerState(home) !== 'down') continue;
    try {
      note('The embedded Postgres is gone: it is started again.');
      const now = await startEmbeddedServer(home);
      if (now !== url) {
        note('The embedded Postgres is on another port now, as its own is taken: start this command again.');
        return;
      }
      note('The embedded Postgres is up again.');
    } catch (error) {
      note(`verbatim: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Resolves when the server has closed the connection, or accepts none. */
async function untilLost(url: string, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'verbatim keeper', ...KEEP_ALIVE });
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve());
    client.on('end', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await client.connect();
    await lost;
  } catch {
    // No server is running.
  } finally {
    await Promise.race([client.end(), pause(LOOK_MS)]).catch(() => {});
  }
}
