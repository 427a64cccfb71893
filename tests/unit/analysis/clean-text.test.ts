import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/domain/reading/clean-text.ts';
import { storedSpan } from '../../../src/domain/reading/mapped-text.ts';

const clean = (stored: string) => cleanText(stored).text;

describe('markup', () => {
  test.each([
    ['<p>It fits.</p>', 'It fits.'],
    ['<p style="margin:0;color:#2b2e2f">It <b>really</b> fits.</p>', 'It really fits.'],
    ['The app crashes<br>every time.', 'The app crashes every time.'],
    ['Great product.<br/>Terrible service.', 'Great product.\nTerrible service.'],
    ['<p>Great product.</p><p>Terrible service.</p>', 'Great product.\n\nTerrible service.'],
    ['&lt;p&gt;It fits.&lt;/p&gt;', 'It fits.'],
    ['&amp;lt;p&amp;gt;Tom &amp;amp; Jerry&amp;lt;/p&amp;gt;', 'Tom & Jerry'],
    ['<script>alert(1)</script>', ''],
    ['<style>p { color: red }</style>Fine', 'Fine'],
    ['<b></b>', ''],
    ['&nbsp;', ''],
    ['I <3 it, 5 < 6 and <name> too', 'I <3 it, 5 < 6 and <name> too'],
    ['<!-- from the app -->Fine', 'Fine'],
    ['Late.<blockquote>On Monday we wrote: how was it?</blockquote>', 'Late.'],
    ['AT&T &notanentity; x', 'AT&T &notanentity; x'],
  ])('%j reads %j', (stored, read) => {
    expect(clean(stored)).toBe(read);
  });
});

describe('mails', () => {
  test.each([
    ['Nobody answers.\n\nSent from my iPhone', 'Nobody answers.'],
    ['Nobody answers. Sent from my iPhone', 'Nobody answers.'],
    ['It fits.\nGet Outlook for Android', 'It fits.'],
    ['Passt.\nVon meinem iPhone gesendet', 'Passt.'],
    ['It fits.\n\n-- \nJane Doe\nHead of Sales | Example Ltd', 'It fits.'],
    ['It fits.\n\nKind regards,\nJane Doe\nExample Ltd', 'It fits.'],
    ['Best regards to the driver, he was kind.\nThanks', 'Best regards to the driver, he was kind.\nThanks'],
    ['Late.\n\nOn Tue, 5 Mar 2024 at 10:04, Shop <a@b.example> wrote:\n> Dear customer,\n> sorry', 'Late.'],
    ['Zu spät.\n\nAm 5. März 2024 um 10:04 schrieb Shop <a@b.example>:\n> Hallo', 'Zu spät.'],
    ['Zu spät.\n\nShop <a@b.example> schrieb:\n> Hallo\n> Ende', 'Zu spät.'],
    ['> Was it good?\n> Tell us\nIt was not.', 'It was not.'],
    [
      'On Tue, 5 Mar 2024 at 10:04, Shop <a@b.example>\nwrote:\n\n> How was it?\n\nIt was late.',
      'It was late.',
    ],
    [
      'On Monday the agent wrote: no refund.\nI am angry.',
      'On Monday the agent wrote: no refund.\nI am angry.',
    ],
    ['> 3 weeks late', '> 3 weeks late'],
    [
      'Late.\n\nThis e-mail is confidential. If you are not the intended recipient please delete it.',
      'Late.',
    ],
    ['Late.\n-----Original Message-----\nFrom: Shop\nWe are happy', 'Late.'],
    ['- fast delivery\n- broken box\n- rude driver', '- fast delivery\n- broken box\n- rude driver'],
    [
      `Good\n--\n${'a long line of text\n'.repeat(20)}`,
      `Good\n--\n${'a long line of text\n'.repeat(20).trimEnd()}`,
    ],
  ])('%j reads %j', (stored, read) => {
    expect(clean(stored).trim()).toBe(read);
  });
});

describe('mojibake is mended where it is certain', () => {
  test.each([
    ['donâ€™t', 'don’t'],
    ['so bad ðŸ˜¡', 'so bad 😡'],
    ['so good ðŸ˜\u008d', 'so good 😍'],
    ['dÃ©jÃ\u00a0 vu, Ã¼ber', 'déjà vu, über'],
    ['ÃƒÂ©tÃƒÂ©', 'été'],
    ['5Â° warm', '5° warm'],
    ['ä½ å¥½'.replace(' ', '\u00a0'), '你好'],
  ])('%j reads %j', (stored, read) => {
    expect(cleanText(stored)).toMatchObject({ text: read, mended: true });
  });

  test.each(['CAFÉ”…', '“Straß”', 'MAÇÃ…', 'voilà”…', 'naïve café', 'Ångström', 'été', '«Àé»', '5 €'])(
    '%j stays',
    (stored) => {
      expect(cleanText(stored)).toEqual({ text: stored, origin: null, mended: false });
    },
  );
});

test('of a review that Google translated, the translation is read', () => {
  const both = '(Translated by Google) Very good.\n\n(Original)\nSehr gut.';
  expect(clean(both)).toBe('Very good.');
  expect(clean('(Original)\nSehr gut.\n\n(Translated by Google)\nVery good.')).toBe('Very good.');
  expect(clean('(Translated by Google) Very good.')).toBe('Very good.');
});

test('addresses stay whole', () => {
  const text = 'See https://shop.example/p?id=1&ref=2 and www.shop.example/a?b=c. Nice.';
  expect(clean(text)).toBe(text);
});

test('offsets lead back to what is stored', () => {
  const stored = '<p>Tom &amp; Jerry</p><p>donâ€™t   fit.</p>';
  const read = cleanText(stored);
  const at = (word: string) => {
    const start = read.text.indexOf(word);
    const span = storedSpan(read, { start, end: start + word.length });
    return stored.slice(span.start, span.end);
  };
  expect(at('Tom & Jerry')).toBe('Tom &amp; Jerry');
  expect(at('don’t   fit.')).toBe('donâ€™t   fit.');
  expect(at('&')).toBe('&amp;');
});

test('whatever a text holds, offsets ascend and lie in it, and cleaning twice is reading once', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<br>',
        '<blockquote>',
        '<script>',
        '&amp;',
        '&lt;',
        '&amp;lt;',
        '&nbsp;',
        '\n',
        '\n> x\n',
      ],
      ...[
        'â€™',
        'ðŸ˜¡',
        'Ã©',
        '-- \n',
        'Sent from my iPhone',
        'On 1 May 2024 x wrote:\n',
        '(Original)',
        '<!--',
      ],
      ...['(Translated by Google)', '\ud83d', 'Kind regards,\nJo'],
    ),
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (stored) => {
        const { text, origin } = cleanText(stored);
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
