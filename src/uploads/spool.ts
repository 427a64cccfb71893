import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { detailOf, VerbatimError } from '../errors.ts';
import { makeFolder } from '../folder.ts';

/** What was written to a spool file. */
export interface Spooled {
  readonly bytes: number;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
}

const NAME = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(\.part)?$/;
const MB = 1_048_576;
const PREVIEW_MS = 3_600_000;

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
    try {
      makeFolder(folder, 0o700);
    } catch (error) {
      throw new VerbatimError('SPOOL_FAILED', { detail: detailOf(error) }, { cause: error });
    }
    return new Spool(folder, limit);
  }

  /**
   * Writes a stream to the end; until then the file counts as part of an upload only. Nothing is left of one that
   * breaks off.
   * @throws VerbatimError UPLOAD_TOO_LARGE, SPOOL_FAILED; what the stream throws
   */
  async write(id: string, content: Readable, signal: AbortSignal): Promise<Spooled> {
    const part = `${this.path(id)}.part`;
    const hash = createHash('sha256');
    const limit = this.limit;
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
      await rename(part, this.path(id));
    } catch (error) {
      await rm(part, { force: true });
      if (!diskFault) throw error;
      throw new VerbatimError('SPOOL_FAILED', { detail: detailOf(diskFault) }, { cause: error });
    }
    return { bytes, hash: hash.digest('hex') };
  }

  path(id: string): string {
    return join(this.#folder, id);
  }

  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
    await rm(`${this.path(id)}.part`, { force: true });
  }

  /** Ids of the uploads that are here; `whole`: without those of which only a part is. */
  async ids(which: 'whole' | 'all'): Promise<string[]> {
    const names = (await readdir(this.#folder)).flatMap((file) => {
      const name = NAME.exec(file);
      return name && (which === 'all' || !name[2]) ? [name[1]!] : [];
    });
    return [...new Set(names)];
  }

  /** Those that a process left behind which is gone. */
  async removeOldPreviews(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      if (!name.startsWith('preview-')) continue;
      const written = await stat(this.path(name)).catch(() => null);
      if (written && Date.now() - written.mtimeMs > PREVIEW_MS) await rm(this.path(name), { force: true });
    }
  }
}

export const tooLarge = (bytes: number): VerbatimError =>
  new VerbatimError('UPLOAD_TOO_LARGE', { limit: `${Math.floor(bytes / MB)} MB` });
