import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DamagedInput } from '../../../src/ingest/bytes/unpacking.ts';
import { ArrayScanner, type JsonScanner, LineScanner } from '../../../src/ingest/records/json-records.ts';

function scan(scanner: JsonScanner, text: string, pieces: number[] = []) {
  const records = [];
  let from = 0;
  for (const size of pieces) {
    records.push(...scanner.push(text.slice(from, from + size)));
    from += size;
  }
  return [...records, ...scanner.push(text.slice(from)), ...scanner.end()];
}
const members = (text: string, scanner: JsonScanner) =>
  scan(scanner, text).map((record) => record.members && Object.fromEntries(record.members));

test('members become cells: numbers as written, inner objects by path, lists as JSON', () => {
  const object =
    '{"id": 12345678901234567890, "n": 1.50, "ok": true, "no": null, "a": {"b": {"c": "x"}}, "l": [1, "z"], "__proto__": "p"}';
  const expected = {
    ...{ id: '12345678901234567890', n: '1.50', ok: 'true', no: '', 'a.b.c': 'x', l: '[1,"z"]' },
    ['__proto__']: 'p',
  };
  expect(members(object, new LineScanner())).toEqual([expected]);
  expect(members(`[${object}]`, new ArrayScanner())).toEqual([expected]);
});

describe('one object a line', () => {
  test('a line that cannot be read costs itself alone', () => {
    const text = '{"a":1}\r\n\n{"a":\n[1]\n{"a":2}';
    const records = scan(new LineScanner(), text);
    expect(records.map((r) => [r.line, r.members?.get('a') ?? r.flaw?.reason])).toEqual([
      [1, '1'],
      [3, 'malformed_json'],
      [4, 'malformed_json'],
      [5, '2'],
    ]);
    for (const { flaw } of records) expect(flaw?.detail ?? '').not.toContain('"a"');
  });

  test('a line over the limit is set aside in bounded memory', () => {
    const scanner = new LineScanner(1000);
    const records = [];
    for (let i = 0; i < 200; i++) records.push(...scanner.push('x'.repeat(100)));
    records.push(...scanner.push('\n{"a":1}\n'), ...scanner.end());
    expect(records.map((r) => [r.line, r.flaw?.reason])).toEqual([
      [1, 'record_too_long'],
      [2, undefined],
    ]);
    expect(records[0]!.raw.length).toBeLessThan(2000);
  });
});

describe('one array', () => {
  test('lines, raw rows and texts of objects over several lines', () => {
    const records = scan(new ArrayScanner(), ' [\n {"a": "x\\ny"},\n\n {\n  "a": "ü😀"\n }\n]\n');
    expect(records.map((r) => [r.line, r.endLine, r.members?.get('a')])).toEqual([
      [2, 2, 'x\ny'],
      [4, 6, 'ü😀'],
    ]);
    expect(records[1]!.raw).toBe('{\n  "a": "ü😀"\n }');
  });

  test.each(['[{"a":1},', '[{"a":1} {"a":2}]', '[{"a":1}', '[{"a" 1}]', '[{"a":1},2]', '[{"a":1}]x'])(
    '%s is damaged, without a word of it in the message',
    (text) => {
      const failure = () => scan(new ArrayScanner(), text);
      expect(failure).toThrow(DamagedInput);
      expect(failure).not.toThrow('"a"');
    },
  );
});

test.each([5, undefined])('pieces make no difference (seed %s)', (seed) => {
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.integer(), fc.constant(null));
  const objects = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'ä "'), value, { minKeys: 1 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(objects, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), (rows, pieces) => {
      const expected = rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, cell]) => [key, cell === null ? '' : String(cell)]),
        ),
      );
      const array = JSON.stringify(rows, null, 1);
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      for (const [text, made] of [
        [array, () => new ArrayScanner()],
        [lines, () => new LineScanner()],
      ] as const) {
        const records = scan(made(), text, pieces);
        expect(records.map((r) => Object.fromEntries(r.members!))).toEqual(expected);
      }
    }),
    { numRuns: 300, ...(seed === undefined ? {} : { seed }) },
  );
});
