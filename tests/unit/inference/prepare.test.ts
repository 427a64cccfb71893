import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareText } from '../../../src/inference/text/prepare.ts';

/** What the stored text holds where `word` stands in the prepared text. */
function origin(stored: string, word: string): string {
  const { text, origin } = prepareText(stored);
  const at = text.indexOf(word);
  expect(at).toBeGreaterThanOrEqual(0);
  if (!origin) return stored.slice(at, at + word.length);
  return stored.slice(origin.start[at], origin.end[at + word.length - 1]);
}

describe('prepareText follows the card of the embedded model', () => {
  test.each([
    ['Tom &amp; Jerry', 'Tom & Jerry'],
    ['&lt;b&gt; &#39;x&#x27;', "<b> 'x'"],
    ['&notanentity; AT&T', '&notanentity; AT&T'],
    ['thanks @AmericanAir!', 'thanks @user!'],
    ['mail bob@example.com', 'mail bob@example.com'],
    ['see https://x.y/z?q=1 now', 'see http now'],
    ['see www.example.com', 'see http'],
    ['a \t b\r\n\r\nc', 'a b c'],
    ['👍', ' thumbs up '],
    ['👍🏽', ' thumbs up '],
    ['love it ❤ ❤️', 'love it  red heart   red heart '],
    ['© 2024 ™', '© 2024 ™'],
    ['5 # *', '5 # *'],
    ['日本語 עברית', '日本語 עברית'],
    ["[person]'s help in [place 2], [person 14]", "Alex's help in London, Alex"],
    ['[email] [phone] [persons] [person x]', '[email] [phone] [persons] [person x]'],
  ])('%j becomes %j', (stored, prepared) => {
    expect(prepareText(stored).text).toBe(prepared);
  });

  test('offsets lead back to what the customer wrote', () => {
    expect(origin('I 👍🏽 this', 'thumbs up')).toBe('👍🏽');
    expect(origin('so @bob said', '@user')).toBe('@bob');
    expect(origin('so [person 3] said', 'Alex')).toBe('[person 3]');
    expect(origin('a &amp; b @c  d', 'd')).toBe('d');
    expect(origin('x &lt; y', '<')).toBe('&lt;');
    expect(origin('👨‍👩‍👧 family', 'family man, woman, girl')).toBe('👨‍👩‍👧');
  });

  test('an unchanged text is passed through as it is', () => {
    expect(prepareText('Plain words, 5 of them.')).toEqual({ text: 'Plain words, 5 of them.', origin: null });
  });

  test('offsets are monotonous and within the text, whatever it holds', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '&amp;',
        '@x',
        'http://a.b',
        '  ',
        '\n',
        '👍🏽',
        '❤',
        '\u200d',
        '\ud800',
        '&#0;',
        '&#x110000;',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (stored) => {
          const { text, origin } = prepareText(stored);
          if (!origin) return text === stored;
          expect(origin.start.length).toBe(text.length);
          for (let i = 0; i < text.length; i++) {
            expect(origin.start[i]!).toBeLessThan(origin.end[i]!);
            expect(origin.end[i]!).toBeLessThanOrEqual(stored.length);
            if (i > 0) expect(origin.start[i]!).toBeGreaterThanOrEqual(origin.start[i - 1]!);
          }
        },
      ),
    );
  });
});
