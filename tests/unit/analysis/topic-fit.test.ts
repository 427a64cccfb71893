import { expect, test } from 'vitest';
import { nameThemes } from '../../../src/analysis/themes/naming/names.ts';
import { type NamingTopic, topicFits } from '../../../src/analysis/themes/naming/topic-fit.ts';

const topic = (name: string, texts: string[]): NamingTopic => ({
  ...{ name, names: name === 'Colour' ? { de: 'Farbe' } : {}, texts: [name, ...texts] },
});
const TOPICS = [
  topic('Colour', ['The color is not as shown.', 'Die Farbe ist blass.']),
  topic('Staff friendliness', ['My compliments to the kind waiter.']),
  topic('Shade', ['Too dark a color.']),
];
const theme = (themeId: number, shares: number[], language: string | null = 'en', sentences = 10) => ({
  ...{ themeId, shares, language, sentences },
});
const fits = (telling: string, themes = [theme(1, [0.6, 0, 0]), theme(2, [0, 0, 0])]) =>
  topicFits(TOPICS, themes, () => [telling]).get(1);

test('a topic names a theme if enough of its sentences, and more than elsewhere, are about it', () => {
  expect(fits('Color')).toEqual(['Colour']);
  expect(fits('Color', [theme(1, [0.2, 0, 0]), theme(2, [0, 0, 0])])).toEqual([]);
  expect(fits('Color', [theme(1, [0.6, 0, 0]), theme(2, [0.6, 0, 0])])).toEqual([]);
});

test('a telling word of the theme is in the texts of the topic', () => {
  expect(fits('Size')).toEqual([]);
  expect(fits('Compliments', [theme(1, [0, 0.6, 0]), theme(2, [0, 0, 0])])).toEqual(['Staff friendliness']);
});

test('the best topic names a theme, in its language', () => {
  expect(fits('Color', [theme(1, [0.6, 0, 0.35]), theme(2, [0, 0, 0])])).toEqual(['Colour']);
  expect(fits('Farbe', [theme(1, [0.6, 0, 0], 'de'), theme(2, [0, 0, 0])])).toEqual(['Farbe']);
});

test('names are unique without numbers; forms of the same words are one name', () => {
  const own = (...telling: string[]) => ({ telling, others: [] });
  expect(nameThemes([own('Color'), { telling: ['Color'], others: ['Black'] }])).toEqual(['Color', 'Black']);
  expect(nameThemes([own('Sleeves'), own('Sleeve', 'Arms')])).toEqual(['Sleeves', 'Arms']);
  expect(
    nameThemes([own('Color', 'Black'), own('Black colors', 'Blue')], ['Colors, black', 'Color']),
  ).toEqual(['Black', 'Blue']);
  const fitting = { ...own('Color'), topics: ['Colour'] };
  const second = { ...fitting, others: ['Black'] };
  expect(nameThemes([fitting, second])).toEqual(['Colour', 'Black']);
  const fabric = { ...own('Material'), topics: ['Fabric and material'] };
  expect(nameThemes([fabric, { ...own('Fabric'), others: ['Thick'] }])).toEqual([
    'Fabric and material',
    'Thick',
  ]);
});
