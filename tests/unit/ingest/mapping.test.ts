import { describe, expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import type { ColumnFacts } from '../../../src/ingest/columns/column-facts.ts';
import { type ColumnMap, parseColumns, parseMap } from '../../../src/ingest/columns/column-map.ts';
import { resolveMapping } from '../../../src/ingest/columns/mapping.ts';

const resolve = (header: string[], map: ColumnMap = {}) => resolveMapping(header, { map }, 'f.csv');

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
    ['text=a,id=x,text="b, c"', { text: ['a', 'b, c'], id: 'x' }],
    [' rating = Stars given , time="a, ""b""" ', { rating: 'Stars given', time: 'a, "b"' }],
  ])('%s', (value, expected) => {
    expect(parseMap(value)).toEqual(expected);
  });

  test.each([
    ['', 'is empty'],
    ['body', 'cannot be read'],
    ['body=x', 'no field body'],
    ['text=', 'text no column'],
    ['text=a,text=a', 'column a twice'],
    ['id=a,id=b', 'id twice'],
    ['text="a', 'cannot be read'],
    ['text="a"b', 'cannot be read'],
  ])('%s is refused', (value, detail) => {
    const error = codeOf(() => parseMap(value));
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(detail);
    expect(error.message).toContain('text, id, time, clock, rating, language, author');
  });
});

test('lists of columns', () => {
  expect(parseColumns('a, "b, ""c""",#3')).toEqual(['a', 'b, "c"', '#3']);
  expect(codeOf(() => parseColumns('"a')).code).toBe('USAGE');
});

describe('by content', () => {
  const facts = (filled: number, words: number, kind: Partial<ColumnFacts> = {}): ColumnFacts => ({
    ...{ filled, words: words * filled, numeric: 0, dated: 0, clocked: 0, identifiers: 0, numbers: 0 },
    distinct: new Set(Array.from({ length: filled }, (_, i) => i)),
    ...kind,
  });
  const numbers = facts(100, 1, { numeric: 100, distinct: new Set([1, 2, 3, 4, 5]) });
  const prose = facts(100, 12);
  const empty = facts(0, 0);
  const dates = facts(9, 1, { dated: 9 });

  test.each<[string, string[], ColumnFacts[], ColumnMap, string[]]>([
    ['no name is known', ['a', 'b'], [numbers, prose], { text: 'b' }, ['text']],
    [
      'numbers are no text',
      ['Bewertung', 'b'],
      [numbers, prose],
      { text: 'b', rating: 'Bewertung' },
      ['text'],
    ],
    ['two names, one empty', ['text', 'comment'], [empty, prose], { text: 'comment' }, []],
    ['the same name twice', ['comment', 'comment'], [numbers, prose], { text: 'comment (2)' }, []],
    [
      'an empty date',
      ['date', 'created at', 'text'],
      [empty, dates, prose],
      { text: 'text', time: 'created at' },
      [],
    ],
    ['an empty column is still better than none', ['text'], [empty], { text: 'text' }, []],
  ])('%s', (_, header, columns, expected, byContent) => {
    const mapping = resolveMapping(header, { facts: columns }, 'f.csv');
    expect(mapping.columns).toEqual(expected);
    expect(mapping.byContent).toEqual(byContent);
  });

  test('two columns of prose, or categories however long, are not guessed at', () => {
    const refused = (header: string[], columns: ColumnFacts[]) =>
      codeOf(() => resolveMapping(header, { facts: columns }, 'f')).code;
    for (const other of [facts(100, 10), facts(100, 9)]) {
      expect(refused(['a', 'b'], [prose, other])).toBe('COLUMN_TEXT_MISSING');
    }
    const categories = facts(100, 8, { distinct: new Set([1, 2]) });
    expect(refused(['a'], [categories])).toBe('COLUMN_TEXT_MISSING');
  });

  test('two text columns of one name, and the open questions of a survey, are all texts', () => {
    const texts = (header: string[], questions?: string[]) =>
      resolveMapping(header, { facts: [prose, prose], questions }, 'f').columns.text;
    expect(texts(['text', 'text'])).toEqual(['text', 'text (2)']);
    expect(texts(['Q1', 'Q2'], ['What was good?', 'What was bad?'])).toEqual(['Q1', 'Q2']);
  });

  test('columns without name and value are ignored; others by choice', () => {
    const header = ['text', 'a', 'b', ''];
    const columns = [prose, numbers, numbers, empty];
    const ignored = (options: object) => {
      const mapping = resolveMapping(header, { facts: columns, ...options }, 'f');
      return [mapping.ignored, mapping.attributes];
    };
    expect(ignored({})).toEqual([[3], [1, 2]]);
    expect(ignored({ ignore: ['a'] })).toEqual([[1, 3], [2]]);
    expect(ignored({ keep: ['#3'] })).toEqual([[1, 3], [2]]);
    expect(codeOf(() => ignored({ ignore: ['text'] })).code).toBe('USAGE');
    expect(codeOf(() => ignored({ ignore: ['z'] })).code).toBe('COLUMN_UNKNOWN');
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
    expect(resolve(['text', 'text', 'id'], { text: '#2' })).toMatchObject({
      texts: [1],
      positions: { id: 2 },
    });
    expect(resolve(['a', 'A'], { text: 'A' }).texts).toEqual([1]);
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
