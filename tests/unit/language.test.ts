import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectLanguage, isUnserved } from '../../src/analysis/language.ts';
import { ROOT } from '../support/cli.ts';

const FOREIGN: Readonly<Record<string, string>> = {
  ar: 'المنتج ممتاز والتوصيل كان سريعا جدا',
  de: 'Der Versand hat ewig gedauert und die Hose passt nicht.',
  es: 'El vestido me quedó pequeño y tuve que devolverlo.',
  fr: 'La livraison était rapide et le produit est parfait.',
  it: 'Il prodotto è arrivato rotto, pessimo servizio.',
  ja: 'とても良い商品です。また買います。',
  nl: 'De kwaliteit valt tegen, ik heb het teruggestuurd.',
  pl: 'Bardzo dobra jakość, polecam wszystkim znajomym.',
  pt: 'Gostei muito do vestido, a entrega foi rápida.',
  ru: 'Очень хорошее качество, доставили быстро',
  tr: 'Kargo çok geç geldi, hiç memnun kalmadım.',
  zh: '质量很好,物流也很快,下次还会再买',
};

test.each(Object.entries(FOREIGN))(
  'a comment in %s is told, and is not served by a model of English',
  (language, text) => {
    const found = detectLanguage(text);
    expect(found?.language).toBe(language);
    expect(isUnserved(found, ['en'])).toBe(true);
    expect(isUnserved(found, ['en', language])).toBe(false);
    expect(isUnserved(found, [])).toBe(false);
  },
);

test('not one of the 1,000 reviews of the demo is taken for another language', () => {
  const rows: { 'Review Text': string }[] = parse(
    readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv')),
    { columns: true, bom: true },
  );
  const texts = rows.map((row) => row['Review Text']).filter(Boolean);
  expect(texts.length).toBeGreaterThan(900);
  expect(texts.filter((text) => isUnserved(detectLanguage(text), ['en']))).toEqual([]);
});

test('what is too short, or only names and links, is never left out', () => {
  for (const text of [
    '',
    '!!!',
    'Sehr gut!',
    'ok',
    '12345',
    '@muller #danke https://example.com/das-ist-ein-langer-weg',
  ]) {
    expect(isUnserved(detectLanguage(text), ['en']), text).toBe(false);
  }
});

test('any text is read, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
      const found = detectLanguage(text);
      expect(detectLanguage(text)).toEqual(found);
      if (found) expect([found.confidence >= 0, found.confidence <= 1]).toEqual([true, true]);
    }),
    { numRuns: 200 },
  );
});
