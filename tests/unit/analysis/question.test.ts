import { describe, expect, test } from 'vitest';
import { understand } from '../../../src/analysis/answers/question.ts';
import { namedTopic, namedValue } from '../../../src/analysis/answers/value-names.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const topic = (id: string, name: string, names: Record<string, string> = {}) =>
  namedTopic({ id, name, names });
const VALUES = [
  topic('t-fit', 'Fit and size', { de: 'Größe und Passform' }),
  topic('t-delivery', 'Delivery', { de: 'Lieferung', fr: 'Livraison', es: 'Entrega' }),
  topic('t-colour', 'Colour'),
  namedValue(null, 'web-shop', 50),
  namedValue('city', 'Berlin', 40),
  namedValue('city', 'Hamburg', 30),
  namedValue('Department Name', 'Dresses', 300),
  namedValue('Class Name', 'Dresses', 200),
  namedValue('Department Name', 'Tops', 100),
  namedValue('country', 'DE', 20),
  namedValue('country', 'US', 20),
  namedValue('product', 'Rain jacket', 20),
  namedValue('channel', 'app', 20),
  namedValue('Age', '33', 9),
  namedValue('answer', 'yes', 9),
  namedValue('plan', 'Premium', 9),
  namedValue('language', 'pt', 9),
];

/** Question, the subject that is left, and the filters, as a person reads it. */
const READ: readonly (readonly [question: string, subject: string, filter: object])[] = [
  [
    'why are people in Berlin unhappy about delivery?',
    '',
    { attributes: { city: 'Berlin' }, sentiment: 'negative', topic: 't-delivery' },
  ],
  ['what do people say about fit', '', { topic: 't-fit' }],
  [
    '1-star reviews about sizing since May 2025',
    'sizing',
    { first: '2025-05-01', last: null, ratings: [1, 1] },
  ],
  [
    'What do people love about the rain jacket last month?',
    '',
    {
      attributes: { product: 'Rain jacket' },
      first: '2026-10-01',
      last: '2026-10-31',
      sentiment: 'positive',
    },
  ],
  [
    'Warum sind Kunden in Deutschland unzufrieden mit der Lieferung seit Mai 2025?',
    '',
    {
      ...{ attributes: { country: 'DE' }, first: '2025-05-01', last: null },
      ...{ sentiment: 'negative', topic: 't-delivery' },
    },
  ],
  [
    'Pourquoi les clients se plaignent-ils de la livraison en mars ?',
    '',
    { first: '2026-03-01', last: '2026-03-31', sentiment: 'negative', topic: 't-delivery' },
  ],
  [
    '¿Por qué se quejan los clientes de la entrega en 2025?',
    '',
    { first: '2025-01-01', last: '2025-12-31', sentiment: 'negative', topic: 't-delivery' },
  ],
  // What is not reached yet this year was last year.
  ['delivery in December', '', { first: '2025-12-01', last: '2025-12-31', topic: 't-delivery' }],
  ['between March and May 2026, seams', 'seams', { first: '2026-03-01', last: '2026-05-31' }],
  ['seams before 2026-03-05', 'seams', { first: null, last: '2026-03-04' }],
  ['seams in the last 30 days', 'seams', { first: '2026-10-31', last: '2026-11-29' }],
  ['Nähte letzte Woche', 'Nähte', { first: '2026-11-23', last: '2026-11-29' }],
  ['les coutures le mois dernier', 'coutures', { first: '2026-10-01', last: '2026-10-31' }],
  ['las costuras de este año', 'costuras', { first: '2026-01-01', last: '2026-11-30' }],
  ['what may go wrong', '', { sentiment: 'negative' }],
  // A value is asked for by its own name, not by a word that is its singular.
  ['how do I top up my card', 'top up my card', {}],
  ['what do people say about top up fees', 'top up fees', {}],
  ['seams in Tops', 'seams', { attributes: { 'Department Name': 'Tops' } }],
  ['seams of tops', 'seams', { attributes: { 'Department Name': 'Tops' } }],
  ['do the colors match the photos', 'colors match the photos', {}],
  // Both are asked for.
  ['are people happy with the app', 'app', {}],
  ['how satisfied are customers with the seams', 'seams', {}],
  ['what do people love and hate about the seams', 'seams', {}],
  ['what do people not like about seams?', 'seams', { sentiment: 'negative' }],
  ['Was gefällt Kunden nicht?', '', { sentiment: 'negative' }],
  ['content of the package', 'content of the package', {}],
  ['what do people complain about in the app', '', { attributes: { channel: 'app' }, sentiment: 'negative' }],
  ['age 33 about seams', 'seams', { attributes: { Age: '33' } }],
  ['33 buttons', '33 buttons', {}],
  ['did they say yes', '', {}],
  ['5 stars in the US', '', { ratings: [5, 5], attributes: { country: 'US' } }],
  ['tell us about seams', 'seams', {}],
  ['at least four stars, seams', 'seams', { ratings: [4, 5] }],
  ['3 bis 4 Sterne: Nähte', 'Nähte', { ratings: [3, 4] }],
  ['reviews from web shop', '', { source: 'web-shop' }],
  ['Why do Premium customers cancel?', 'cancel', { attributes: { plan: 'Premium' } }],
  ['invoices in Portuguese', 'invoices', { attributes: { language: 'pt' } }],
  ['show me everything about refunds that took weeks', 'refunds that took weeks', {}],
  ['<script>alert(1)</script>', 'script>alert(1)</script', {}],
  ["'; DROP TABLE feedback; --", 'DROP TABLE', {}],
  ['配送について', '配送について', {}],
];

describe('a question is taken apart', () => {
  test.each(READ)('%s', (question, subject, filter) => {
    const read = understand(question, VALUES, NOW);
    expect({ subject: read.subject, filter: read.filter }).toEqual({ subject, filter });
  });

  test('and says which words it used, and what else they may mean', () => {
    const { used } = understand('what do people say about dresses', VALUES, NOW);
    expect(used).toEqual([
      ...[
        {
          words: 'dresses',
          what: 'attribute',
          name: 'Department Name',
          value: 'Dresses',
          others: ['Class Name'],
        },
      ],
    ]);
  });

  test.each([
    ['why do people in Berln complain about delivery', 'Berln', 'Berlin', 't-delivery'],
    ['Warum sind Kunden aus Hamurg unzufrieden mit der Lieferung', 'Hamurg', 'Hamburg', 't-delivery'],
    ['people in Germny about delivery', 'Germny', 'Germany', 't-delivery'],
  ])('and asks about what nearly exists: %s', (question, word, named, about) => {
    const { near, filter } = understand(question, VALUES, NOW);
    expect(near).toMatchObject([{ word, named }]);
    expect(filter).toMatchObject({ topic: about });
    expect(filter.attributes).toBeUndefined();
  });

  test('without asking about words that only look like a value', () => {
    for (const question of [
      'what do people say about prizes',
      'how is the bar in the hall',
      'dressing rooms',
    ]) {
      expect(understand(question, VALUES, NOW).near).toEqual([]);
    }
    expect(understand('what about the color', VALUES, NOW).near).toMatchObject([{ named: 'Colour' }]);
  });
});
