import { InvalidArgumentError } from 'commander';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** `parse` as commander takes it: what it throws is said of the option. */
export const parsedBy =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof VerbatimError ? error.message : String(error));
    }
  };

/** What stands between commas, trimmed; empty items are left out. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const NAME = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/y;

/**
 * Names of attributes between commas, quoted as the columns of `--map`: `"Why A, B?",shop`. A quote in the middle of a
 * name is a character. Names with commas that
 * are not quoted are put together again where they are known (`known-attributes.ts`).
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

/** The number of an import, as an argument. @throws VerbatimError IMPORT_UNKNOWN */
export const importNumber = (text: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new VerbatimError('IMPORT_UNKNOWN', { id: text });
  return Number(text);
};
