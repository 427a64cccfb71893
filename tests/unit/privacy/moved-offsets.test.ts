import { expect, it } from 'vitest';
import { maskedText } from '../../../src/privacy/masked-text.ts';
import { movedOffsets } from '../../../src/privacy/moved-offsets.ts';

const slice = (text: string, [start, end]: readonly [number, number]) => [...text].slice(start, end).join('');

/** Sentences of a text, by code points, as the masked text has them. */
function sentencesOf(text: string, hidden: readonly string[], number: number | null = null) {
  const found = hidden.map((value) => {
    const start = text.indexOf(value);
    return { kind: 'person', start, end: start + value.length };
  });
  const masked = maskedText(text, found, () => number);
  const moved = movedOffsets(text, masked, found);
  let at = 0;
  const sentences = text.split(/(?<=\. )/).map((sentence) => {
    const range = [at, at + [...sentence].length] as const;
    at = range[1];
    return slice(masked, moved.range(...range));
  });
  return { masked, moved, sentences };
}

it('finds each sentence of a text in its masked form', () => {
  const text = '👍👍 Anna was kind. 𝔅ob too, and 😀 Ana-Maria Müller. Thanks!';
  const { sentences, masked } = sentencesOf(text, ['Anna', '𝔅ob', 'Ana-Maria Müller'], 12);
  expect(masked).toBe('👍👍 [person 12] was kind. [person 12] too, and 😀 [person 12]. Thanks!');
  expect(sentences).toEqual([
    '👍👍 [person 12] was kind. ',
    '[person 12] too, and 😀 [person 12]. ',
    'Thanks!',
  ]);
});

it('takes the whole mask where a range ends within it', () => {
  const { sentences } = sentencesOf('Ask Dr. Who. Fine.', ['Dr. Who']);
  expect(sentences).toEqual(['Ask [person]', '[person]. ', 'Fine.']);
});

it('leaves a text that is nothing but an identifier, or has none, as it is', () => {
  expect(sentencesOf('Anna', ['Anna']).sentences).toEqual(['[person]']);
  expect(sentencesOf('Good. Bad.', []).sentences).toEqual(['Good. ', 'Bad.']);
});

it('finds what a part of a text has become', () => {
  const { moved } = sentencesOf('I met Anna. Anna is kind.', ['Anna']);
  expect(moved.part('I met Anna.')).toBe('I met [person].');
  expect(moved.part('is kind.')).toBe('is kind.');
  expect(moved.part('was kind.')).toBeNull();
});
