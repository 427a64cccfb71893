import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';

/** Facts of a checked folder whose model analyses documents. */
export interface ModelFacts {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SHA-256 over all files that affect results, hexadecimal: the identity of the model. */
  readonly hash: string;
  /** One model is active per task. 'feedback' for models of sentiment. */
  readonly task: string;
  /** From the manifest or the file name of the graph; default 'fp32'. */
  readonly precision: string;
  /** Tokens of one window, special tokens included. */
  readonly maxLength: number;
  /** ISO 639-1; empty when unknown: the model then serves every language. */
  readonly languages: readonly string[];
  /** Absolute path. */
  readonly graph: string;
  /** Absolute path. */
  readonly tokenizer: string;
  readonly padToken: string;
}

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
