import type { Found } from '../masked-text.ts';
import { digitGroups, placesOf } from './digit-runs.ts';
import { APART } from './glance.ts';
import type { NationalNumber } from './national-number.ts';
import { meaningOf, type Words, wordList, wordsBeside } from './number-words.ts';
import { DOCUMENT_NUMBERS, PERSONAL_NUMBERS } from './personal-numbers.ts';
import { isInside } from './surroundings.ts';
import { TAX_NUMBERS } from './tax-numbers.ts';

interface Known extends NationalNumber {
  readonly list: Words;
  readonly looks: RegExp;
}

/** Part of a text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Letters and digits between two gaps. */
interface Token extends Piece {
  /** "A" for each letter and "1" for each digit. */
  readonly look: string;
}

const LONGEST = 18;
const GAP = /^(?:[ .\-/,\u00ad]{1,3}|\s?\r?\n\s?|:)$/;
const LEAST = 7;
const MOST_GROUPS = 8;
const WORDS = /[A-Za-z0-9]+/g;
const KNOWN: readonly Known[] = [...PERSONAL_NUMBERS, ...TAX_NUMBERS, ...DOCUMENT_NUMBERS].map((it) => ({
  ...it,
  list: wordList(it.words),
  looks: looksOf(it.shape),
}));

const LOOKS_KEPT = 500;
/** Numbers by their look: a few of them all. */
const byLook = new Map<string, readonly Known[]>();

/** The numbers whose shape letters and digits at these places may have. */
function numbersLike(look: string): readonly Known[] {
  let numbers = byLook.get(look);
  if (!numbers) {
    numbers = KNOWN.filter(({ looks }) => looks.test(look));
    if (byLook.size === LOOKS_KEPT) byLook.clear();
    byLook.set(look, numbers);
  }
  return numbers;
}

/** A shape with a class of "A", of "1" or of both in place of each of its letters, digits and classes. */
function looksOf(shape: RegExp): RegExp {
  const looks = shape.source.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\\d|[A-Z0-9]/g, (part) =>
    part[0] === '{' ? part : `[${/[A-Z]/.test(part) ? 'A' : ''}${/\d|\\d/.test(part) ? '1' : ''}]`,
  );
  return new RegExp(looks);
}

/** National numbers of people and companies, by their check digits and their form or a word beside them. */
export function* findNationalNumbers(flat: string): Iterable<Found> {
  let until = 0;
  for (const { start: from, text: near } of digitRegions(flat)) {
    const tokens = placesOf(near, WORDS).map(({ start, end }) => {
      const text = near.slice(start, end);
      const look = text.replaceAll(/[A-Za-z]/g, 'A').replaceAll(/\d/g, '1');
      return { start: from + start, end: from + end, text, look };
    });
    for (let first = 0; first < tokens.length; first++) {
      if (tokens[first]!.start < until || !begins(tokens, first)) continue;
      if (first > 0 && tokens[first]!.text.length === 1 && tokens[first - 1]!.text.length === 1) continue;
      const found = numberFrom(flat, tokens, first);
      if (!found) continue;
      until = tokens[found.last]!.end;
      yield { kind: found.kind, start: tokens[first]!.start, end: until };
      first = found.last;
    }
  }
}

const LEAST_DIGITS = 6;
const LETTER = /[A-Za-z]/;
/** A number of letters and digits has fewer digits. */
export const LONG_WORD = /[A-Z][A-Z0-9]{8}/;

const BEFORE_DIGITS = /(?:[A-Z]{3} )?[A-Z]{1,6}(?:[ .-]{1,2}|\r?\n)?$/;
const BEHIND_DIGITS = /^[ -][A-Z]{1,4}(?![A-Za-z])/;

/** Parts with enough digits near each other, with the letters beside them. */
function digitRegions(flat: string): Piece[] {
  const regions: Piece[] = [];
  let start = 0;
  let end = 0;
  let digits = 0;
  for (const group of digitGroups(flat)) {
    const length = group.end - group.start;
    if (digits > 0 && group.start - end <= APART) digits += length;
    else {
      addRegion(regions, flat, { start, end, digits });
      start = group.start;
      digits = length;
    }
    end = group.end;
  }
  addRegion(regions, flat, { start, end, digits });
  return regions;
}

function addRegion(
  regions: Piece[],
  flat: string,
  { start: from, end: to, digits }: { start: number; end: number; digits: number },
): void {
  if (digits === 0) return;
  let start = from;
  let end = to;
  while (start > 0 && end - start < LONGEST && LETTER.test(flat[start - 1]!)) start--;
  while (end - start < LONGEST && LETTER.test(flat[end] ?? '')) end++;
  if (digits < LEAST_DIGITS && !LONG_WORD.test(flat.slice(start, end))) return;
  start -= BEFORE_DIGITS.exec(flat.slice(Math.max(0, start - 12), start))?.[0].length ?? 0;
  end += BEHIND_DIGITS.exec(flat.slice(end, end + 7))?.[0].length ?? 0;
  regions.push({ start, end, text: flat.slice(start, end) });
}

const HAS_DIGIT = /\d/;

function begins(tokens: readonly Token[], first: number): boolean {
  const { text, end } = tokens[first]!;
  if (HAS_DIGIT.test(text)) return text.length <= LONGEST;
  // Two letters of a country, or the first of an Italian number; in small letters they are a word.
  if (!/^[A-Z]+$/.test(text)) return false;
  const next =
    tokens[first + (text.length === 3 && /^[A-Z]{3}$/.test(tokens[first + 1]?.text ?? '') ? 2 : 1)];
  return text.length <= 6 && next !== undefined && next.start - end <= 6 && HAS_DIGIT.test(next.text);
}

/** The longest number that begins with a token. */
function numberFrom(
  flat: string,
  tokens: readonly Token[],
  first: number,
): { kind: string; last: number } | null {
  const start = tokens[first]!.start;
  let found: { kind: string; last: number } | null = null;
  let compact = '';
  let looks = '';
  for (let last = first; last < Math.min(tokens.length, first + MOST_GROUPS); last++) {
    const { text, look, end } = tokens[last]!;
    if (last > first) {
      if (!HAS_DIGIT.test(text) && text.length > 3) break;
      if (!GAP.test(flat.slice(tokens[last - 1]!.end, tokens[last]!.start))) break;
    }
    compact += text.toUpperCase();
    looks += look;
    if (compact.length > LONGEST) break;
    if (compact.length < LEAST) continue;
    const candidates = numbersLike(looks).filter(({ shape }) => shape.test(compact));
    if (candidates.length === 0 || isInside(flat, start, end)) continue;
    const kind = kindOf(candidates, flat, start, end);
    if (kind) found = { kind, last };
  }
  return found;
}

function kindOf(candidates: readonly Known[], flat: string, start: number, end: number): string | null {
  const written = flat.slice(start, end).replaceAll(/\s+/g, ' ').replaceAll('\u00ad', '').toUpperCase();
  const beside = wordsBeside(flat, start, end);
  const direct = candidates.find(({ list }) => list.names(beside));
  if (direct) return direct.kind;
  // The checks come last: for each number that fails, the library creates an error with its stack (10 µs).
  const named = candidates.find(({ list, valid }) => valid && list.near(beside) && valid(written));
  if (named) return named.kind;
  const formed = candidates.find(({ form, valid }) => form?.test(written) && valid?.(written));
  return formed && meaningOf(beside) !== 'thing' ? formed.kind : null;
}
