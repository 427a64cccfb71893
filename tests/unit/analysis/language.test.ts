import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { languageOf, sourceLanguage } from '../../../src/analysis/language/language.ts';
import { languageCode } from '../../../src/analysis/language/language-name.ts';
import { ROOT } from '../../support/cli.ts';

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

const judged = (text: string, clues?: Parameters<typeof languageOf>[2]) =>
  languageOf(text, ['en'], clues).served;
const FIXTURES = join(ROOT, 'tests/fixtures/real-files');
const textsOf = (file: string): string[] =>
  parse(readFileSync(join(FIXTURES, file)), { columns: true, bom: true }).map(
    (row) => (row as Record<string, string>).text!,
  );

test.each(Object.entries(FOREIGN))(
  'a comment in %s is told, and is not served by a model of English',
  (language, text) => {
    expect(languageOf(text, ['en'])).toMatchObject({ language, served: false });
    expect(languageOf(text, ['en', language]).served).toBe(true);
    expect(languageOf(text, []).served).toBe(true);
  },
);

test('not one of the 1,000 reviews of the demo is taken for another language', () => {
  const rows: { 'Review Text': string }[] = parse(
    readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv')),
    { columns: true, bom: true },
  );
  const texts = rows.map((row) => row['Review Text']).filter(Boolean);
  expect(texts.length).toBeGreaterThan(900);
  expect(texts.filter((text) => !judged(text))).toEqual([]);
});

test('English is judged, however short or full of names, alone and among its like', () => {
  const texts = textsOf('44-english-taken-for-another-language/texts.csv');
  const source = sourceLanguage(texts, ['en']);
  expect(source?.served).toBe(true);
  expect(texts.filter((text) => !judged(text))).toEqual([]);
  expect(texts.filter((text) => !judged(text, { stated: null, source }))).toEqual([]);
});

test('other scripts are never judged as English, however short', () => {
  for (const text of [
    'ужасно',
    '差',
    '最悪',
    '최악',
    'رائع',
    'καλό',
    'मस्त',
    'ดี',
    'Отлично!',
    'iPhone 很好用',
  ]) {
    for (const served of [true, false]) {
      const source = { served, language: null };
      expect(judged(text, { stated: null, source }), text).toBe(false);
      expect(judged(text, { stated: 'en', source }), text).toBe(false);
    }
  }
});

test('a source in other languages is set aside whole', () => {
  const texts = [
    ...[
      'Arnaque, fuyez ce site !',
      'Livraison rapide, rien à dire',
      'Très déçu',
      'Parfait',
      'Produit conforme',
    ],
    ...[
      'Colis jamais reçu, service client injoignable',
      'Je recommande',
      'Schlechter Service, nie wieder',
      'Super',
    ],
    ...[
      'Sehr schnelle Lieferung',
      'Alles bestens',
      'Ware kam kaputt an, keine Antwort vom Kundendienst',
      'Gut',
    ],
    ...[
      'Es una estafa total, no lo compren nunca',
      'Muy bueno',
      'Pésimo servicio',
      'Llegó tarde y roto',
      'Malo',
    ],
  ];
  const source = sourceLanguage(texts, ['en']);
  expect(source?.served).toBe(false);
  expect(texts.filter((text) => judged(text, { stated: null, source }))).toEqual([]);
});

test('English between Hindi words is set aside, or is English for the most part', () => {
  const texts = textsOf('43-hinglish-code-mixed/texts.csv');
  const source = sourceLanguage(texts, ['en']);
  // The ends of these three are English, and they are judged by them: positive, negative of delivery, positive.
  expect(texts.filter((text) => judged(text, { stated: null, source }))).toEqual([
    'Paisa vasool product, I loved it',
    'Muy bueno but shipping was slow',
    'Super produit, really love it',
  ]);
});

test('a language column decides', () => {
  const text = 'Die Ware ist gut';
  expect(languageOf(text, ['en'], { stated: 'de', source: null })).toMatchObject({
    language: 'de',
    served: false,
  });
  expect(judged('Great, thank you all', { stated: 'de', source: null })).toBe(false);
  expect(judged(text, { stated: 'en', source: null })).toBe(true);
});

const EUROPEAN = 'cs da de el en es fi fr hu it nl no pl pt ro ru sv tr'.split(' ');

test('a short text has the language of two thirds of its source, and long ones have their own', () => {
  const danish = [
    ...['Hurtig levering og pæn emballage', 'Trøjen var for lille, men den blev byttet uden problemer'],
    ...['Kunne ikke få fat i kundeservice', 'Jeg er meget glad for mine nye sko', 'Varen kom i stykker'],
    ...[
      'Det var en dårlig oplevelse fra start til slut',
      'Pakken blev væk',
      'Den er lidt dyr, men den er god',
    ],
    ...['Flot kvalitet og hurtig levering', 'Jeg ville ønske, at der var flere farver'],
  ];
  const source = sourceLanguage(danish, EUROPEAN);
  expect(source).toEqual({ served: true, language: 'da' });
  const found = (text: string) => languageOf(text, EUROPEAN, { stated: null, source }).language;
  // Danish and Norwegian alike; n-grams alone say "no", "sv" or "nl" for some of them.
  expect(['Helt fint', 'God kvalitet', 'Passer perfekt', 'Meget godt'].map(found)).toEqual(
    Array(4).fill('da'),
  );
  expect(found('The delivery took two weeks and nobody answered my mails')).toBe('en');
  expect(found('Très bonne qualité, je recommande ce magasin')).toBe('fr');
});

test('one language in a script is found in a single word', () => {
  expect(languageOf('καλό', EUROPEAN)).toMatchObject({ language: 'el', served: true });
  expect(languageOf('супер', EUROPEAN)).toMatchObject({ language: 'ru', served: true });
});

test('a source with no majority gives no language', () => {
  const mixed = Object.values(FOREIGN).slice(1);
  expect(sourceLanguage(mixed, [...EUROPEAN, 'ja', 'zh'])).toEqual({ served: true, language: null });
});

test.each(['no', 'nb', 'nn'])('Norwegian stated as "%s" is served by a model of "no" or "nb"', (written) => {
  const stated = languageCode(written);
  for (const served of [['en', 'no'], ['nb']]) {
    expect(languageOf('Fin kvalitet', served, { stated, source: null })).toMatchObject({
      language: 'no',
      served: true,
    });
  }
});

test('names of languages and tags are codes', () => {
  const written = ['en-GB', 'pt_BR', 'German', 'deutsch', 'Français', 'EN', 'no', 'zh-Hans-CN'];
  expect(written.map(languageCode)).toEqual(['en', 'pt', 'de', 'de', 'fr', 'en', 'no', 'zh']);
  expect(['', 'Shop 12', 'x', 'english speaker'].map(languageCode)).toEqual([null, null, null, null]);
});

test('what has no letters, or only names and links, is not left out', () => {
  for (const text of [
    '',
    '!!!',
    'ok',
    '12345',
    '@muller #danke https://example.com/das-ist-ein-langer-weg',
    'Samsung Galaxy S21 Ultra',
  ]) {
    expect(judged(text), text).toBe(true);
  }
});

test('any text is read, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
      const found = languageOf(text, ['en']);
      expect(languageOf(text, ['en'])).toEqual(found);
      expect([found.confidence >= 0, found.confidence <= 1]).toEqual([true, true]);
    }),
    { numRuns: 200 },
  );
});
