import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openBucket } from '../../buckets/bucket.ts';
import type { Environment } from '../../domain/secret-reference.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';

/** Where files of exports go. A file appears under its name when all of it is written, or not at all. */
export interface Destination {
  /** For messages, and to keep other exports away: without keys. */
  readonly place: string;
  /** The text of a small file; null: there is none. */
  read(name: string): Promise<string | null>;
  /** @throws VerbatimError FILE_UNWRITABLE, and what `parts` throws */
  write(name: string, parts: AsyncIterable<Uint8Array>): Promise<void>;
}

/**
 * The place of a file, and its name there: in a folder that exists, or in a bucket.
 * @throws VerbatimError BUCKET_ADDRESS, SECRET_IN_CLEAR, SECRET_MISSING
 */
export function fileAt(
  address: string,
  environment: Environment,
): { readonly destination: Destination; readonly name: string } {
  if (!isBucket(address)) return { destination: folder(dirname(resolve(address))), name: basename(address) };
  const [path, query] = parts(address);
  const name = path.slice(path.lastIndexOf('/') + 1);
  // A bucket without a key.
  if (/^s3:\/\/[^/]*$/.test(path) || name === '') throw new VerbatimError('BUCKET_ADDRESS');
  return { destination: bucketFolder(path.slice(0, -name.length) + query, environment), name };
}

/**
 * A folder for files of exports, which is made for its owner alone, or a prefix in a bucket.
 * @throws VerbatimError FILE_UNWRITABLE, BUCKET_ADDRESS, SECRET_IN_CLEAR, SECRET_MISSING
 */
export async function folderAt(address: string, environment: Environment): Promise<Destination> {
  if (isBucket(address)) return bucketFolder(address, environment);
  await onDisk(address, () => mkdir(address, { recursive: true, mode: 0o700 }));
  return folder(resolve(address));
}

const isBucket = (address: string) => /^s3:/i.test(address);

/** What is before the parameters of an address, and the parameters. */
function parts(address: string): [string, string] {
  const at = address.indexOf('?');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
}

function bucketFolder(address: string, environment: Environment): Destination {
  const [path, query] = parts(address);
  const at = (name: string) => openBucket(`${path.replace(/\/*$/, '/')}${name}${query}`, environment);
  const { name: bucket, prefix } = at('');
  return {
    place: `${bucket}/${prefix}`,
    async read(name) {
      const { list, read, prefix: key } = at(name);
      for await (const object of list()) if (object.key === key) return text(await read(key));
      return null;
    },
    async write(name, bytes) {
      const { write, prefix: key } = at(name);
      let fault: unknown;
      async function* watched() {
        try {
          yield* bytes;
        } catch (error) {
          fault = error;
          throw error;
        }
      }
      // The bucket would report a lost database as its own failure.
      await write(key, Readable.from(watched())).catch((error) => {
        throw fault ?? error;
      });
    },
  };
}

const folder = (path: string): Destination => ({
  place: path,
  read: (name) =>
    onDisk(join(path, name), () =>
      readFile(join(path, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      }),
    ),
  write: (name, parts) => onDisk(join(path, name), () => writeWhole(join(path, name), parts)),
});

/** Writes a file for its owner alone, under another name until it is complete and on the disk. */
async function writeWhole(named: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await realpath(named).catch(() => named);
  const found = await stat(file).catch(() => null);
  // A pipe or a device is written to, not replaced.
  const part = found && !found.isFile() ? null : `${file}.part`;
  try {
    const handle = await open(part ?? file, 'w', 0o600);
    try {
      if (part !== null) await handle.chmod(0o600);
      for await (const bytes of parts) await handle.writeFile(bytes);
      if (part !== null) await handle.sync();
    } finally {
      await handle.close();
    }
    if (part !== null) await rename(part, file);
  } catch (error) {
    if (part !== null) await rm(part, { force: true });
    throw error;
  }
}

async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new VerbatimError('FILE_UNWRITABLE', { file, detail: detailOf(error) }, { cause: error });
  }
}
