import { FLAT } from './flat-text.ts';
import { DOT_WORDS } from './mail-domains.ts';
import { SPELT_HINTS } from './spelt-phones.ts';

/** Signs of identifiers that one pass over a text counts. A finder whose signs are missing would find nothing. */
export interface Glance {
  /** Digits of the scripts that people write numbers in most. */
  readonly digits: number;
  /** False if it has units that `flatText` makes others. */
  readonly flat: boolean;
  /** Most digits that follow each other with no more than {@link APART} units between two. */
  readonly near: number;
  /** A digit beside a letter. */
  readonly mixed: boolean;
  /** Two numbers as long as those of dates: one, two or four digits. */
  readonly date: boolean;
  /** Signs that a URL, a mail address, one with "at" or "dot" in words, an IP address, a number in words may have. */
  readonly url: boolean;
  readonly mail: boolean;
  readonly writtenMail: boolean;
  readonly ip: boolean;
  readonly spelt: boolean;
}

/** Most units between digits of one number: "AB 12 34 56 C". */
export const APART = 6;
const COUNTED = /[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/;

const LETTER = 1;
const DIGIT = 2;
const COUNTS = 4;
const BREAK = 8;
const JOIN = 16;
const BRACKET = 32;
const DOT = 64;
const COLON = 128;
const SLASH = 256;
const MAIL = 512;
const WRITTEN_OTHERWISE = 1024;

/** Classes of UTF-16 units, 0 for most. One that is flattened is of the class of what it becomes. */
const CLASSES = new Uint16Array(0x10000);
const ASCII = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
for (const unit of new Set([...ASCII, ...FLAT.keys()])) {
  const code = unit.charCodeAt(0);
  const flat = FLAT.get(unit) ?? unit;
  if (/[A-Za-z]/.test(flat)) CLASSES[code] = LETTER;
  else if (/[0-9]/.test(flat)) CLASSES[code] = DIGIT + (COUNTED.test(unit) ? COUNTS : 0);
  else if (/[ ,]/.test(flat)) CLASSES[code] = BREAK;
  else if (/[_-]/.test(flat)) CLASSES[code] = BREAK + JOIN;
  else if (/[([{<]/.test(flat)) CLASSES[code] = BREAK + BRACKET;
  else if (flat === '.') CLASSES[code] = DOT;
  else if (flat === ':') CLASSES[code] = COLON;
  else if (flat === '/') CLASSES[code] = SLASH;
  else if (/[@%]/.test(flat)) CLASSES[code] = MAIL;
  if (flat !== unit) CLASSES[code]! |= WRITTEN_OTHERWISE;
}

/** Zeros behind the text: the pass reads a few units ahead without a bounds check. */
const BEHIND = 8;
const ROOM = 0x8000;
/** Up to here one call for each unit is faster than one for all. */
const SHORT = 24;
const room = new Uint16Array(ROOM);
const bytes = Buffer.from(room.buffer);

/** Units of a text, valid until the next call. A typed array is read three times as fast as a string cut from a file. */
function unitsOf(text: string): Uint16Array {
  const { length } = text;
  if (length > ROOM - BEHIND) {
    const units = new Uint16Array(length + BEHIND);
    Buffer.from(units.buffer).write(text, 'utf16le');
    return units;
  }
  if (length > SHORT) bytes.write(text, 'utf16le');
  else for (let at = 0; at < length; at++) room[at] = text.charCodeAt(at);
  for (let at = length; at < length + BEHIND; at++) room[at] = 0;
  return room;
}

const DOT_WORD = 1;
const SPELT = 2;
/** Words by the last five bits of their first four units, which are the same in small and capital letters. */
const WORDS = new Uint8Array(0x8000);
const placeOf = (units: Uint16Array, at: number): number =>
  ((units[at]! & 31) * 50653 +
    (units[at + 1]! & 31) * 1369 +
    (units[at + 2]! & 31) * 37 +
    (units[at + 3]! & 31)) &
  0x7fff;
for (const word of DOT_WORDS) for (const end of ' )]}>') WORDS[placeOf(unitsOf(word + end), 0)]! |= DOT_WORD;
for (const word of SPELT_HINTS) for (const end of ' ,-') WORDS[placeOf(unitsOf(word + end), 0)]! |= SPELT;

/** One pass over the units of a text; for most comments no finder has to run. */
export function glanceAt(text: string): Glance {
  const units = unitsOf(text);
  const { length } = text;
  let seen = 0;
  let words = 0;
  let digits = 0;
  let near = 0;
  let most = 0;
  let last = 0;
  let first = 0;
  let dates = 0;
  let colons = 0;
  let mixed = false;
  let www = false;
  let written = false;
  let ip = false;
  let before = 0;
  for (let at = 0; at < length; at++) {
    const it = CLASSES[units[at]!]!;
    if (it > LETTER) {
      seen |= it;
      if (it & BREAK) {
        words |= WORDS[placeOf(units, at + 1)]!;
        written ||= (it & (JOIN + BRACKET)) > 0 && beginsAt(units, at + 1);
      } else if (it & DIGIT) {
        const next = CLASSES[units[at + 1]!]!;
        if (it & COUNTS) digits++;
        near = near > 0 && at - last <= APART + 1 ? near + 1 : 1;
        last = at;
        if (near > most) most = near;
        mixed ||= ((before | next) & LETTER) > 0;
        if ((before & DIGIT) === 0) first = at;
        if ((next & DIGIT) === 0 && at - first < 4 && at - first !== 2) dates++;
      } else if (it & DOT) {
        const next = CLASSES[units[at + 1]!]!;
        written ||= (next & LETTER) > 0;
        ip ||= (next & DIGIT) > 0;
        www ||= (before & LETTER) > 0 && (units[at - 1]! & 31) === 23;
      } else if (it & COLON) colons++;
    }
    before = it;
  }
  return {
    digits,
    flat: (seen & WRITTEN_OTHERWISE) === 0,
    near: most,
    mixed,
    date: dates > 1,
    url: www || (seen & SLASH) > 0,
    mail: (seen & MAIL) > 0,
    writtenMail: written || (words & DOT_WORD) > 0,
    ip: ip || colons > 1,
    spelt: (words & SPELT) > 0,
  };
}

/** Whether a word with a, ä or c, as those for "at", is here or behind a blank. */
const beginsAt = (units: Uint16Array, at: number): boolean => {
  const it = String.fromCharCode(units[at]! === 0x20 ? units[at + 1]! : units[at]!);
  return 'aäcAÄC'.includes(it);
};
