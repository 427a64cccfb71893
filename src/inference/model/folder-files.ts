import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';

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

/** A JSON file of a model folder, checked. @throws VerbatimError MODEL_FILE_INVALID */
export function readJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const detail = issue ? [...issue.path, issue.message].join(': ') : `it is no JSON (${detailOf(error)})`;
    throw new VerbatimError('MODEL_FILE_INVALID', { folder, file, detail }, { cause: error });
  }
}

/** The same, or null where the folder has no such file. */
export function readOptional<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.output<Schema> | null {
  return existsSync(join(folder, file)) ? readJson(folder, file, schema) : null;
}

/** A token in tokenizer_config.json: its spelling, or an object that holds it. */
export const TOKEN_SPELLING = z.union([
  z.string(),
  z.looseObject({ content: z.string() }).transform((token) => token.content),
]);
