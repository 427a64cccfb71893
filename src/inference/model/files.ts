import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { detailOf, VerbatimError } from '../../errors.ts';

/** The absolute path of a model folder. @throws VerbatimError MODEL_NOT_FOUND */
export function requireFolder(path: string): string {
  const folder = resolve(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new VerbatimError('MODEL_NOT_FOUND', { folder });
  }
  return folder;
}

/** @throws VerbatimError MODEL_FILE_MISSING */
export function requireFile(folder: string, file: string): void {
  if (!existsSync(join(folder, file))) throw new VerbatimError('MODEL_FILE_MISSING', { folder, file });
}

/** A path relative to the folder, with forward slashes. */
export const inFolder = (folder: string, path: string): string => relative(folder, path).split(sep).join('/');

/** Reads a JSON file of a model folder and checks it. @throws VerbatimError MODEL_FILE_INVALID */
export function readJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const detail = issue
      ? [...issue.path, issue.message].join(': ')
      : `it is not valid JSON (${detailOf(error)})`;
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file, detail }, { cause: error });
  }
}

/** Like {@link readJson}; null when the folder has no such file. */
export function readOptional<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.output<Schema> | null {
  return existsSync(join(folder, file)) ? readJson(folder, file, schema) : null;
}

/** A token in tokenizer_config.json: its spelling, or an object with the spelling as `content`. */
export const TOKEN_SPELLING = z.union([
  z.string(),
  z.looseObject({ content: z.string() }).transform((token) => token.content),
]);
