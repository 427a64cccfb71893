import type { Database } from '../../db/client.ts';
import { readUploads, type UploadView } from '../../db/uploads/lists.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { shown } from './known-import.ts';

const LOOK_MS = 250;
const KEEP_ALIVE_MS = 15_000;
/** Streams that one key, or one address without a key, has open at once: a browser has six to a server. */
export const STREAMS = 24;

/** One import, watched by any number of streams. */
interface Watched {
  streams: number;
  view: UploadView | null;
  /** JSON of the view: what is sent when it changes. */
  data: string;
}

/**
 * Server-sent events of imports: `progress` with the state, first as it is and then whenever it changes, and `end`
 * with its last. Read from Postgres, so it does not matter which process runs the import; by one query at a time for
 * all streams together.
 */
export class ImportEvents {
  readonly #database: Database;
  readonly #watched = new Map<string, Watched>();
  readonly #streams = new Map<string, number>();
  #look: Promise<void> | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param view the import as it is now
   * @param who whose streams are counted together
   * @param gone aborted when the reader goes away
   * @throws VerbatimError STREAMS_EXCEEDED
   */
  open(view: UploadView, who: string, gone: AbortSignal): AsyncGenerator<string> {
    const open = this.#streams.get(who) ?? 0;
    if (open >= STREAMS) throw new VerbatimError('STREAMS_EXCEEDED', { limit: STREAMS });
    this.#streams.set(who, open + 1);
    const watched = this.#watched.get(view.id) ?? { streams: 0, ...seen(view) };
    watched.streams++;
    this.#watched.set(view.id, watched);
    let closed = false;
    const close = () => {
      if (closed) return;
      closed = true;
      const rest = this.#streams.get(who)! - 1;
      if (rest === 0) this.#streams.delete(who);
      else this.#streams.set(who, rest);
      if (--watched.streams === 0) this.#watched.delete(view.id);
    };
    // A waiting generator does not notice that it is closed.
    gone.addEventListener('abort', close, { once: true });
    return this.#events(watched, gone, close);
  }

  async *#events(watched: Watched, gone: AbortSignal, close: () => void): AsyncGenerator<string> {
    let last = '';
    let sent = performance.now();
    try {
      for (let number = 1; !gone.aborted; ) {
        const { view, data } = watched;
        if (!view) return;
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
        this.#look ??= this.#next();
        await this.#look;
      }
    } finally {
      close();
    }
  }

  /** Waits, then reads all imports that are watched. */
  async #next(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    try {
      const views = await readUploads(this.#database, [...this.#watched.keys()]);
      const byId = new Map(views.map((view) => [view.id, view]));
      for (const [id, watched] of this.#watched) Object.assign(watched, seen(byId.get(id) ?? null));
    } finally {
      this.#look = null;
    }
  }
}

const seen = (view: UploadView | null) => ({ view, data: view ? JSON.stringify(shown(view)) : '' });

const event = (number: number, name: string, data: string) =>
  `id: ${number}\nevent: ${name}\ndata: ${data}\n\n`;
