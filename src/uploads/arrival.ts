import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Database } from '../db/client.ts';
import type { UploadFormat } from '../db/uploads.ts';
import { VerbatimError } from '../errors.ts';
import type { BodyKind } from './body-kind.ts';
import { readBatch } from './json-batch.ts';
import { type Preview, preview } from './preview.ts';
import { label, readSettings } from './settings.ts';
import { brokenOff, type Received } from './upload-desk.ts';
import type { Uploads } from './uploads.ts';

export interface ArrivalOptions {
  /** Only say what an import would do. */
  readonly dryRun: boolean;
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

/** What comes with one request: settings and a file, in either order. Nothing counts before {@link end}. */
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
    const { desk, spool } = this.#uploads;
    const { dryRun, signal } = this.#options;
    const fileName = label(name);
    const format = kind === 'csv' ? 'csv' : 'ndjson';
    let source = content;
    if (kind === 'json') {
      const batch = await readBatch(content, spool.limit).catch((error: unknown) => {
        throw error instanceof VerbatimError ? error : brokenOff(error);
      });
      source = batch.lines;
      for (const [field, value] of Object.entries(batch.settings)) this.add(field, value);
    }
    if (format === 'ndjson')
      this.#settings.source ??= fileName.replace(/\.(?:ndjson|jsonl|json)(?:\.gz)?$/i, '');
    if (!dryRun) {
      this.#taken = { fileName, format, spooled: await desk.receive({ fileName, format }, source, signal) };
      return;
    }
    const spooled = `preview-${randomUUID()}`;
    await spool.write(spooled, source, signal);
    this.#taken = { fileName, format, spooled };
  }

  /**
   * All has come: the upload is put in line, or what its import would do is found out.
   * @throws VerbatimError UPLOAD_INVALID, UPLOAD_KEY_REUSED, UPLOAD_ENDED and those of `preview`
   */
  async end(
    idempotencyKey: string | null,
  ): Promise<{ preview: Preview } | { id: string; repeated: boolean }> {
    if (!this.#taken) throw invalid('there is no file in it');
    const { fileName, format, spooled } = this.#taken;
    const settings = readSettings(this.#settings);
    const { desk, spool, previews } = this.#uploads;
    if (typeof spooled !== 'string') return desk.queue(spooled, settings, idempotencyKey);
    const file = { fileName, format, settings };
    const seen = await previews.pass(() => preview(this.#database, spool.path(spooled), file));
    await spool.remove(spooled);
    return { preview: seen };
  }

  /** The request failed: nothing of it is kept. */
  async leave(error: unknown): Promise<void> {
    if (!this.#taken) return;
    const { spooled } = this.#taken;
    if (typeof spooled === 'string') return this.#uploads.spool.remove(spooled);
    const why = error instanceof VerbatimError || !this.#options.signal.aborted ? 'refused' : 'broken off';
    await this.#uploads.desk.leave(spooled, why);
  }
}

const invalid = (detail: string) => new VerbatimError('UPLOAD_INVALID', { detail });
