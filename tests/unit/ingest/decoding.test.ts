import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodingName, makeDecoding } from '../../../src/ingest/bytes/decoding.ts';
import { encodingByMark, fileKind } from '../../../src/ingest/bytes/file-kind.ts';
import { detectDelimiter, parseDelimiter, separatorLine } from '../../../src/ingest/records/delimiter.ts';

function decode(encoding: string, bytes: Buffer, cuts: number[] = []): string {
  const decoding = makeDecoding(encoding);
  let text = '';
  let from = 0;
  for (const cut of cuts) {
    text += decoding.decode(Buffer.from(bytes.subarray(from, from + cut)));
    from = Math.min(bytes.length, from + cut);
  }
  return text + decoding.decode(Buffer.from(bytes.subarray(from))) + decoding.end();
}
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('decoding', () => {
  test('windows-1252 and others by WHATWG label', () => {
    expect(decode(encodingName('cp1252'), Buffer.from([0x80, 0xe9, 0x93, 0x94, 0x41]))).toBe('€é“”A');
    expect(decode(encodingName('iso-8859-2'), Buffer.from([0xb1]))).toBe('ą');
    expect(decode(encodingName('shift_jis'), Buffer.from([0x83, 0x65, 0x83]), [1])).toBe('テ\udfff');
    expect(() => encodingName('klingon')).toThrow(expect.objectContaining({ code: 'ENCODING_UNKNOWN' }));
  });

  test('invalid UTF-8 is marked byte by byte; a written U+FFFD is kept', () => {
    const bytes = Buffer.concat([Buffer.from('é\ufffd'), Buffer.from([0xe9, 0x41, 0xc3]), Buffer.from('😀')]);
    const text = decode('utf-8', bytes);
    expect(text).toBe('é\ufffd\udce9A\udcc3😀');
    expect(text.isWellFormed()).toBe(false);
    expect(decode('utf-8', Buffer.from([0x41, 0xf0, 0x9f]))).toBe('A\udcf0\udc9f');
    // overlong, a surrogate, beyond U+10FFFF
    for (const bad of [
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
    ]) {
      expect(decode('utf-8', Buffer.from(bad))).toBe(
        String.fromCharCode(...bad.map((byte) => 0xdc00 + byte)),
      );
    }
  });

  test.each([7, 99, undefined])('pieces make no difference (seed %s)', (seed) => {
    const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.uint8Array({ maxLength: 20 }),
        cuts,
        (text, noise, at) => {
          expect(decode('utf-8', Buffer.from(text), at)).toBe(text);
          expect(decode('utf-16le', Buffer.from(text, 'utf16le'), at)).toBe(text);
          expect(decode('utf-16be', bigEndian(text), at)).toBe(text);
          const bytes = Buffer.from(noise);
          expect(decode('utf-8', bytes, at)).toBe(decode('utf-8', bytes));
          // ICU agrees on which bytes are valid.
          const reference = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
          expect(decode('utf-8', bytes).isWellFormed()).toBe(!reference.includes('\ufffd') || isValid(bytes));
        },
      ),
      { numRuns: 500, ...(seed === undefined ? {} : { seed }) },
    );
  });
});

function isValid(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('what a file is', () => {
  test.each([
    ['PK\x03\x04....[Content_Types].xml', 'Excel'],
    ['PK\x03\x04....readme.txt', 'zip'],
    ['%PDF-1.7', 'PDF'],
    ['\x89PNG\r\n\x1a\n', 'PNG'],
    ['\n <!DOCTYPE html><p>', 'HTML'],
    ['<html lang=en>', 'HTML'],
    ['\x00\x01\x02\x03'.repeat(100), 'binary'],
  ])('%j', (content, kind) => {
    expect(fileKind(Buffer.from(content, 'latin1'), false)).toContain(kind);
  });

  test.each(['id,text\n1,<html> is a word\n', 'id,text\n1,a\0b\n', 'a\n', '\x1b[31mred\x1b[0m,text\n'])(
    '%j is text',
    (content) => {
      expect(fileKind(Buffer.from(content), false)).toBeNull();
    },
  );

  test('encodings by mark', () => {
    expect(encodingByMark(Buffer.from('\ufeffa'))).toEqual({ encoding: 'utf-8', markBytes: 3 });
    expect(encodingByMark(Buffer.from('\ufeffa', 'utf16le'))).toEqual({ encoding: 'utf-16le', markBytes: 2 });
    expect(encodingByMark(bigEndian('\ufeffa'))).toEqual({ encoding: 'utf-16be', markBytes: 2 });
    expect(encodingByMark(Buffer.from('id,text\n1,hello'))).toBeNull();
  });
});

describe('delimiters', () => {
  test.each([
    ['id,text\n1;2;3;4', ','],
    ['id;text,with;more\n', ';'],
    ['id\ttext\n', '\t'],
    ['id|text', '|'],
    ['text\na;b', ','],
    ['"a;b;c",x\n', ','],
    ['"a\n;;";b\n', ';'],
  ])('%j', (header, expected) => {
    expect(detectDelimiter(header)).toBe(expected);
  });

  test('named by the user or by Excel', () => {
    expect(parseDelimiter('tab')).toBe('\t');
    expect(parseDelimiter('\\t')).toBe('\t');
    for (const bad of ['', ',,', '"', '\n']) {
      expect(() => parseDelimiter(bad)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    }
    expect(separatorLine('sep=;\r\na;b')).toEqual({ delimiter: ';', length: 7 });
    expect(separatorLine('separate;b')).toBeNull();
  });
});
