import { describe, expect, it } from 'vitest';
import { authorPseudonym, openKeyring, renewedAuthor } from '../../../src/privacy/keyring.ts';
import { keysOfFile, keysOfSetting, secretsOf } from '../../../src/privacy/written-keys.ts';

const OLD = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const NEW = Buffer.from(Array.from({ length: 32 }, (_, i) => 100 + i));
const one = openKeyring([OLD]);
const two = openKeyring([OLD, NEW]);
const hex = (bytes: Buffer) => bytes.toString('hex');

// Computed by Python's hmac and hashlib, and by HKDF and AESGCM of its package cryptography 48.
const PROOFS = [
  'ddc01d3023a449c6bda476b936b54ec08006fa5e45629acdedc7efccdead27f1',
  'feda39e014053a4c4429d897c645a2fec27a0fbecaf161f68218ffae5c0eef6a',
];
const SEALED = {
  1: '000102030405060708090a0bc38225e921453c1811a1d098f851e420abb5755d2d08904ddb1dbc95d38f31be3e089030',
  2: '000102030405060708090a0b1e98a1263c2df8732204d3ff0ba85b43db3c1d1626baca8f3a0a12b011be4f5268f105d5',
};

describe('the keyring', () => {
  it('makes the proofs and hashes of an independent implementation', () => {
    expect(two.proofs.map(hex)).toEqual(PROOFS);
    expect(authorPseudonym(one, 'Zoë Ångström')).toBe('a1.Q4Cpukol-hadUrUsvvJCUQ');
    expect(authorPseudonym(two, 'Zoë Ångström')).toBe('a2.X-q9n1TcZ_a9pOmGfxnQgA');
    expect(hex(two.pseudonym('id', '4711'))).toBe('dfb1680e83d3ce8ef1dc2e7d0440cc56');
    expect(hex(two.pseudonym('row', '4711'))).toBe('f8a2d88ca51fa9d8e39fd67940603ce7');
    expect(hex(two.pseudonym('value', '4711'))).toBe('0bbb40a2a08c9c100fef8f01a9831775');
    expect(hex(two.lasting('value', '4711'))).toBe('a86b68347bac4276e94757adc8f175a8');
  });

  it('opens what an independent implementation encrypted, under either key', () => {
    for (const keyOrdinal of [1, 2] as const) {
      const sealed = Buffer.from(SEALED[keyOrdinal], 'hex');
      expect(String(two.open({ keyOrdinal, sealed }, 'original 1'))).toBe('{"text":"Call Zoë"}');
    }
  });

  it('seals with its last key, each time in other bytes', () => {
    const sealed = [1, 2].map(() => two.seal(Buffer.from('Zoë'), 'a'));
    expect(sealed.map(({ keyOrdinal }) => keyOrdinal)).toEqual([2, 2]);
    expect(hex(sealed[0]!.sealed)).not.toBe(hex(sealed[1]!.sealed));
    expect(sealed.map((it) => String(two.open(it, 'a')))).toEqual(['Zoë', 'Zoë']);
    expect(two.open(two.seal(Buffer.alloc(0), 'a'), 'a')).toHaveLength(0);
  });

  it('opens nothing that was changed, belongs elsewhere, or has another key', () => {
    const made = two.seal(Buffer.from('Zoë'), 'original 1');
    const refused = expect.objectContaining({ code: 'SEALED_INVALID' });
    for (let at = 0; at < made.sealed.length; at++) {
      const sealed = Buffer.from(made.sealed);
      sealed[at]! ^= 1;
      expect(() => two.open({ ...made, sealed }, 'original 1')).toThrow(refused);
    }
    expect(() => two.open(made, 'original 2')).toThrow(refused);
    expect(() => one.open(made, 'original 1')).toThrow(refused);
    expect(() => two.open({ ...made, keyOrdinal: 1 }, 'original 1')).toThrow(refused);
    expect(() => two.open({ ...made, keyOrdinal: 0 }, 'original 1')).toThrow(refused);
    expect(() => two.open({ ...made, sealed: made.sealed.subarray(0, 27) }, 'original 1')).toThrow(refused);
  });

  it('renews a pseudonym without the value behind it', () => {
    expect(renewedAuthor(two, authorPseudonym(one, 'Ana'))).toBe(authorPseudonym(two, 'Ana'));
    expect(renewedAuthor(two, authorPseudonym(two, 'Ana'))).toBe(authorPseudonym(two, 'Ana'));
    expect(hex(two.renewed('id', one.pseudonym('id', '4711'), 1))).toBe(hex(two.pseudonym('id', '4711')));
    expect(hex(two.lasting('row', 'x'))).toBe(hex(one.lasting('row', 'x')));
    expect(two.first(1).proofs.map(hex)).toEqual(PROOFS.slice(0, 1));
  });

  it('takes a name for a name: also one that looks like a pseudonym of keys that are not there', () => {
    expect(renewedAuthor(two, 'Ana')).toBeNull();
    expect(renewedAuthor(one, authorPseudonym(two, 'Ana'))).toBeNull();
    expect(renewedAuthor(one, `a0.${'A'.repeat(22)}`)).toBeNull();
    expect(renewedAuthor(one, `a1.${'A'.repeat(23)}`)).toBeNull();
  });

  it('gives one person one pseudonym, however the name is encoded', () => {
    const name = ' Zoë Ångström\u00A0';
    expect(authorPseudonym(one, name.normalize('NFD'))).toBe('a1.Q4Cpukol-hadUrUsvvJCUQ');
  });
});

describe('keys as people write them', () => {
  const base64 = OLD.toString('base64');
  const refusal = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error as Error & { params: { place: string; detail: string } };
    }
    throw new Error('not refused');
  };

  it('are base64, base64url or hexadecimal, oldest first', () => {
    const written = `${hex(OLD).toUpperCase()} , ${NEW.toString('base64url')}`;
    expect(secretsOf(keysOfSetting(written)).map(hex)).toEqual([hex(OLD), hex(NEW)]);
    const file = `\uFEFF# first\r\n${base64} # of 2026\r\n\r\n  ${hex(NEW)}\n`;
    expect(secretsOf(keysOfFile(file, 'keys')).map(hex)).toEqual([hex(OLD), hex(NEW)]);
    expect(keysOfFile('# none\n\n', 'keys')).toEqual([]);
  });

  it.each([
    [`${base64},${hex(OLD)}`, 'VERBATIM_KEY (key 2)', 'it is the same as key 1'],
    [`${base64},`, 'VERBATIM_KEY (key 2)', 'it is empty'],
    [OLD.subarray(1).toString('base64'), 'VERBATIM_KEY (key 1)', 'it has 31 bytes instead of 32'],
    [hex(OLD).slice(2), 'VERBATIM_KEY (key 1)', 'it has 46 bytes instead of 32'],
    [`${base64}${base64}`, 'VERBATIM_KEY (key 1)', 'it is neither base64 nor hexadecimal'],
    ['correct horse', 'VERBATIM_KEY (key 1)', 'it is neither base64 nor hexadecimal'],
  ])('are refused with their place and without themselves: %#', (setting, place, detail) => {
    const error = refusal(() => secretsOf(keysOfSetting(setting)));
    expect(error).toMatchObject({ code: 'KEY_INVALID', params: { place, detail } });
    for (const part of setting.split(',').filter((it) => it.length > 8)) {
      expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain(part);
    }
  });

  it('are refused in a file with its line', () => {
    const error = refusal(() => secretsOf(keysOfFile(`# keys\n${base64}\nabc\n`, '/etc/keys')));
    expect(error.params).toEqual({ place: '/etc/keys, line 3', detail: 'it has 2 bytes instead of 32' });
  });
});
