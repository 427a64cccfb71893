import { open } from 'node:fs/promises';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

/**
 * Writes a file that holds feedback, for its owner alone, also where a file of that name was open to others.
 * @throws VerbatimError FILE_UNWRITABLE, and what `content` throws
 */
export async function writePrivateFile(
  file: string,
  content: string | Uint8Array | AsyncIterable<string>,
): Promise<void> {
  try {
    const handle = await open(file, 'w', 0o600);
    try {
      if ((await handle.stat()).isFile()) await handle.chmod(0o600);
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new VerbatimError('FILE_UNWRITABLE', { file, detail: detailOf(error) }, { cause: error });
  }
}
