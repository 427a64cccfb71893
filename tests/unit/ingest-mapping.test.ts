import { describe, expect, test } from 'vitest';
import { VerbatimError } from '../../src/errors.ts';
import { type ColumnMap, parseMap, resolveMapping } from '../../src/ingest/mapping.ts';

const resolve = (header: string[], map: ColumnMap = {}) => resolveMapping(header, map, 'f.csv');

function codeOf(work: () => unknown): VerbatimError {
  try {
    work();
  } catch (error) {
    if (error instanceof VerbatimError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('--map', () => {
  test.each([
    ['text="Review Text",id=#1', { text: 'Review Text', id: '#1' }],
    ['text=body', { text: 'body' }],
    [' rating = Stars given , time="a, ""b""" ', { rating: 'Stars given', time: 'a, "b"' }],
  ])('%s', (value, expected) => {
    expect(parseMap(value)).toEqual(expected);
  });

  test.each([
    ['', 'is empty'],
    ['body', 'cannot be read'],
    ['body=x', 'no field body'],
    ['text=', 'text no column'],
    ['text=a,text=b', 'text twice'],
    ['text="a', 'cannot be read'],
    ['text="a"b', 'cannot be read'],
  ])('%s is refused', (value, detail) => {
    const error = codeOf(() => parseMap(value));
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(detail);
    expect(error.message).toContain('text, id, time, rating, language, author');
  });
});

describe('columns', () => {
  test('the demo file', () => {
    const mapping = resolve(['', 'Clothing ID', 'Age', 'Title', 'Review Text', 'Rating', 'Recommended IND']);
    expect(mapping.columns).toEqual({ text: 'Review Text', rating: 'Rating' });
    expect(mapping.attributes.map((at) => mapping.names[at])).toEqual([
      ...['column_1', 'Clothing ID', 'Age', 'Title', 'Recommended IND'],
    ]);
  });

  test.each<[string[], ColumnMap]>([
    [
      ['REVIEW_ID', 'Created At', 'Comments', 'User-Id'],
      { id: 'REVIEW_ID', time: 'Created At', text: 'Comments', author: 'User-Id' },
    ],
    [['Datum', 'Kommentar', 'Bewertung'], { time: 'Datum', text: 'Kommentar', rating: 'Bewertung' }],
    [['Datum', 'Bewertung', 'Sterne'], { time: 'Datum', text: 'Bewertung', rating: 'Sterne' }],
    [['Fecha', 'resena', 'Estrellas'], { time: 'Fecha', text: 'resena', rating: 'Estrellas' }],
    [['avis', 'note', 'langue'], { text: 'avis', rating: 'note', language: 'langue' }],
    [['product id', 'user id', 'Clothing ID', 'text'], { text: 'text', author: 'user id' }],
    [['comment', 'review', 'text'], { text: 'text' }],
    [
      ['tweet_id', 'airline_sentiment', 'name', 'text', 'tweet_created'],
      { id: 'tweet_id', text: 'text', time: 'tweet_created' },
    ],
  ])('%j', (header, columns) => {
    expect(resolve(header).columns).toEqual(columns);
  });

  test('names stay distinct, blank ones get a number, __proto__ is no key', () => {
    const { names } = resolve(['text', 'a', 'a', 'a (2)', ' ', 'a', '__proto__']);
    expect(names).toEqual(['text', 'a', 'a (2)', 'a (2) (2)', 'column_5', 'a (3)', 'column_7']);
  });

  test('an explicit column is taken first, by exact name, loosely, or by position', () => {
    expect(resolve(['text', 'body'], { text: 'body' }).columns).toEqual({ text: 'body' });
    expect(resolve(['Text', 'Body Of It'], { text: 'body_of_it' }).columns).toEqual({ text: 'Body Of It' });
    expect(resolve(['text', 'text', 'id'], { text: '#2' }).positions).toEqual({ text: 1, id: 2 });
    expect(resolve(['a', 'A'], { text: 'A' }).positions).toEqual({ text: 1 });
  });

  test.each<[string[], ColumnMap, string, string[]]>([
    [['a', 'b'], {}, 'COLUMN_TEXT_MISSING', ['a, b']],
    [['text'], { id: 'nr' }, 'COLUMN_UNKNOWN', ['nr', 'text']],
    [['text'], { id: '#2' }, 'COLUMN_UNKNOWN', ['#2']],
    [['text'], { id: '#0' }, 'COLUMN_UNKNOWN', ['#0']],
    [['text', 'x', 'x'], { id: 'x' }, 'COLUMN_DUPLICATE', ['x', 'id']],
    [['Text', 'text'], {}, 'COLUMN_DUPLICATE', ['Text', 'text']],
  ])('%j with %j: %s', (header, map, code, parts) => {
    const error = codeOf(() => resolve(header, map));
    expect(error.code).toBe(code);
    for (const part of parts) expect(error.message).toContain(part);
  });

  test('a file without a header row does not pour its first comment into the message', () => {
    const error = codeOf(() => resolve(['1', 'I hated every minute of it and want my money back'.repeat(9)]));
    expect(error.message.length).toBeLessThan(200);
  });
});
