import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Database } from '../../db/client.ts';
import {
  beginUpload,
  breakOffUpload,
  cancelUpload,
  dropUpload,
  type NewUpload,
  queueUpload,
  type UploadSettings,
  uploadOfKey,
} from '../../db/uploads/uploads.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { faultOf } from '../fault.ts';
import type { ImportRunner } from '../import-runner.ts';
import type { Spool, Spooled } from '../spool.ts';

/** An upload whose content is spooled, before it is known whether it will be imported. */
export interface Received extends Spooled {
  readonly id: string;
  readonly fileName: string;
  readonly owner: string | null;
}

/** Where uploads come in: spooled, then put in line for their import. */
export class UploadDesk {
  readonly #database: Database;
  readonly #spool: Spool;
  readonly #runner: ImportRunner;

  constructor(parts: { database: Database; spool: Spool; runner: ImportRunner }) {
    this.#database = parts.database;
    this.#spool = parts.spool;
    this.#runner = parts.runner;
  }

  /** Bytes of the largest upload. */
  get limit(): number {
    return this.#spool.limit;
  }

  /**
   * Spools the content. When that breaks off, nothing is left but the state of the upload.
   * @param signal aborted when the sender goes away
   * @throws VerbatimError UPLOAD_TOO_LARGE, SPOOL_FAILED, UPLOAD_BROKEN_OFF
   */
  async receive(upload: NewUpload, content: Readable, signal: AbortSignal): Promise<Received> {
    const id = await beginUpload(this.#database, upload);
    const spooled = this.#spool.write(id, content, signal).catch(async (error: unknown) => {
      const known = error instanceof VerbatimError ? error : brokenOff(error);
      await this.#forget(id, known === error ? 'refused' : 'broken off');
      throw known;
    });
    const { fileName, owner = null } = upload;
    return { id, fileName, owner, ...(await this.#runner.receiving(id, spooled)) };
  }

  /** Discards an upload that was received. `why`: broken off, else its row is deleted too. */
  async leave({ id }: Received, why: 'refused' | 'broken off'): Promise<void> {
    // First the file: a row whose file is gone ends by itself when Postgres cannot be reached now.
    await this.#spool.remove(id);
    await this.#forget(id, why);
  }

  /** Never throws: {@link endUnseenUploads} ends what could not be ended here. */
  async #forget(id: string, why: 'refused' | 'broken off'): Promise<void> {
    const ended =
      why === 'refused'
        ? dropUpload(this.#database, id)
        : breakOffUpload(this.#database, id, faultOf(brokenOff(null)));
    await ended.catch(() => {});
  }

  /**
   * Puts an upload in line. One with an idempotency key that its owner used before is answered with the id of the
   * earlier one.
   * @throws VerbatimError UPLOAD_KEY_REUSED, UPLOAD_ENDED
   */
  async queue(
    received: Received,
    settings: UploadSettings,
    idempotencyKey: string | null,
  ): Promise<{ id: string; repeated: boolean }> {
    const { id, bytes, owner } = received;
    const fingerprint = fingerprintOf(received, settings);
    const earlier = async () => {
      const known = idempotencyKey === null ? null : await uploadOfKey(this.#database, idempotencyKey, owner);
      if (!known) return null;
      await this.leave(received, 'refused');
      if (known.fingerprint !== fingerprint) throw new VerbatimError('UPLOAD_KEY_REUSED');
      return { id: known.id, repeated: true };
    };
    const before = await earlier();
    if (before) return before;
    try {
      const queued = { bytes, fingerprint, settings, idempotencyKey };
      if (!(await queueUpload(this.#database, id, queued))) {
        await this.#spool.remove(id);
        throw new VerbatimError('UPLOAD_ENDED', { state: 'cancelled' });
      }
    } catch (error) {
      // Another request with the same key was quicker.
      const meanwhile = (error as { code?: string }).code === UNIQUE_VIOLATION ? await earlier() : null;
      if (!meanwhile) throw error;
      return meanwhile;
    }
    this.#runner.wake();
    return { id, repeated: false };
  }

  /**
   * Stops an import: at once when it waits, after the chunk it is at when it runs. What it stored stays.
   * @throws VerbatimError UPLOAD_UNKNOWN, UPLOAD_ENDED
   */
  async cancel(id: string): Promise<void> {
    const before = await cancelUpload(this.#database, id);
    if (before === null) throw new VerbatimError('UPLOAD_UNKNOWN', { id });
    if (before === 'queued') await this.#spool.remove(id);
    else if (before === 'running') this.#runner.wake();
    else if (before !== 'receiving' && before !== 'cancelled') {
      throw new VerbatimError('UPLOAD_ENDED', { state: before.replace('_', ' ') });
    }
  }
}

const UNIQUE_VIOLATION = '23505';

/** The sender went away. */
export const brokenOff = (cause: unknown) => new VerbatimError('UPLOAD_BROKEN_OFF', {}, { cause });

/** The same content, name and settings have the same fingerprint. */
function fingerprintOf({ hash, fileName }: Received, settings: UploadSettings): string {
  const sorted = (object: object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  const said = JSON.stringify([hash, fileName, sorted({ ...settings, map: sorted(settings.map ?? {}) })]);
  return createHash('sha256').update(said).digest('hex');
}
