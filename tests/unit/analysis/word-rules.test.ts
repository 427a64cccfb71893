import { expect, test } from 'vitest';
import { contradictions, type WordRule, WordRules } from '../../../src/analysis/word-rules.ts';
import { wordsOf } from '../../../src/analysis/words.ts';

const rule = (phrase: string, value: string, more: Partial<WordRule> = {}): WordRule => ({
  ...{ name: phrase, phrase, task: 'sentiment', value, language: null, source: null },
  ...more,
});
/** The labels that rules give a sentence; `?` where they contradict each other. */
const label = (
  rules: WordRule[],
  sentence: string,
  scope: { source?: string; language?: string | null } = {},
) =>
  new WordRules(rules)
    .find(wordsOf(sentence), { source: 'shop', language: 'en', ...scope })
    .map(({ value }) => value ?? '?');

test.each([
  ['sick', 'Sick board!', true],
  ['sick', 'SICK', true],
  ['sick', 'the sickness', false],
  ['sick', 'home-sick again', true],
  ['sick', 'He was seasick.', false],
  ['not sick', 'not, sick', true],
  ['not sick', 'not so sick', false],
  ["don't like", 'I don’t like it', true],
  ['straße', 'STRAßE gesperrt', true],
  ['café', 'Le Cafe\u0301 est fermé'.normalize('NFC'), true],
  ['质量', '送货很快，质量很好。', true],
  ['качество', 'Качество отличное', true],
  ['ist', 'İst', true],
])('%s in "%s": %s', (phrase, sentence, found) => {
  expect(label([rule(phrase, 'positive')], sentence)).toEqual(found ? ['positive'] : []);
});

test('a longer phrase overrules a shorter one in it, and only there', () => {
  const rules = [
    rule('sick', 'positive'),
    rule('sick of', 'negative'),
    rule('sick', 'yes', { task: 'toxicity' }),
  ];
  expect(label(rules, 'sick of waiting')).toEqual(['negative', 'yes']);
  expect(label(rules, 'sick board')).toEqual(['positive', 'yes']);
  expect(label(rules, 'a sick board, but I am sick of waiting')).toEqual(['?', 'yes']);
});

test('rules apply to their language and source; several that agree are one label', () => {
  const rules = [
    rule('gift', 'positive', { language: 'en' }),
    rule('gift', 'negative', { language: 'de' }),
    rule('sick', 'positive', { source: 'skate' }),
    rule('love', 'positive'),
  ];
  expect(label(rules, 'a gift')).toEqual(['positive']);
  expect(label(rules, 'ein Gift', { language: 'de' })).toEqual(['negative']);
  expect(label(rules, 'Gift', { language: null })).toEqual([]);
  expect(label(rules, 'sick')).toEqual([]);
  expect(label(rules, 'love this sick gift', { source: 'skate' })).toEqual(['positive']);
});

test('one phrase with two labels under the same conditions is found', () => {
  const rules = [
    rule('Sick', 'positive'),
    rule('sick', 'positive'),
    rule(' SICK! ', 'negative'),
    rule('sick', 'negative', { source: 'clinic' }),
    rule('sick', 'yes', { task: 'toxicity' }),
  ];
  expect(contradictions(rules)).toEqual([[0, 2]]);
});
