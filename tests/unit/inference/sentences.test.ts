import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitSentences } from '../../../src/inference/text/sentences.ts';

const split = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  test.each<[string, string[]]>([
    ['One. Two.', ['One.', 'Two.']],
    ['i love it. it fits! really?', ['i love it.', 'it fits!', 'really?']],
    ['Thanks, Mr. Smith. Bye', ['Thanks, Mr. Smith.', 'Bye']],
    ['I paid $5.99 e.g. yesterday. ok', ['I paid $5.99 e.g. yesterday.', 'ok']],
    ['First line\nsecond line', ['First line', 'second line']],
    ['Great!!! :)', ['Great!!! :)']],
    ['Great... really', ['Great...', 'really']],
    ['  spaced.   out  ', ['spaced.', 'out']],
    ['!!!', ['!!!']],
    ['', []],
    [' \n ', []],
    ['良い。悪い。', ['良い。', '悪い。']],
    ['He said "no." then left.', ['He said "no."', 'then left.']],
    ['👍 👍', ['👍 👍']],
  ])('%j', (text, sentences) => {
    expect(split(text)).toEqual(sentences);
  });

  test('sentences are in order, apart, trimmed, and leave out only white space', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('. ', '! ', '?\n', 'e.g. ', 'Mr. ', 'a', '"', '。'),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          let last = 0;
          for (const { start, end } of splitSentences(text)) {
            expect(text.slice(last, start).trim()).toBe('');
            expect(start).toBeLessThan(end);
            expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
            last = end;
          }
          expect(text.slice(last).trim()).toBe('');
        },
      ),
    );
  });
});
