import type { Found } from '../masked-text.ts';
import type { MaskingRules } from '../rules.ts';
import { findCards } from './cards.ts';
import { findEmails } from './emails.ts';
import { type Finder, flatText } from './flat-text.ts';
import { findIbans } from './ibans.ts';
import { findIpAddresses } from './ip-addresses.ts';
import { ownPatterns } from './own-patterns.ts';
import { findPhones } from './phones.ts';
import { findUrls, PLAIN_URL } from './urls.ts';

export interface Masker {
  /** All identifiers of a text: ascending, without overlap. */
  find(text: string): readonly Found[];
  /** The kind, if the cell is nothing but one identifier. */
  wholly(cell: string): string | null;
}

/** The order decides who gets a part that two would take. */
const FINDERS: readonly Finder[] = [findUrls, findEmails, findIbans, findCards, findIpAddresses, findPhones];

/** What a text without identifiers does not have: a digit of any script, an @, an address, "dot". */
const GLANCE =
  /[0-9@\uff20\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]|:\/\/|www\.|[\s([{<](?:dot|punkt|point|punto|ponto|punt|punct|punktum|piste|kropka|te[cč]ka|pont|nokta|точка|τελεία)[\s)\]}>]/iu;
const NONE: readonly Found[] = [];

/**
 * @throws VerbatimError MASK_PATTERN_INVALID if a pattern of the user is no regular expression of RE2
 */
export function identifierMasker(rules: Pick<MaskingRules, 'identifiers' | 'patterns'>): Masker {
  const own = ownPatterns(rules.patterns);
  const find = (text: string): readonly Found[] => {
    const worthALook = rules.identifiers && GLANCE.test(text);
    if (!worthALook && own.length === 0) return NONE;
    const flat = flatText(text);
    return worthALook ? foundBy([...own, ...FINDERS], flat) : foundBy(own, flat);
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

function foundBy(finders: readonly Finder[], text: string): readonly Found[] {
  const all: Found[] = [];
  let flat = text;
  for (const finder of finders) {
    const found = [...finder(flat)];
    if (found.length === 0) continue;
    flat = blanked(flat, found);
    all.push(...found.filter(({ kind }) => kind !== PLAIN_URL));
  }
  return all.sort((one, other) => one.start - other.start);
}

/** The text with NUL in place of what was found, so that nothing else is found in it. */
function blanked(flat: string, found: readonly Found[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of found) {
    pieces.push(flat.slice(from, start), '\0'.repeat(end - start));
    from = end;
  }
  pieces.push(flat.slice(from));
  return pieces.join('');
}
