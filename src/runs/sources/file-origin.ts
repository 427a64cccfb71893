import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openBucket } from '../../buckets/bucket.ts';
import type { ListedFile } from '../../db/origins/origins.ts';
import type { Environment } from '../../domain/secret-reference.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { INPUT_ENDINGS } from '../../ingest/bytes/input-files.ts';

/** A file of an origin, and how its bytes are read. */
export interface OriginFile extends ListedFile {
  readonly bytes: number;
  /** A path, or a stream. */
  open(): Promise<{ readonly path: string } | { readonly input: Readable }>;
}

/** Files that are compared with the known ones at a time. */
const AT_ONCE = 1_000;

/**
 * The files of a folder by name, some at a time. Links, hidden files, folders in folders, empty files and files with
 * other endings are left out.
 * @throws VerbatimError ORIGIN_UNREACHABLE
 */
export async function* folderFiles(folder: string): AsyncGenerator<OriginFile[]> {
  try {
    const names: string[] = [];
    for await (const entry of await opendir(folder)) {
      if (entry.isFile() && isInput(entry.name)) names.push(entry.name);
    }
    names.sort();
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const found = await Promise.all(names.slice(at, at + AT_ONCE).map((name) => folderFile(folder, name)));
      yield found.filter((file) => file.bytes > 0);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    const denied = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
    const code = denied ? 'ORIGIN_REFUSED' : 'ORIGIN_UNREACHABLE';
    const detail = (error as NodeJS.ErrnoException).code ?? detailOf(error);
    throw new VerbatimError(code, { host: folder, detail }, { cause: error });
  }
}

async function folderFile(folder: string, name: string): Promise<OriginFile> {
  const path = join(folder, name);
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return { key: name, etag: `${size}:${mtimeNs}`, bytes: Number(size), open: async () => ({ path }) };
}

/** The objects of a bucket in order of their keys, some at a time. @throws VerbatimError BUCKET_*, SECRET_* */
export async function* bucketFiles(address: string, environment: Environment): AsyncGenerator<OriginFile[]> {
  const bucket = openBucket(address, environment);
  let found: OriginFile[] = [];
  for await (const { key, bytes, etag } of bucket.list()) {
    if (bytes === 0 || !isInput(key.slice(key.lastIndexOf('/') + 1))) continue;
    const open = async () => ({ input: await bucket.read(key) });
    found.push({ key, etag: `${bytes}:${etag}`, bytes, open });
    if (found.length < AT_ONCE) continue;
    yield found;
    found = [];
  }
  yield found;
}

const isInput = (name: string): boolean => !name.startsWith('.') && INPUT_ENDINGS.test(name);
