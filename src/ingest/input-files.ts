import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VerbatimError } from '../errors.ts';
import { printableName } from './byte-source.ts';

const ENDINGS = /\.(?:csv|tsv|tab|psv|ndjson|jsonl|json)(?:\.(?:gz|zst))?$/i;

/**
 * Files as they are, and for a folder the files directly in it, by name. Links, hidden files and folders in folders
 * are left out.
 * @throws VerbatimError FOLDER_EMPTY
 */
export async function inputFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = path === '-' ? null : await stat(path).catch(() => null);
    if (!found?.isDirectory()) {
      files.push(path);
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true });
    const inside = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && ENDINGS.test(entry.name))
      .map(({ name }) => join(path, name))
      .sort();
    if (inside.length === 0) throw new VerbatimError('FOLDER_EMPTY', { folder: printableName(path) });
    files.push(...inside);
  }
  return files;
}
