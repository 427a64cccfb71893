import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printableName } from './byte-source.ts';

/** Endings of files that a folder is read for. */
export const INPUT_ENDINGS = /\.(?:csv|tsv|tab|psv|ndjson|jsonl|json)(?:\.(?:gz|zst))?$/i;

/**
 * Files as they are, and for a folder the files directly in it, by name. Links, hidden files and folders in folders
 * are left out, and so are empty files, which `onEmpty` is told of.
 * @throws VerbatimError FOLDER_EMPTY
 */
export async function inputFiles(
  paths: readonly string[],
  onEmpty: (file: string) => void = () => {},
): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = path === '-' ? null : await stat(path).catch(() => null);
    if (!found?.isDirectory()) {
      files.push(path);
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true });
    const inside = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && INPUT_ENDINGS.test(entry.name))
      .map(({ name }) => join(path, name))
      .sort();
    if (inside.length === 0) throw new VerbatimError('FOLDER_EMPTY', { folder: printableName(path) });
    const sizes = await Promise.all(inside.map(async (file) => (await stat(file)).size));
    const filled = inside.filter((_, at) => sizes[at]! > 0);
    // Of a folder with nothing in its files the first says so.
    if (filled.length === 0) filled.push(inside[0]!);
    for (const file of inside) if (!filled.includes(file)) onEmpty(file);
    files.push(...filled);
  }
  return files;
}
