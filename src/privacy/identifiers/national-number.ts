import { stdnum } from 'stdnum';

/** A number that a state gives people or companies. */
export interface NationalNumber {
  readonly kind: 'tax_id' | 'identity_number';
  /** Words that name it; see number-words.ts. */
  readonly words: string;
  /** Its letters and digits, capitals. */
  readonly shape: RegExp;
  /** Its check digits, or its rules if it has none. Null: it has no rules, and counts directly behind its word only. */
  readonly valid: ((written: string) => boolean) | null;
  /** As it is written where no word is needed, with one blank for each gap. */
  readonly form: RegExp | null;
}

type Declared = (
  words: string,
  shape: RegExp,
  valid: NationalNumber['valid'],
  form?: RegExp,
) => NationalNumber;

export const numberOf =
  (kind: NationalNumber['kind']): Declared =>
  (words, shape, valid, form) => ({ kind, words, shape, valid, form: form ?? null });

/** The check of a library for a number of a country. */
export const checkOf = (country: string, name: string): ((written: string) => boolean) => {
  const validator = stdnum[country]![name]!;
  return (written) => validator.validate(written).isValid;
};

export const ANY_FORM = /./;
