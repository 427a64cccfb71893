import { type BigIntStats, constants } from 'node:fs';
import { access, type FileHandle, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { DamagedInput, unpacked } from './unpacking.ts';

/** One reading of an {@link Input}, from its start. */
export interface ByteSource {
  /**
   * Buffers in file order, already unpacked. Throws {@link DamagedInput}, and VerbatimError FILE_CHANGED when the file
   * is not, from the first reading to the end of this one, the same.
   */
  readonly chunks: AsyncGenerator<Buffer>;
  /** Bytes read so far, as stored (packed, if the file is). */
  bytesRead(): number;
  readonly bytesTotal: number;
}

/** A file that can be read more than once. */
export interface Input {
  /** Its name for messages. */
  readonly name: string;
  read(): ByteSource;
  /** For {@link readAgain} in another thread. */
  readonly place: FilePlace;
  /** Removes the spooled copy, if there is one. */
  close(): Promise<void>;
}

const READ_BYTES = 256 * 1024;

/**
 * Opens a path, `-` (standard input) or a given stream. Input that can be read only once is spooled to a temporary
 * file, since an import surveys the whole file before it stores it.
 * @throws VerbatimError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function openInput(
  file: string,
  options: {
    readonly input?: NodeJS.ReadableStream | undefined;
    readonly path?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Input> {
  const name = file === '-' ? 'standard input' : printableName(file);
  const path = options.path ?? file;
  const given = options.input ?? (path === '-' ? process.stdin : null);
  if (given) return spooled(name, given, options.signal);
  const found = await statOf(path, name);
  if (found.isDirectory())
    throw new VerbatimError('FILE_UNREADABLE', { file: name, detail: 'it is a directory' });
  const refuse = (error: unknown) => {
    throw openError(name, error);
  };
  // A named pipe can be read once, like a stream; so can files without a size, as in /proc.
  if (!found.isFile() || found.size === 0n) {
    const handle = await open(path, 'r').catch(refuse);
    return spooled(name, handle.createReadStream(), options.signal);
  }
  await access(path, constants.R_OK).catch(refuse);
  const place = { name, path, known: found, damage: null };
  return { name, place, read: () => readAgain(place, options.signal), close: async () => {} };
}

/** A file name without what a terminal or a log would act upon. */
export function printableName(file: string): string {
  return file.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd');
}

async function spooled(name: string, stream: NodeJS.ReadableStream, signal?: AbortSignal): Promise<Input> {
  const folder = await mkdtemp(join(tmpdir(), 'verbatim-spool-'));
  const close = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'input');
  const stop = () => (stream as Partial<{ destroy(): void }>).destroy?.();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  let damage: string | null = null;
  const target = await open(path, 'wx', 0o600);
  let held: Buffer[] = [];
  let heldBytes = 0;
  const write = async () => {
    await target.writeFile(Buffer.concat(held));
    held = [];
    heldBytes = 0;
  };
  try {
    try {
      for await (const chunk of stream) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        held.push(bytes);
        heldBytes += bytes.length;
        if (heldBytes >= READ_BYTES) await write();
      }
    } finally {
      await write();
    }
  } catch (error) {
    // The stream says itself why it cannot be read.
    if (error instanceof VerbatimError) {
      await close();
      throw error;
    }
    if ((error as NodeJS.ErrnoException).syscall === 'write') {
      await close();
      throw new VerbatimError('FILE_UNREADABLE', { file: name, detail: detailOf(error) }, { cause: error });
    }
    damage = detailOf(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    await target.close();
  }
  const place = { name, path, known: await statOf(path, name), damage };
  return { name, place, read: () => readAgain(place), close };
}

/** A file that was opened. */
export interface FilePlace {
  readonly name: string;
  readonly path: string;
  /** What was found when it was opened first. */
  readonly known: Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>;
  /** Why what was spooled ends early; null: it is whole. */
  readonly damage: string | null;
}

/** One more reading of a file, from its start. */
export function readAgain(file: FilePlace, signal?: AbortSignal): ByteSource {
  const { damage } = file;
  let read = 0;
  async function* stored(): AsyncGenerator<Buffer> {
    const handle = await reopened(file);
    try {
      await assertUnchanged(file, handle);
      const stream = handle.createReadStream({
        ...{ highWaterMark: READ_BYTES, autoClose: false },
        ...(signal && { signal }),
      });
      // Without a reader, an abort would be an uncaught error.
      stream.on('error', () => {});
      for await (const chunk of stream) {
        read += chunk.length;
        yield chunk;
      }
      await assertUnchanged(file, handle, read);
    } catch (error) {
      if (error instanceof VerbatimError) throw error;
      throw new DamagedInput(detailOf(error), { cause: error });
    } finally {
      await handle.close();
    }
    if (damage !== null) throw new DamagedInput(damage);
  }
  return { chunks: unpacked(stored()), bytesRead: () => read, bytesTotal: Number(file.known.size) };
}

async function reopened({ name, path }: FilePlace): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!gone) throw new DamagedInput(detailOf(error), { cause: error });
    throw new VerbatimError('FILE_CHANGED', { file: name, detail: 'it is gone' }, { cause: error });
  }
}

/** @param read bytes that were read to its end */
async function assertUnchanged(file: FilePlace, handle: FileHandle, read?: number): Promise<void> {
  const { name, known } = file;
  const now = await handle.stat({ bigint: true });
  const other = now.dev !== known.dev || now.ino !== known.ino;
  const detail = other
    ? 'another file has taken its place'
    : now.size !== known.size
      ? `it had ${known.size} bytes and has ${now.size}`
      : now.mtimeNs !== known.mtimeNs || (read !== undefined && BigInt(read) !== known.size)
        ? 'it was written to'
        : null;
  if (detail !== null) throw new VerbatimError('FILE_CHANGED', { file: name, detail });
}

async function statOf(path: string, name: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    throw openError(name, error);
  }
}

function openError(file: string, error: unknown): VerbatimError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new VerbatimError('FILE_NOT_FOUND', { file }, { cause: error });
  const detail = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : detailOf(error);
  return new VerbatimError('FILE_UNREADABLE', { file, detail }, { cause: error });
}
