import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordScanner } from '../../../src/ingest/records/records.ts';
import type { ScannedRecord } from '../../../src/ingest/records/scanned-record.ts';

function scan(text: string, options: { delimiter?: string; pieces?: number[]; limit?: number } = {}) {
  const scanner = new RecordScanner(options.delimiter ?? ',', options.limit ? { limit: options.limit } : {});
  const records: ScannedRecord[] = [];
  let from = 0;
  for (const size of options.pieces ?? []) {
    records.push(...scanner.push(text.slice(from, from + size)));
    from += size;
  }
  return [...records, ...scanner.push(text.slice(from)), ...scanner.end()];
}
const cells = (text: string, delimiter?: string) =>
  scan(text, delimiter ? { delimiter } : {}).map((r) => r.cells);

describe('records', () => {
  test('line ends of every kind, mixed, and a last line without one', () => {
    const records = scan('a,b\r\nc,d\re,f\n\n\r\n \t\ng,h');
    expect(records.map((r) => r.cells)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ]);
    expect(records.map((r) => r.line)).toEqual([1, 2, 3, 7]);
  });

  test('quotes: doubled, with line ends, in the middle of an unquoted field, blanks after the closing one', () => {
    const records = scan('"say ""hi""","two\r\nlines\rthree\nfour",5\'8"\n"x" ,y,""\n');
    expect(records.map((r) => [r.line, r.endLine, r.cells])).toEqual([
      [1, 4, ['say "hi"', 'two\r\nlines\rthree\nfour', '5\'8"']],
      [5, 5, ['x', 'y', '']],
    ]);
  });

  test('empty cells at the end and a line of delimiters alone are cells', () => {
    expect(cells('a,,\n,,\n')).toEqual([
      ['a', '', ''],
      ['', '', ''],
    ]);
    expect(cells('a\t\n\t\n', '\t')).toEqual([
      ['a', ''],
      ['', ''],
    ]);
  });

  test('a stray quote costs its own line, not the rows up to the next quote', () => {
    const records = scan('1,"oops,5\n2,x,6\n3,"fine",7\n4,z,8\n');
    expect(records.map((r) => r.cells ?? r.flaw?.reason)).toEqual([
      'quote_not_closed',
      ['2', 'x', '6'],
      ['3', 'fine', '7'],
      ['4', 'z', '8'],
    ]);
    expect(records[0]).toMatchObject({ line: 1, endLine: 1, raw: '1,"oops,5' });
    expect(records[0]!.flaw!.detail).toContain('line 1');
  });

  test('a quote that is never closed names the line where it opens', () => {
    const records = scan('1,"a\nb","oops\n2,x,y\n3,x,y');
    expect(records[0]).toMatchObject({ line: 1, endLine: 2, raw: '1,"a\nb","oops', cells: null });
    expect(records[0]!.flaw).toMatchObject({ reason: 'quote_not_closed' });
    expect(records[0]!.flaw!.detail).toContain('line 2');
    expect(records.slice(1).map((r) => [r.line, r.cells])).toEqual([
      [3, ['2', 'x', 'y']],
      [4, ['3', 'x', 'y']],
    ]);
  });

  test('text after a closing quote spoils its line alone', () => {
    const records = scan('1,"he said "hello" to me",5\n2,x,5\n');
    expect(records.map((r) => r.flaw?.reason)).toEqual(['malformed_row', undefined]);
    expect(records[0]!.raw).toBe('1,"he said "hello" to me",5');
  });

  test.each([[[]], [[1000]], [[7, 13, 400, 99, 1000]]])(
    'over the limit, on one line, in pieces %j',
    (pieces) => {
      const text = `1,${'x'.repeat(500)}\r\n2,ok\r\n3,${'y'.repeat(500)}`;
      // 507 and 503 units, then the limit is met by what is buffered only when it must wait for more.
      const records = scan(text, { limit: 100, pieces: pieces.length ? pieces : [450] });
      expect(records.filter((r) => r.cells?.[0] === '2')).toHaveLength(1);
      expect(records.find((r) => r.cells?.[0] === '2')).toMatchObject({ line: 2, endLine: 2 });
    },
  );

  test('a record over the limit is set aside; reading goes on below the line of its open quote', () => {
    const body = Array.from({ length: 50 }, (_, i) => `${i},row`).join('\n');
    const scanner = new RecordScanner(',', { limit: 200 });
    const records = [...scanner.push(`0,"never closed\n${body}`), ...scanner.end()];
    expect(records[0]).toMatchObject({
      line: 1,
      raw: '0,"never closed',
      flaw: { reason: 'record_too_long' },
    });
    expect(records.slice(1).map((r) => r.cells?.[0])).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
    expect(records.slice(1).map((r) => r.line)).toEqual(Array.from({ length: 50 }, (_, i) => i + 2));
  });

  test('one endless line keeps its beginning and does not stay in memory', () => {
    const scanner = new RecordScanner(',', { limit: 200_000 });
    const records: ScannedRecord[] = [];
    for (let i = 0; i < 100; i++) records.push(...scanner.push('z'.repeat(10_000)));
    records.push(...scanner.push('\r'), ...scanner.push('\nnext,row\n'), ...scanner.end());
    expect(records).toHaveLength(2);
    expect(records[0]!.flaw!.reason).toBe('record_too_long');
    expect(records[0]!.raw).toHaveLength(65_536);
    expect(records[1]).toMatchObject({ line: 2, cells: ['next', 'row'] });
  });

  // Work that grew with the square of the file would run into the limit of the test.
  test('stray quotes on every one of 200,000 lines', () => {
    const text = 'a,"b""\n'.repeat(200_000);
    const records = scan(text);
    expect(records.reduce((sum, r) => sum + r.raw.length, 0)).toBeGreaterThan(text.length / 2);
  });

  test('several faults in one record are mended, and what stands around them is kept', () => {
    const records = scan('\n1 ,5\'8",7"x"" ,"two\nlines" \t,"é""" ,9" \n"a,b" , c "\n', { pieces: [30] });
    expect(records.map((r) => [r.line, r.endLine, r.cells])).toEqual([
      [2, 3, ['1 ', '5\'8"', '7"x"" ', 'two\nlines', 'é"', '9" ']],
      [4, 4, ['a,b', ' c "']],
    ]);
  });

  test('a flaw behind a mended field is named by its number', () => {
    const [flawed, next] = scan('5\'8","a" ,"b,"c\n2,x\n');
    expect(flawed!.flaw).toEqual({
      reason: 'malformed_row',
      detail: 'text follows the closing quote of field 3',
    });
    expect(next!.cells).toEqual(['2', 'x']);
  });

  test('quotes that nothing needs are characters', () => {
    expect(cells('"Best" buy,3\n1,"C" is "D" or E\n"a"b"c,"d"\n', ',')).toEqual([
      ['"Best" buy', '3'],
      ['1', '"C" is "D" or E'],
      ['"a"b"c', 'd'],
    ]);
    // Behind a fault csv-parse is asked, by the same rule.
    expect(cells('5\'8","x" ,"a" b\n5\'8","x" ,"a" "b"\n', ',')).toEqual([[`5'8"`, 'x', '"a" b'], null]);
  });

  test('NUL, lone surrogates and U+FFFD come out as they went in', () => {
    const values = ['\ufffd\0', 'a\ud800', '\udc80"\ufffd', '\0"'];
    const text = `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join('、')}、\0"\udc80\n`;
    expect(cells(text, '、')).toEqual([[...values, '\0"\udc80']]);
  });

  test('four thousand faults in one record are mended, more cost it', () => {
    const [record] = scan('a"b,"c" ,'.repeat(2_000));
    expect(record!.cells).toHaveLength(4_001);
    const [flawed, next] = scan(`${'a"b,"c" ,'.repeat(2_001)}\n1,2\n`);
    expect(flawed!.flaw).toEqual({
      reason: 'malformed_row',
      detail: 'quotes stand wrong in more than 4,000 fields',
    });
    expect(next!.cells).toEqual(['1', '2']);
  });

  const seeds = [1, 42, 20240229, undefined];
  const soup = fc.array(fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', 'a', ' ', '😀', '\0'), {
    maxLength: 60,
  });

  test.each(seeds)('where the file is cut into pieces makes no difference (seed %s)', (seed) => {
    fc.assert(
      fc.property(soup, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }), (parts, pieces) => {
        const text = parts.join('');
        expect(scan(text, { pieces })).toEqual(scan(text));
      }),
      { numRuns: 1000, ...(seed === undefined ? {} : { seed }) },
    );
  });

  test.each(seeds)(
    'fields quoted and bare, line ends of every kind: what csv-parse reads (seed %s)',
    (seed) => {
      const bare = fc.constantFrom('a', '', ' ', 'ß', '😀', 'b c', '1.5', "'", '12345678901234567890');
      const quoted = fc.constantFrom(
        '"a"',
        '""',
        '"x,y"',
        '"two\nlines"',
        '"two\r\nlines\r"',
        '"say ""hi, "',
      );
      const row = fc.array(fc.oneof(bare, quoted), { minLength: 2, maxLength: 5 });
      const line = fc.tuple(row, fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\n', '\n\r\n'));
      fc.assert(
        fc.property(
          fc.array(line, { maxLength: 20 }),
          fc.array(fc.nat(40), { maxLength: 9 }),
          (lines, pieces) => {
            const text = lines.map(([fields, end]) => fields.join(',') + end).join('');
            const record_delimiter = ['\r\n', '\n', '\r'];
            const options = { record_delimiter, relax_column_count: true, skip_empty_lines: true };
            expect(scan(text, { pieces }).map((r) => r.cells)).toEqual(parse(text, options));
          },
        ),
        { numRuns: 500, ...(seed === undefined ? {} : { seed }) },
      );
    },
  );

  test.each(seeds)('what a writer quotes is read back (seed %s)', (seed) => {
    const cell = fc.array(fc.constantFrom('"', ',', '\n', '\r', 'a', 'ß', '😀'), { maxLength: 8 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), (rows, end) => {
        const values = rows.map((row) => row.map((parts) => parts.join('')));
        const text = values
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + end)
          .join('');
        expect(cells(text)).toEqual(values);
      }),
      { numRuns: 500, ...(seed === undefined ? {} : { seed }) },
    );
  });
});
