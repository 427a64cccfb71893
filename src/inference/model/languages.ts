import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readOptional } from './files.ts';

const CODE = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/);
const MANIFEST = z.looseObject({ languages: z.array(CODE).optional() });
const CARD = z.looseObject({ language: z.union([z.string(), z.array(z.string())]).optional() });

/**
 * Languages that a model serves, ISO 639-1: `languages` of its verbatim.json, else `language` in the front matter of
 * its README.md (Hugging Face model card). Empty when neither names a language: the model then serves every language.
 * @throws VerbatimError MODEL_FILE_INVALID
 */
export function modelLanguages(folder: string): readonly string[] {
  const named = readOptional(folder, 'verbatim.json', MANIFEST)?.languages;
  if (named) return [...new Set(named.map(base))];
  const file = join(folder, 'README.md');
  if (!existsSync(file)) return [];
  const front = /^---\r?\n(.*?)\r?\n---/s.exec(readFileSync(file, 'utf8'))?.[1];
  const language = front === undefined ? undefined : frontMatter(front)?.language;
  const codes = language === undefined ? [] : [language].flat();
  return codes.every((code) => CODE.safeParse(code).success && base(code).length === 2)
    ? codes.map(base)
    : [];
}

/** A model card is prose: unreadable front matter is ignored. */
function frontMatter(text: string) {
  try {
    return CARD.safeParse(parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Detection has one code for both written forms of Norwegian. */
const base = (code: string) => code.split('-')[0]!.replace(/^n[bn]$/, 'no');
