import { basename } from 'node:path';
import { normalForm } from '../domain/normal-form.ts';
import { printableName } from './byte-source.ts';

const ENDINGS = /(?:\.(?:csv|tsv|tab|psv|txt|ndjson|jsonl|json))?(?:\.(?:gz|zst))?$/i;

/** The base name of a file, for the import row; `stdin` for a stream. Never a path, never a control character. */
export function fileName(file: string): string {
  if (file === '-') return 'stdin';
  // A name from another system may have its separators.
  const name = normalForm(printableName(basename(file.replaceAll('\\', '/'))), 'NFC').trim();
  return name === '' || /^\.+$/.test(name) ? 'file' : name;
}

/** The source where none is given: the file's name without its endings. */
export function sourceName(file: string): string {
  const name = fileName(file);
  return name.replace(ENDINGS, '') || name;
}
