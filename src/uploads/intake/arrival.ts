import { Readable } from 'node:stream';
import type { Database } from '../../db/client.ts';
import type { UploadFault, UploadFormat, UploadSettings } from '../../db/uploads/uploads.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Uploads } from '../open.ts';
import { type Preview, preview, unseen } from '../preview.ts';
import { fileLabel, readSettings, weakensMasking } from '../settings.ts';
import type { BodyKind } from './body-kind.ts';
import { brokenOff, type Received } from './desk.ts';
import { BATCH_BYTES, readBatch } from './json-batch.ts';
import { inTurn } from './turns.ts';

export interface ArrivalOptions {
  /** Only say what an import would do. */
  readonly dryRun: boolean;
  /** Id of the key that sends it; null: none. */
  readonly owner: string | null;
  /** Settings that came with the address. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Aborted when the sender goes away. */
  readonly signal: AbortSignal;
}

interface Taken {
  readonly fileName: string;
  readonly format: UploadFormat;
  /** The upload; for a dry run the name of a spool file. */
  readonly spooled: Received | string;
}

/** What comes with one request: settings and a file, in either order. Nothing counts before {@link queue}. */
export class Arrival {
  readonly #uploads: Uploads;
  readonly #database: Database;
  readonly #options: ArrivalOptions;
  readonly #settings: Record<string, unknown>;
  #taken: Taken | null = null;

  constructor(uploads: Uploads, database: Database, options: ArrivalOptions) {
    this.#uploads = uploads;
    this.#database = database;
    this.#options = options;
    // Without a prototype: a field may be named `__proto__`.
    this.#settings = Object.assign(Object.create(null), options.settings);
  }

  /** A setting, as a field of a form has it; goes before one of the address. */
  add(name: string, value: unknown): void {
    this.#settings[name] = value;
  }

  /**
   * Spools the file.
   * @throws VerbatimError UPLOAD_INVALID, UPLOAD_TOO_LARGE, UPLOAD_BROKEN_OFF, SPOOL_FAILED
   */
  async take(content: Readable, name: string | undefined, kind: BodyKind): Promise<void> {
    if (this.#taken) throw invalid('it has more than one file');
    const fileName = fileLabel(name);
    const format = kind === 'csv' ? 'csv' : 'ndjson';
    if (kind === 'json') await this.#takeBatch(content, { fileName, format });
    else await this.#keep(content, { fileName, format });
    if (format === 'ndjson')
      this.#settings.source ??= fileName.replace(/\.(?:ndjson|jsonl|json)(?:\.gz)?$/i, '');
  }

  /** On disk until its turn comes: however many are sent at once, one at a time is in memory. */
  async #takeBatch(content: Readable, as: Pick<Taken, 'fileName' | 'format'>): Promise<void> {
    const { spool, batches } = this.#uploads;
    const { signal } = this.#options;
    const body = spool.passing();
    try {
      await spool.write(body, content, signal, BATCH_BYTES);
      await inTurn(batches, signal, async () => {
        const { lines, settings } = readBatch(await spool.read(body));
        for (const [field, value] of Object.entries(settings)) this.add(field, value);
        await this.#keep(Readable.from(lines, { objectMode: false }), as);
      });
    } catch (error) {
      throw error instanceof VerbatimError ? error : brokenOff(error);
    } finally {
      await spool.remove(body);
    }
  }

  async #keep(content: Readable, as: Pick<Taken, 'fileName' | 'format'>): Promise<void> {
    const { desk, spool } = this.#uploads;
    const { dryRun, owner, signal } = this.#options;
    if (!dryRun) {
      this.#taken = { ...as, spooled: await desk.receive({ ...as, owner }, content, signal) };
      return;
    }
    const spooled = spool.passing();
    await spool.write(spooled, content, signal).catch((error: unknown) => {
      throw error instanceof VerbatimError ? error : brokenOff(error);
    });
    this.#taken = { ...as, spooled };
  }

  /**
   * All has come: the upload is put in line.
   * @throws VerbatimError UPLOAD_INVALID, UPLOAD_KEY_REUSED, UPLOAD_ENDED
   */
  async queue(idempotencyKey: string | null): Promise<{ id: string; repeated: boolean }> {
    const { spooled, settings } = this.#whole();
    return this.#uploads.desk.queue(spooled as Received, settings, idempotencyKey);
  }

  /**
   * All of a dry run has come: finds out what its import would do. Ends at once when the sender goes away.
   * @throws VerbatimError UPLOAD_INVALID and those of {@link preview}
   */
  async preview(): Promise<Preview> {
    const { spooled, ...file } = this.#whole();
    const { spool, previews, keyring } = this.#uploads;
    const parts = { database: this.#database, keyring };
    const { signal } = this.#options;
    const path = spool.path(spooled as string);
    try {
      return await inTurn(previews, signal, () => preview(parts, path, file, signal));
    } finally {
      await spool.remove(spooled as string);
    }
  }

  /** Whether its settings need the scope admin. */
  get weakensMasking(): boolean {
    return weakensMasking(this.#whole().settings);
  }

  /** What {@link preview} would answer if it found out no more than this. */
  unseen(problem: UploadFault): Preview {
    return unseen(this.#whole(), problem);
  }

  #whole(): Taken & { readonly settings: UploadSettings } {
    if (!this.#taken) throw invalid('there is no file in it');
    return { ...this.#taken, settings: readSettings(this.#settings) };
  }

  /** The request failed: nothing of it is kept. */
  async leave(error: unknown): Promise<void> {
    if (!this.#taken) return;
    const { spooled } = this.#taken;
    if (typeof spooled === 'string') return this.#uploads.spool.remove(spooled);
    const cut = !(error instanceof VerbatimError) && this.#options.signal.aborted;
    const why = cut || isBrokenOff(error) ? 'broken off' : 'refused';
    await this.#uploads.desk.leave(spooled, why);
  }
}

const isBrokenOff = (error: unknown) => error instanceof VerbatimError && error.code === 'UPLOAD_BROKEN_OFF';

const invalid = (detail: string) => new VerbatimError('UPLOAD_INVALID', { detail });
