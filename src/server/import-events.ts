import type { UploadView } from '../db/upload-views.ts';
import { shown } from './import-routes.ts';

const LOOK_MS = 250;
const KEEP_ALIVE_MS = 15_000;

/**
 * Server-sent events of one import: `progress` with its state, first as it is and then whenever it changes, and
 * `end` with its last. They are read from Postgres, so it does not matter which process runs the import.
 */
export async function* importEvents(read: () => Promise<UploadView | null>): AsyncGenerator<string> {
  let last = '';
  let sent = performance.now();
  for (let number = 1; ; ) {
    const view = await read();
    if (!view) return;
    const data = JSON.stringify(shown(view));
    if (data !== last) {
      yield event(number++, 'progress', data);
      last = data;
      sent = performance.now();
    } else if (performance.now() - sent > KEEP_ALIVE_MS) {
      yield ': still here\n\n';
      sent = performance.now();
    }
    if (view.finishedAt !== null) {
      yield event(number, 'end', data);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const event = (number: number, name: string, data: string) =>
  `id: ${number}\nevent: ${name}\ndata: ${data}\n\n`;
