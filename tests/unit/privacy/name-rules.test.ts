import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Found, maskedText } from '../../../src/privacy/masked-text.ts';
import { keptTest, unmaskedRanges } from '../../../src/privacy/name-rules.ts';

test.each([
  ['Anna', true],
  ['ANNA', true],
  ['schmidt', true],
  ['Ánna  Schmidt', true],
  ['Schmidt, Anna', true],
  ['Anna Weber', false],
  ['Annas', false],
  ['', false],
  ['Zoë', true],
  ['Zoe', true],
  ['Zoe Anna', false],
  ['Мария', true],
])('of "Anna Schmidt", "Zoë" and "Мария", %j stays: %s', (name, stays) => {
  expect(keptTest(['Anna Schmidt', 'Zoë', 'МАРИЯ', ' '])(name)).toBe(stays);
});

test('ranges of a masked text are those of the same words before', () => {
  const word = fc.constantFrom('a', 'bb', 'ccc', '[email]', 'x[person]y', '👍');
  const parts = fc.array(fc.record({ word, masked: fc.boolean(), number: fc.option(fc.nat(2000)) }));
  fc.assert(
    fc.property(parts, (given) => {
      const text = given.map((it) => it.word).join(' ');
      let at = 0;
      const spans = given.map(({ word: own, ...it }) => {
        const span = { kind: 'person', start: at, end: at + own.length, ...it };
        at += own.length + 1;
        return span;
      });
      const masks = spans.filter(({ masked }) => masked);
      const numbers = masks.map(({ number }) => number).values();
      const masked = maskedText(text, masks, () => numbers.next().value ?? null);
      const sized = masks.map((it) => ({
        ...it,
        length: it.number === null ? 8 : 9 + `${it.number}`.length,
      }));
      // Where the other words are in the masked text, found by reading both from the left.
      const rest: Found[] = [];
      const wanted: Found[] = [];
      let from = 0;
      for (const span of spans) {
        const length = span.masked
          ? sized.find(({ start }) => start === span.start)!.length
          : span.end - span.start;
        if (!span.masked) {
          rest.push({ kind: 'place', start: from, end: from + length });
          wanted.push({ kind: 'place', start: span.start, end: span.end });
          expect(masked.slice(from, from + length)).toBe(text.slice(span.start, span.end));
        }
        from += length + 1;
      }
      expect(unmaskedRanges(sized, rest)).toEqual(wanted);
    }),
  );
});
