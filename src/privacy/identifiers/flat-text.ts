import type { Found } from '../masked-text.ts';

/** Finds parts of one kind or more in a flat text; parts of earlier finders are blanked. */
export type Finder = (flat: string) => Iterable<Found>;

/** First digits of the scripts whose digits people type; each is followed by the other nine. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xff10];
/** Invisible: inside of words and addresses as if it were not there. */
export const INVISIBLE = '\u00ad';

/** By UTF-16 unit, for those that become another. */
export const FLAT: Map<string, string> = new Map<string, string>();
const flatten = (from: string, to: string) => {
  for (const it of from) FLAT.set(it, to);
};
for (const zero of ZEROS) {
  for (let digit = 0; digit < 10; digit++) FLAT.set(String.fromCharCode(zero + digit), String(digit));
}
// Full-width forms are in the order of ASCII.
for (let code = 0x21; code <= 0x7e; code++) {
  const wide = String.fromCharCode(code + 0xfee0);
  if (!FLAT.has(wide)) FLAT.set(wide, String.fromCharCode(code));
}
flatten(
  '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
  ' ',
);
flatten('\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63', '-');
flatten('\u2024\u3002\uff61\u00b7\u2022', '.');
flatten('\ufe6b', '@');
flatten('\u2018\u2019\u02bc\u0060\u00b4', "'");
flatten('\u2028\u2029\u0085\u000b\u000c', '\n');
flatten('\u200b\u200c\u200d\u2060\ufeff\u180e', INVISIBLE);
// Direction marks stand around numbers that were copied from an address book.
flatten('\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069', ' ');

const OTHERS = new RegExp(
  `[${[...FLAT.keys()].map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}]`,
  'g',
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but the controls that are flattened
const PLAIN = /^[\0-\x0a\x0d-\x5f\x61-\x7f]*$/;

/**
 * The text with ASCII in place of the digits of other scripts, full-width forms, and the many dashes and blanks.
 * One UTF-16 unit stays one, so that offsets in it are offsets in the text.
 */
export const flatText = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(OTHERS, (it) => FLAT.get(it)!);
