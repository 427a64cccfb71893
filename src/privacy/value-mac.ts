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
