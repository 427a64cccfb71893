import { InvalidArgumentError } from 'commander';
import { VerbatimError } from '../../errors.ts';

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
