import { InvalidArgumentError } from 'commander';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Wraps a parser for commander, which names the option in the error. */
export const parsedBy =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof VerbatimError ? error.message : String(error));
    }
  };

/** Items of a comma-separated list, trimmed; empty items are left out. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const NAME = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/y;

/**
 * Names of attributes in a comma-separated list, quoted as the columns of `--map`: `"Why A, B?",shop`. A quote inside a
 * name is part of the name. Unquoted names with commas are joined again if they are known (`known-attributes.ts`).
 */
export const names = (text: string): string[] => {
  const found: string[] = [];
  NAME.lastIndex = 0;
  while (NAME.lastIndex < text.length) {
    const match = NAME.exec(text)!;
    const name = match[1]?.replaceAll('""', '"') ?? match[2]!.trim();
    if (name !== '') found.push(name);
  }
  return found;
};

/** A whole number from 1 to 999,999. @throws InvalidArgumentError */
export const positive = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return Number(text);
};

/** The number of an import, from an argument. @throws VerbatimError IMPORT_UNKNOWN */
export const importNumber = (text: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new VerbatimError('IMPORT_UNKNOWN', { id: text });
  return Number(text);
};
