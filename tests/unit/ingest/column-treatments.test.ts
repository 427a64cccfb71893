import { expect, test } from 'vitest';
import type { ColumnFacts } from '../../../src/ingest/columns/column-facts.ts';
import { resolveMapping } from '../../../src/ingest/columns/mapping.ts';
import { maskedRaw } from '../../../src/ingest/masking/raw-rows.ts';
import { decideTreatments } from '../../../src/ingest/masking/treatments.ts';
import { personalHeader } from '../../../src/privacy/personal-header.ts';
import { parsePattern, parseTreatments } from '../../../src/privacy/rule-settings.ts';
import { DEFAULT_RULES } from '../../../src/privacy/rules.ts';
import { storedAuthor } from '../../../src/privacy/tombstone-macs.ts';
import { KEYRING, maskingOf } from '../../support/data/masking.ts';

test.each([
  [
    'name',
    ['Customer Name', 'first_name', 'Nachname', 'Prénom', 'Apellidos', 'cognome', 'Sobrenome', 'achternaam'],
  ],
  [
    'name',
    ['Imię i nazwisko', 'příjmení', 'keresztnév', 'efternamn', 'soyadı', 'ФИО', 'Επώνυμο', 'username'],
  ],
  ['name', ['Misafir Adı', 'MÜŞTERİ ADI SOYADI', 'Kullanıcı İsmi', 'Όνομα πελάτη', 'Ονοματεπώνυμο']],
  ['perhaps', ['Name', 'nom', 'Nombre', 'address', 'Straße', 'ulica']],
  ['value', ['Cep Telefonu', 'Misafir E-posta', 'Müşterinin Telefonu', 'Τηλέφωνο πελάτη', 'ΑΦΜ']],
  [
    'value',
    ['E-Mail', 'Customer Phone', 'Telefonnummer', 'IBAN', 'Date of birth', 'Geburtsdatum', 'home phone'],
  ],
  [null, ['Otel Adı', 'Ürün adı', 'Misafir Yorumu', 'Müşteri Puanı', 'Όνομα ξενοδοχείου', 'Σχόλιο πελάτη']],
  [
    null,
    ['Product Name', 'store name', 'Brand Name', 'Hotel_Address', 'Department Name', 'web address', 'Title'],
  ],
  [
    null,
    ['Reviewer_Nationality', 'city', 'country', 'gender', 'age', 'phone model', 'email opt-in', 'nickname'],
  ],
])('%s: what headers say of a person', (says, headers) => {
  expect(headers.map((header) => [header, personalHeader(header)])).toEqual(headers.map((it) => [it, says]));
});

test('a column is judged by its cells as well', () => {
  const header = ['comment', 'name', 'phone', 'code', 'email'];
  const mapping = resolveMapping(header, {}, 'f');
  const facts = (of: Partial<ColumnFacts>, different = 100): ColumnFacts => ({
    ...{ filled: 100, words: 100, numeric: 0, dated: 0, clocked: 0, identifiers: 0, numbers: 0 },
    distinct: new Set(Array.from({ length: different }, (_, i) => i)),
    ...of,
  });
  const treated = (...columns: ColumnFacts[]) =>
    decideTreatments({ header, mapping, facts: [facts({}), ...columns] }, DEFAULT_RULES, KEYRING).slice(1);
  expect(
    treated(
      facts({}),
      facts({ numbers: 90 }),
      facts({ identifiers: 89 }),
      facts({ identifiers: 40, numbers: 60 }),
    ),
  ).toEqual([...['drop', 'drop', 'mask', 'drop']]);
  // Names of few products, counts of phones, codes that are all identifiers, and an opt-in.
  expect(treated(facts({}, 12), facts({ numeric: 100 }), facts({ identifiers: 90 }), facts({}, 2))).toEqual([
    ...['mask', 'mask', 'drop', 'mask'],
  ]);
});

test('flags: a column of any name, and what is none', () => {
  expect(parseTreatments('phone=drop,"Name, first"=hash, a b = keep')).toEqual({
    ...{ phone: 'drop', 'Name, first': 'hash', 'a b': 'keep' },
  });
  for (const wrong of ['', 'phone', '=drop', 'phone=gone'])
    expect(() => parseTreatments(wrong)).toThrow('--column takes');
  expect(parsePattern('order=A=\\d')).toEqual({ order: 'A=\\d' });
  expect(() => parsePattern('order')).toThrow('--pattern takes KIND=REGEX');
});

test('a rejected row shows nothing of its hidden columns, wherever a cell is missing or too many', () => {
  const mapping = resolveMapping(['comment', 'author', 'phone', 'shop'], {}, 'f');
  const masking = maskingOf(mapping);
  const raw = (written: string, cells: string[] | null) =>
    maskedRaw({ line: 2, endLine: 2, raw: written, cells, flaw: null }, masking);
  const ann = storedAuthor(KEYRING, 'ann');
  expect(raw('Fine,ann,1,A', ['Fine', 'ann', '1', 'A'])).toBe(`Fine,${ann},,A`);
  expect(raw('a, b,ann,1,A', ['a', ' b', 'ann', '1', 'A'])).toBe('a,[withheld],[withheld],[withheld],A');
  expect(raw('Fine,ann', ['Fine', 'ann'])).toBe('[withheld],[withheld]');
  expect(raw('"F"ine,ann,1,A', null)).toBe(`"F"ine,${ann},,A`);
  expect(raw('"F"i,ne,ann,1,A', null)).toBe('[withheld]');
  expect(raw('a"b,,,"x, y"', ['a"b', '', '', 'x, y'])).toBe('a"b,,,"x, y"');
});
