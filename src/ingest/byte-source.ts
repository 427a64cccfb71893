import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { detailOf, VerbatimError } from '../errors.ts';

/** The bytes of the file break off or cannot be unpacked; what came before was handed out. */
export class DamagedInput extends Error {
  override readonly name = 'DamagedInput';
}

export interface ByteSource {
  /** Buffers in file order, already unpacked. Throws {@link DamagedInput}. */
  readonly chunks: AsyncGenerator<Buffer>;
  /** Bytes taken so far, as stored (packed, when the file is). */
  bytesRead(): number;
  /** Size as stored; null for a stream. */
  readonly bytesTotal: number | null;
  /** Ends a read that waits for more. */
  stop(): void;
}

const READ_BYTES = 256 * 1024;
// Deflate packs at most 1,032 to 1, so one write unpacks to at most 16 MiB.
const GUNZIP_BYTES = 16 * 1024;

/**
 * Opens a path, `-` (standard input) or a given stream. Gzip is recognised by its content, never by its name.
 * @throws VerbatimError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function openBytes(file: string, input?: NodeJS.ReadableStream): Promise<ByteSource> {
  let bytesTotal: number | null = null;
  let stream = input;
  if (!stream && file === '-') stream = process.stdin;
  if (!stream) {
    bytesTotal = await fileSize(file);
    stream = await openFile(file);
  }
  let read = 0;
  const opened = stream;
  async function* stored(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of opened) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        read += bytes.length;
        yield bytes;
      }
    } catch (error) {
      throw new DamagedInput(detailOf(error), { cause: error });
    }
  }
  return {
    chunks: unpacked(stored()),
    bytesRead: () => read,
    bytesTotal,
    stop: () => (opened as Partial<{ destroy(): void }>).destroy?.(),
  };
}

async function fileSize(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    if (found.isDirectory())
      throw new VerbatimError('FILE_UNREADABLE', { file, detail: 'it is a directory' });
    return found.isFile() ? found.size : null; // a named pipe has no size
  } catch (error) {
    throw openError(file, error);
  }
}

async function openFile(file: string): Promise<NodeJS.ReadableStream> {
  const stream = createReadStream(file, { highWaterMark: READ_BYTES });
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (error) => reject(openError(file, error)));
  });
  return stream;
}

function openError(file: string, error: unknown): VerbatimError {
  if (error instanceof VerbatimError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new VerbatimError('FILE_NOT_FOUND', { file }, { cause: error });
  const detail = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : detailOf(error);
  return new VerbatimError('FILE_UNREADABLE', { file, detail }, { cause: error });
}

async function* unpacked(stored: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  while (first.length < 2) {
    const next = await stored.next();
    if (next.done) break;
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  if (first.length === 0) return;
  async function* all(): AsyncGenerator<Buffer> {
    yield first;
    yield* stored;
  }
  yield* first[0] === 0x1f && first[1] === 0x8b ? gunzipped(all()) : all();
}

/** By hand and not by `pipe`: a stream that fails drops what it has unpacked and not yet handed out. */
async function* gunzipped(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let out: Buffer[] = [];
  let failure: Error | null = null;
  const failed = new Promise<void>((resolve) => {
    gunzip.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  gunzip.on('data', (bytes: Buffer) => out.push(bytes));
  const ended = new Promise<void>((resolve) => gunzip.once('end', resolve));
  const take = () => {
    const taken = out;
    out = [];
    return taken;
  };
  try {
    for await (const chunk of packed) {
      for (let at = 0; at < chunk.length && !failure; at += GUNZIP_BYTES) {
        const piece = chunk.subarray(at, at + GUNZIP_BYTES);
        await Promise.race([new Promise<void>((resolve) => gunzip.write(piece, () => resolve())), failed]);
        yield* take();
      }
      if (failure) break;
    }
    if (!failure) {
      gunzip.end();
      await Promise.race([ended, failed]);
    }
    yield* take();
    if (failure) throw new DamagedInput(`gzip: ${detailOf(failure)}`, { cause: failure });
  } finally {
    gunzip.destroy();
  }
}
