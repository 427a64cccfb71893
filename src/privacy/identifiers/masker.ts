import { MASK } from '../../domain/text/mask.ts';
import type { Found } from '../masked-text.ts';
import { IDENTIFIER_KINDS, type MaskingRules, NAME_KINDS } from '../rules.ts';
import { findBirthDates } from './birth-dates.ts';
import { findCards } from './cards.ts';
import { findEmails, mayHaveWrittenAddress } from './emails.ts';
import { type Finder, flatText } from './flat-text.ts';
import { type Glance, glanceAt } from './glance.ts';
import { findIbans } from './ibans.ts';
import { findIpAddresses } from './ip-addresses.ts';
import { findNationalNumbers, LONG_WORD } from './national-numbers.ts';
import { ownPatterns } from './own-patterns.ts';
import { findPhones } from './phones.ts';
import { findSpeltPhones, mayHaveSpeltDigits } from './spelt-phones.ts';
import { BLANK } from './surroundings.ts';
import { findUrls, PLAIN_URL } from './urls.ts';

export interface Masker {
  /** All identifiers of a text: ascending, without overlap. */
  find(text: string): readonly Found[];
  /** The kind, if the cell is nothing but one identifier. */
  wholly(cell: string): string | null;
}

const NONE: readonly Found[] = [];
const LEAST_DIGITS = 6;
const LEAST_OF = { phone: 7, card: 13 };
const MOST_ROUNDS = 4;

/**
 * Identifiers of customers' comments, in time that grows with the text and not faster.
 * @throws VerbatimError MASK_PATTERN_INVALID if a pattern of the user is no regular expression of RE2
 */
export function identifierMasker(rules: Pick<MaskingRules, 'identifiers' | 'patterns'>): Masker {
  const own = ownPatterns(rules.patterns);
  const kinds = new Set<string>([...IDENTIFIER_KINDS, ...NAME_KINDS, ...Object.keys(rules.patterns)]);
  const find = (text: string): readonly Found[] => {
    const seen = glanceAt(text);
    const finders = rules.identifiers ? findersFor(text, seen, own.length > 0) : [];
    if (finders.length + own.length === 0) return NONE;
    const masks = text.includes('[') ? [...text.matchAll(MASK)].filter(([, kind]) => kinds.has(kind!)) : [];
    const marked = masks.map(({ index, 0: mask }) => ({ start: index, end: index + mask.length }));
    const unmarked = blanked(text, marked);
    return foundBy([...own, ...finders], seen.flat ? unmarked : flatText(unmarked));
  };
  return {
    find,
    wholly(cell) {
      const trimmed = cell.trim();
      const [only, ...others] = find(trimmed);
      return only && others.length === 0 && only.start === 0 && only.end === trimmed.length
        ? only.kind
        : null;
    },
  };
}

/** What to look for in a text, from one look at it. The order decides who gets a part that two would take. */
function findersFor(text: string, seen: Glance, isCut: boolean): readonly Finder[] {
  const { digits, near } = seen;
  const finders: Finder[] = [];
  if (seen.url && /:\/\/|www\.|\.[a-z]{2,24}\//i.test(text)) finders.push(findUrls);
  if ((seen.mail && /[@\uff20]|%40/.test(text)) || (seen.writtenMail && mayHaveWrittenAddress(text))) {
    finders.push(findEmails);
  }
  if (digits >= 4 && seen.ip) finders.push(findIpAddresses);
  // What others find may cut a number.
  if (digits >= 4 && (seen.date || finders.length > 0 || isCut)) finders.push(findBirthDates);
  if (digits >= LEAST_DIGITS) {
    finders.push(findIbans);
    if (near >= LEAST_OF.card) finders.push(findCards);
    if (near >= LEAST_DIGITS || seen.mixed) finders.push(findNationalNumbers);
    if (near >= LEAST_OF.phone) finders.push(findPhones);
  } else if (seen.mixed && LONG_WORD.test(text)) finders.push(findNationalNumbers);
  if (seen.spelt && mayHaveSpeltDigits(text)) finders.push(findSpeltPhones);
  return finders;
}

/** Looks again until nothing more is found: what is masked beside a number may decide what the number is. */
function foundBy(finders: readonly Finder[], text: string): readonly Found[] {
  const all: Found[] = [];
  let flat = text;
  for (let round = 0, before = -1; round < MOST_ROUNDS && all.length > before; round++) {
    before = all.length;
    for (const finder of finders) {
      const found = [...finder(flat)];
      if (found.length === 0) continue;
      flat = blanked(flat, found);
      for (const it of found) if (it.kind !== PLAIN_URL) all.push(it);
    }
  }
  return all.sort((one, other) => one.start - other.start);
}

/** The text with blanks in place of what was found, so that nothing else is found in it. */
function blanked(flat: string, found: readonly { readonly start: number; readonly end: number }[]): string {
  if (found.length === 0) return flat;
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of found) {
    pieces.push(flat.slice(from, start), BLANK.repeat(end - start));
    from = end;
  }
  pieces.push(flat.slice(from));
  return pieces.join('');
}
