import { given, plain } from '../domain/reading/cells.ts';
import type { Keyring } from './keyring.ts';

/**
 * What a value is known by where equal values have the same number: 128 bits, base64url. Case, blanks and punctuation
 * make no difference.
 */
export function valueMac(keyring: Keyring, kind: string, value: string): string {
  const plain = value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@]/gu, '');
  return keyring.lasting('value', `${kind}\n${plain}`).toString('base64url');
}

const HASHED = /^h\.[\w-]{22}$/;

/**
 * A cell of a column that is stored as pseudonyms: `h`, a dot, 128 bits as base64url, by the first key alone. A blank
 * cell stays, and one that is hashed already.
 */
export function hashedCell(keyring: Keyring, cell: string): string {
  const value = plain(given(cell));
  if (value === '' || HASHED.test(value)) return cell;
  return `h.${keyring.lasting('value', value).toString('base64url')}`;
}
