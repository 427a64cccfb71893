import { expect, test } from 'vitest';
import { languageOf } from '../../../src/analysis/language/language.ts';
import { noAnswerTest } from '../../../src/analysis/no-answer.ts';
import { proseOf } from '../../../src/analysis/themes/naming/keywords.ts';
import { wordsOf } from '../../../src/analysis/words.ts';

const saysNothing = noAnswerTest();

test.each(['[email]', '[person], [phone 12]!', '[person] - no comment', 'N/A [email]'])(
  '%j says nothing',
  (text) => {
    expect(saysNothing(text)).toBe(true);
  },
);

test.each(['[person] :)', '[person] was rude', '[person] 5/5', 'no [person]!!! bad', '👍 [email]'])(
  '%j is an answer',
  (text) => {
    expect(saysNothing(text)).toBe(false);
  },
);

test.each([
  ['Bitte rufen Sie mich an: [phone]', 'de'],
  ['[person] m’a beaucoup aidé, merci [person]', 'fr'],
  ['[person] [identity_number] [birth_date] sehr gut', 'de'],
  ['[order_number] [order_number] [order_number] très bien', 'fr'],
])('the masks of %j have no language', (text, language) => {
  expect(languageOf(text, ['de', 'en', 'fr', 'it'])).toMatchObject({ language, served: true });
});

test('a text of masks alone has no language of its own', () => {
  const clues = { stated: null, source: { served: true, language: 'de' } };
  expect(languageOf('[email] [phone]', ['de', 'en'], clues)).toMatchObject({ language: null, served: true });
});

test('masks are no words', () => {
  expect(wordsOf("[person]'s help, [email 3] and [sic")).toEqual(['s', 'help', 'and', 'sic']);
  expect(wordsOf('很好 [person] 再买')).not.toContain('person');
  expect(proseOf('Thanks [person] for the parcel')).not.toMatch(/person/);
});
