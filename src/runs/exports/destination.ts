import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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

/** A folder that exists, and the name of a file in it. */
export const fileAt = (file: string): { readonly destination: Destination; readonly name: string } => ({
  destination: folder(dirname(resolve(file))),
  name: basename(file),
});

/** A folder for files of exports; it is made for its owner alone. @throws VerbatimError FILE_UNWRITABLE */
export async function folderAt(path: string): Promise<Destination> {
  await onDisk(path, () => mkdir(path, { recursive: true, mode: 0o700 }));
  return folder(resolve(path));
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
