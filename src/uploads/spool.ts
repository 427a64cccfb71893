import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { makeFolder } from '../folder.ts';

/** What was written to a spool file. */
export interface Spooled {
  readonly bytes: number;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
}

const NAME = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(\.part)?$/;
const MB = 1_048_576;
const PASSING = 'preview-';
// Longer than any request has work to do with one.
const PASSING_MS = 6 * 3_600_000;

/** The folder in which uploads wait for their import: one file an upload, named by its id alone. */
export class Spool {
  readonly #folder: string;
  /** Bytes of the largest upload. */
  readonly limit: number;

  private constructor(folder: string, limit: number) {
    this.#folder = folder;
    this.limit = limit;
  }

  /** @throws VerbatimError SPOOL_FAILED */
  static async open(folder: string, limit: number): Promise<Spool> {
    await onDisk(Promise.resolve().then(() => makeFolder(folder, 0o700)));
    return new Spool(folder, limit);
  }

  /**
   * Writes a stream to the end; until then the file counts as part of an upload only. Nothing is left of one that
   * breaks off.
   * @param most bytes, where fewer than the largest upload
   * @throws VerbatimError UPLOAD_TOO_LARGE, SPOOL_FAILED; what the stream throws
   */
  async write(id: string, content: Readable, signal: AbortSignal, most = this.limit): Promise<Spooled> {
    const part = `${this.path(id)}.part`;
    const hash = createHash('sha256');
    const limit = Math.min(most, this.limit);
    let bytes = 0;
    async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > limit) throw tooLarge(limit);
        hash.update(chunk);
        yield chunk;
      }
    }
    const file = createWriteStream(part, { mode: 0o600 });
    let diskFault: unknown = null;
    file.on('error', (error) => {
      diskFault = (error as NodeJS.ErrnoException).syscall ? error : null;
    });
    try {
      await pipeline(content, counted, file, { signal });
      await onDisk(rename(part, this.path(id)));
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw diskFault ? spoolFailed(diskFault) : error;
    }
    return { bytes, hash: hash.digest('hex') };
  }

  path(id: string): string {
    return join(this.#folder, id);
  }

  /** A name for a file that goes with its request. */
  passing(): string {
    return `${PASSING}${randomUUID()}`;
  }

  /** The whole of a file. @throws VerbatimError SPOOL_FAILED */
  read(id: string): Promise<Buffer> {
    return onDisk(readFile(this.path(id)));
  }

  /** Removes a file; what fails here is swept later. */
  async remove(id: string): Promise<void> {
    for (const path of [this.path(id), `${this.path(id)}.part`]) {
      await rm(path, { force: true }).catch(() => {});
    }
  }

  /**
   * Ids of the spooled uploads; `whole`: without those that are spooled in part.
   * @throws VerbatimError SPOOL_FAILED
   */
  async ids(which: 'whole' | 'all'): Promise<string[]> {
    const names = (await onDisk(readdir(this.#folder))).flatMap((file) => {
      const name = NAME.exec(file);
      return name && (which === 'all' || !name[2]) ? [name[1]!] : [];
    });
    return [...new Set(names)];
  }

  /** Removes passing files that a process left behind which is gone. @throws VerbatimError SPOOL_FAILED */
  async removeOldPassing(): Promise<void> {
    for (const name of await onDisk(readdir(this.#folder))) {
      if (!name.startsWith(PASSING)) continue;
      const written = await stat(this.path(name)).catch(() => null);
      if (written && Date.now() - written.mtimeMs > PASSING_MS) await this.remove(name);
    }
  }
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw spoolFailed(error);
  }
}

/** Its code alone: messages hold paths of this machine. */
function spoolFailed(error: unknown): VerbatimError {
  const detail = (error as NodeJS.ErrnoException).code ?? detailOf(error);
  return new VerbatimError('SPOOL_FAILED', { detail }, { cause: error });
}

export const tooLarge = (bytes: number): VerbatimError =>
  new VerbatimError('UPLOAD_TOO_LARGE', { limit: `${Math.floor(bytes / MB)} MB` });
