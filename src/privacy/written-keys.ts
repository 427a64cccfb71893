import { VerbatimError } from '../errors/verbatim-error.ts';

/** A key as somebody wrote it. */
export interface WrittenKey {
  readonly text: string;
  /** For messages. */
  readonly place: string;
}

const BYTES = 32;
const HEXADECIMAL = /^(?:[\da-f]{2})+$/i;
/** Either alphabet of RFC 4648, with or without padding. */
const BASE64 = /^[\w+/-]+={0,2}$/;

/** Keys of VERBATIM_KEY: separated by commas. */
export const keysOfSetting = (setting: string): WrittenKey[] =>
  setting.split(',').map((text, at) => ({ text: text.trim(), place: `VERBATIM_KEY (key ${at + 1})` }));

/** Keys of a file: one a line; `#` begins a comment. */
export const keysOfFile = (content: string, file: string): WrittenKey[] =>
  content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, at) => ({ text: line.replace(/#.*/, '').trim(), place: `${file}, line ${at + 1}` }))
    .filter(({ text }) => text !== '');

/** The bytes of keys, in their order. @throws VerbatimError KEY_INVALID, without the key */
export function secretsOf(written: readonly WrittenKey[]): Buffer[] {
  const secrets: Buffer[] = [];
  for (const { text, place } of written) {
    const secret = secretOf(text, place);
    const same = secrets.findIndex((it) => it.equals(secret));
    if (same !== -1) throw invalid(place, `it is the same as key ${same + 1}`);
    secrets.push(secret);
  }
  return secrets;
}

function secretOf(text: string, place: string): Buffer {
  if (text === '') throw invalid(place, 'it is empty');
  const hexadecimal = text.length === 2 * BYTES && HEXADECIMAL.test(text);
  if (!hexadecimal && !BASE64.test(text)) throw invalid(place, 'it is neither base64 nor hexadecimal');
  // Node reads both alphabets of base64.
  const secret = Buffer.from(text, hexadecimal ? 'hex' : 'base64');
  if (secret.length !== BYTES) throw invalid(place, `it has ${secret.length} bytes instead of ${BYTES}`);
  return secret;
}

const invalid = (place: string, detail: string) => new VerbatimError('KEY_INVALID', { place, detail });
