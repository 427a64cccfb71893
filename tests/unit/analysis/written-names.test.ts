import { expect, test } from 'vitest';
import { asName, nameRefusal } from '../../../src/analysis/themes/naming/written-name.ts';
import { identifierMasker } from '../../../src/privacy/identifiers/masker.ts';

const NEAR = new Float32Array([1, 0]);
const source = (text: string, feedbackId: number) => ({
  ...{ text, feedbackId, embedding: NEAR, sentiment: [0, 1, 0] as const },
});
const SOURCES = [
  source('The sleeve length is wrong, call Nora on 030 1234567.', 1),
  source('Sleeve length is off, says Nora.', 2),
  source('I like the length of each sleeve. Nora does, too.', 3),
  source('The sleeve length is not right, Nora.', 4),
  source('Great zipper.', 5),
];
const masker = identifierMasker({ identifiers: true, patterns: {} });
const rule = {
  ...{ languages: ['en'], taken: ['Zipper quality'] },
  isPersonal: (name: string) => masker.find(name).length > 0 || /nora/i.test(name),
};
const refusal = (text: string, named = [0, 1, 2, 3], embedding = NEAR) =>
  nameRefusal({ text: asName(text), named, embedding, sentiment: [0, 1, 0] }, SOURCES, rule);

test.each<[string, string | null]>([
  ['Sleeve length', null],
  ['“sleeve length.”', null],
  ['Length of sleeve', null],
  ['', 'empty'],
  ['!!!', 'empty'],
  ['The sleeve length is quite wrong', 'long'],
  [`Sleeve ${'h'.repeat(40)}`, 'long'],
  ['Nora', 'personal'],
  ['Sleeve 5', 'personal'],
  ['nora@example.org', 'personal'],
  ['<b>Sleeve</b>', 'personal'],
  ['[person] sleeve', 'personal'],
  ['Great', 'opinion'],
  ['Quality zippers', 'taken'],
  ['Sleeve colour', 'invented'],
  ['Zipper', 'invented'],
])('the name %j is refused as %s', (name, expected) => {
  expect(refusal(name)).toBe(expected);
});

test('three comments have to bear a name out, near enough to be its subject', () => {
  expect(nameRefusal(undefined, SOURCES, rule)).toBe('empty');
  expect(refusal('Sleeve length', [0, 1])).toBe('alone');
  expect(refusal('Sleeve length', [])).toBe('unnamed');
  expect(refusal('Sleeve length', [0, 1, 9])).toBe('unnamed');
  expect(refusal('Sleeve length', [0, 1, 2], new Float32Array([0.2, 0.9]))).toBe('alone');
  expect(refusal('Zipper', [4])).toBe('alone');
});
