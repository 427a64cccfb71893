import { writeFile } from 'node:fs/promises';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

/** Writes a file that holds feedback, for its owner alone. @throws VerbatimError FILE_UNWRITABLE */
export async function writePrivateFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content, { mode: 0o600 });
  } catch (error) {
    throw new VerbatimError('FILE_UNWRITABLE', { file, detail: detailOf(error) }, { cause: error });
  }
}
