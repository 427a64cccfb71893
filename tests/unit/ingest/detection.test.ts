import { describe, expect, test } from 'vitest';
import type { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { decideEncoding, EncodingSurvey } from '../../../src/ingest/bytes/encoding-survey.ts';
import { ColumnSurvey } from '../../../src/ingest/columns/column-facts.ts';
import { decideDecimal, decideTimeFormat } from '../../../src/ingest/columns/column-formats.ts';
import { decimalVote, parseRating } from '../../../src/ingest/columns/ratings.ts';
import { parseTimeZone } from '../../../src/ingest/columns/time-format.ts';
import { dateVote, parseTime } from '../../../src/ingest/columns/times.ts';
import { detectDelimiter } from '../../../src/ingest/records/delimiter.ts';
import { isNameRow } from '../../../src/ingest/records/header-row.ts';
import { detectQuotes, parseQuotes, quoteStyle } from '../../../src/ingest/records/quotes.ts';
import { RecordScanner } from '../../../src/ingest/records/records.ts';

function encodingOf(bytes: Buffer, piece = bytes.length): string {
  const survey = new EncodingSurvey();
  for (let at = 0; at < bytes.length; at += piece) survey.add(bytes.subarray(at, at + piece));
  return decideEncoding(survey.end(), 'f.csv');
}
/** Bytes of a text in a single-byte encoding, by way of its decoder. */
function encoded(label: string, text: string): Buffer {
  const decoder = new TextDecoder(label);
  const byCharacter = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
  );
  return Buffer.from([...text].map((character) => byCharacter.get(character) ?? 0x3f));
}

describe('the encoding of a whole file', () => {
  const ascii = 'id,text\n1,plain\n'.repeat(20_000);

  test.each<[string, Buffer, string]>([
    ['ASCII', Buffer.from(ascii), 'utf-8'],
    ['UTF-8', Buffer.from('id,text\n1,schön – 日本語\n'), 'utf-8'],
    ['a few bad bytes in UTF-8', Buffer.concat([Buffer.from('ä,ö,ü\n'), Buffer.from([0xe9])]), 'utf-8'],
    [
      'Western, only at the end',
      Buffer.concat([Buffer.from(ascii), encoded('windows-1252', '2,schön\n')]),
      'windows-1252',
    ],
    [
      'Western letters, quotes, dashes',
      encoded('windows-1252', 'id,text\n1,“C’est ça” – créée à Łódź für 5 €…\n'),
      'windows-1252',
    ],
    ['UTF-16LE', Buffer.from('id,text\n1,hello', 'utf16le'), 'utf-16le'],
    ['UTF-16BE', Buffer.from('id,text\n1,hello', 'utf16le').swap16(), 'utf-16be'],
    [
      'UTF-16LE with Chinese',
      Buffer.from('id,text\n1,很好很好很好很好很好很好的产品\n'.repeat(9), 'utf16le'),
      'utf-16le',
    ],
  ])('%s', (_, bytes, encoding) => {
    expect(encodingOf(bytes)).toBe(encoding);
    expect(encodingOf(bytes, 7)).toBe(encoding);
  });

  test.each<[string, Buffer]>([
    ['Russian', encoded('windows-1251', 'id,text\n1,Очень хорошо, спасибо\n2,Плохо\n')],
    ['Russian of DOS', encoded('ibm866', 'id,text\n1,Очень хорошо, спасибо\n2,Плохо\n')],
    ['Polish', encoded('iso-8859-2', 'id,text\n1,żółć i gęślą jaźń\n2,bardzo się cieszę, że są\n')],
    ['Greek', encoded('iso-8859-7', 'id,text\n1,πολύ καλό προϊόν\n')],
    ['Japanese', Buffer.from('69642c746578740a312c83658358836783608385815b838b0a', 'hex')],
    ['old Macintosh', encoded('macintosh', 'id,text\n1,für die schöne Größe\n2,très bien reçu\n')],
  ])('%s is refused, with the line and a name to try', (_, bytes) => {
    let error: VerbatimError | null = null;
    try {
      encodingOf(bytes);
    } catch (thrown) {
      error = thrown as VerbatimError;
    }
    expect(error).toMatchObject({ code: 'ENCODING_UNDECIDED', params: { line: 2 } });
    expect(error!.fix).toMatch(/--encoding [\w-]+/);
  });
});

describe('quotes', () => {
  test.each([
    ['a,"b ""c""",d\n', 'double'],
    ["id,text\n'1','it''s, fine'\n'2','b'\n", 'single'],
    ["id,text\n1,'tis fine\n2,don't\n", 'double'],
    ['id,text\n1,"say \\"hi\\" to me"\n', 'backslash'],
    ['id,path\n1,"C:\\"\n', 'double'],
    ['id\ttext\n1\t"Great" they said\n2\t"Bad" they said\n', 'none'],
  ])('%j', (text, style) => {
    expect(quoteStyle(detectQuotes(text))).toBe(style);
  });

  const cells = (text: string, style: string) => {
    const scanner = new RecordScanner(',', { quotes: parseQuotes(style) });
    return [...scanner.push(text), ...scanner.end()].map((record) => record.cells ?? record.flaw?.reason);
  };
  test('every style is read as it is written', () => {
    expect(cells("1,'it''s, \"fine\"','a\nb'\n", 'single')).toEqual([['1', 'it\'s, "fine"', 'a\nb']]);
    expect(cells('1,"say \\"hi\\", all"\n2,"open\n3,x\n', 'backslash')).toEqual([
      ...[['1', 'say "hi", all'], 'quote_not_closed', ['3', 'x']],
    ]);
    expect(cells('1,"a" b\n2,"c\n', 'none')).toEqual([
      ['1', '"a" b'],
      ['2', '"c'],
    ]);
    expect(cells("1,5'8,'x' ,y\n", 'single')).toEqual([['1', "5'8", 'x', 'y']]);
    expect(() => parseQuotes('constructor')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

test.each([
  ['Datum;Bewertung, gesamt;Text\n01.02.2024;4,5;gut, sehr\n02.02.2024;3,0;naja\n', ';'],
  ['id,text\n1,a;b;c\n2,d;e;f\n', ','],
  ['id;text\n1;"a;b"\n2;c,d,e\n3;f', ';'],
])('the delimiter of %j', (text, expected) => {
  expect(detectDelimiter(text)).toBe(expected);
});

test.each<[boolean, string[][]]>([
  [
    true,
    [
      ['id', 'text'],
      ['1', 'x'],
    ],
  ],
  [
    true,
    [
      ['What did you like best about us?', 'Anything else?'],
      ['All.', 'No'],
    ],
  ],
  [
    true,
    [
      ['col a', 'col b'],
      ['x', 'y'],
    ],
  ],
  [
    false,
    [
      ['1', 'Great product.'],
      ['2', 'Bad'],
    ],
  ],
  [false, [['Great product, would buy it again!'], ['Bad']]],
  [
    false,
    [
      ['2024-03-01', 'x'],
      ['2024-03-02', 'y'],
    ],
  ],
  [
    false,
    [
      ['DE', 'shop'],
      ['DE', 'shop'],
      ['FR', 'shop'],
    ],
  ],
  [
    false,
    [
      ['me@example.org', 'x'],
      ['y', 'z'],
    ],
  ],
])('a header row: %s for %j', (expected, rows) => {
  expect(isNameRow(rows)).toBe(expected);
});

function surveyOf(cells: string[]) {
  const survey = new ColumnSurvey(1, { times: [0], ratings: [0] });
  for (const [at, cell] of cells.entries()) survey.add([cell], at + 2);
  return survey;
}

describe('dates, by the whole column', () => {
  const orderOf = (cells: string[], given = {}) =>
    decideTimeFormat(surveyOf(cells).dates.get(0), given, { file: 'f', column: 'c' });

  test.each<[string[], string | null]>([
    [['2024-03-01', '20240301'], null],
    [['03/04/2024', '13/04/2024'], 'day-first'],
    [['03/04/2024', '04/13/2024'], 'month-first'],
    [['03.04.2024'], 'day-first'],
    [[...Array<string>(40).fill('25/04/2024'), '04/25/2024'], 'day-first'],
    [['Mar 3, 2024', '3. März 2024', '1 de marzo de 2024'], null],
  ])('%j', (cells, order) => {
    expect(orderOf(cells).order).toBe(order);
  });

  test.each([[['03/04/2024', '', 'x']], [['25/04/2024', '04/25/2024', '03/04/2024']]])(
    '%j is asked for, and taken as said',
    (cells) => {
      expect(() => orderOf(cells)).toThrow(expect.objectContaining({ code: 'DATE_ORDER_UNDECIDED' }));
      expect(orderOf(cells, { dates: 'month-first' }).order).toBe('month-first');
      expect(orderOf(cells, { dates: 'iso' }).order).toBeNull();
    },
  );

  test('day numbers of a spreadsheet, also beside dates that it left as text', () => {
    expect(orderOf(['45352', '45353.5']).serial).toBe(true);
    expect(orderOf(['45352', '2024-03-01']).serial).toBe(true);
  });

  const zone = (name: string) => ({ order: 'day-first' as const, zone: name, serial: true });
  // Python: datetime(...).replace(tzinfo=ZoneInfo(...)).astimezone(timezone.utc)
  test.each([
    ['2024-03-01T10:00', 'Europe/Berlin', '2024-03-01T09:00:00.000Z'],
    ['2024-07-01 10:00', 'Europe/Berlin', '2024-07-01T08:00:00.000Z'],
    ['01.07.2024 10:00', 'America/New_York', '2024-07-01T14:00:00.000Z'],
    ['2024-10-27T02:30', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
    ['2024-03-31T02:30', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
    ['2024-07-01T10:00Z', 'Europe/Berlin', '2024-07-01T10:00:00.000Z'],
    ['1709287200', 'Asia/Tokyo', '2024-03-01T10:00:00.000Z'],
    ['45352.5', 'UTC', '2024-03-01T12:00:00.000Z'],
    ['31/12/24 11:30 PM', 'UTC', '2024-12-31T23:30:00.000Z'],
    ['1 Mar 2024, 12:05 a.m.', 'UTC', '2024-03-01T00:05:00.000Z'],
  ])('%s in %s', (cell, name, expected) => {
    expect(parseTime(cell, zone(name))?.toISOString()).toBe(expected);
  });

  test('what is no date in either order says nothing; zones have names', () => {
    expect(['32/01/2024', '13/13/2024', '99999', '31.02.2024'].map(dateVote)).toEqual(Array(4).fill(null));
    expect(parseTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
    expect(() => parseTimeZone('Mars/Phobos')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('decimal signs, by the whole column', () => {
  const signOf = (cells: string[], delimiter = ',') =>
    decideDecimal(surveyOf(cells).decimals.get(0), undefined, delimiter);

  test.each<[string[], string, string | null]>([
    [['4', '5'], ',', null],
    [['4,5', '1.234'], ',', 'comma'],
    [['4.5', '1,234'], ',', 'point'],
    [['1.234,50'], ',', 'comma'],
    [['1,234'], ',', 'point'],
    [['1,234'], ';', 'comma'],
    [['4,5', '4,0', '3.5'], ',', 'comma'],
  ])('%j', (cells, delimiter, sign) => {
    expect(signOf(cells, delimiter)).toBe(sign);
  });

  test.each([
    ['1.234', 'comma', 1234],
    ['1.234,5', 'comma', 1234.5],
    ['4.5', 'comma', null],
    ['1,234.5', 'point', 1234.5],
    ['1,234,567', 'point', 1234567],
    ["1'234.5", 'point', 1234.5],
    ['4,5', 'point', null],
    ['12,34', 'point', null],
    ['4,5/5', 'comma', 4.5],
  ] as const)('%s with a decimal %s', (cell, sign, expected) => {
    expect(parseRating(cell, sign)).toBe(expected);
  });

  test('what is no number says nothing', () => {
    expect(['4', 'x,5', '1,234'].map(decimalVote)).toEqual([null, null, null]);
  });
});
