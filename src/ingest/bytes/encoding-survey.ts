import { isAscii, isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { incompleteTail, sequenceLength } from './decoding.ts';

/** What the bytes of a whole file tell about its encoding. */
export interface EncodingFacts {
  bytes: number;
  /** NUL bytes at even and at odd offsets: UTF-16 has them on one side. */
  nulEven: number;
  nulOdd: number;
  /** Characters of more than one byte that are valid UTF-8. */
  validSequences: number;
  invalidBytes: number;
  /** Physical line of the first invalid byte. */
  firstInvalidLine: number;
  western: WesternFacts;
  /** Bytes around invalid ones, from all over the file. */
  evidence: Buffer[];
}

interface WesternFacts {
  high: number;
  /** Bytes that windows-1252 does not define. */
  undefined: number;
  /** High bytes that Western text does not have in such a place. */
  misplaced: number;
  /** High letters in runs of three or more, as in Cyrillic, Greek or Japanese text. */
  inRuns: number;
}

const EVIDENCE_BYTES = 512;
const EVIDENCE_PIECES = 128;
const LF = 0x0a;
const NO_BYTES = Buffer.alloc(0);

/** Gathers {@link EncodingFacts} over all bytes of a file, in flat memory. */
export class EncodingSurvey {
  readonly facts: EncodingFacts = {
    ...{ bytes: 0, nulEven: 0, nulOdd: 0, validSequences: 0, invalidBytes: 0, firstInvalidLine: 0 },
    ...{ western: { high: 0, undefined: 0, misplaced: 0, inRuns: 0 }, evidence: [] },
  };
  #carry: Buffer = NO_BYTES;
  #line = 1;

  add(chunk: Buffer): void {
    const { facts } = this;
    if (chunk.includes(0)) this.#countNuls(chunk);
    facts.bytes += chunk.length;
    const whole = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    const end = whole.length - incompleteTail(whole);
    this.#carry = Buffer.from(whole.subarray(end));
    this.#look(whole.subarray(0, end));
  }

  end(): EncodingFacts {
    this.#look(this.#carry);
    this.#carry = NO_BYTES;
    return this.facts;
  }

  #countNuls(chunk: Buffer): void {
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) {
      if ((this.facts.bytes + at) % 2 === 0) this.facts.nulEven++;
      else this.facts.nulOdd++;
    }
  }

  #look(bytes: Buffer): void {
    if (!isAscii(bytes)) {
      if (isUtf8(bytes)) this.facts.validSequences += leadBytes(bytes);
      else this.#lookAtInvalid(bytes);
    }
    if (this.facts.invalidBytes === 0) this.#line += linesIn(bytes, bytes.length);
  }

  #lookAtInvalid(bytes: Buffer): void {
    const { facts } = this;
    let pieceEnd = 0;
    for (let at = 0; at < bytes.length; ) {
      const length = sequenceLength(bytes[at]!);
      if (length === 1 || (length > 1 && isUtf8(bytes.subarray(at, at + length)))) {
        if (length > 1) facts.validSequences++;
        at += length;
        continue;
      }
      if (facts.invalidBytes++ === 0) facts.firstInvalidLine = this.#line + linesIn(bytes, at);
      if (at >= pieceEnd && facts.evidence.length < EVIDENCE_PIECES) {
        pieceEnd = at + EVIDENCE_BYTES;
        facts.evidence.push(Buffer.from(bytes.subarray(Math.max(0, at - 16), pieceEnd)));
      }
      at++;
    }
    countWestern(bytes, facts.western);
  }
}

function leadBytes(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0xc0) count++;
  return count;
}

function linesIn(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at !== -1 && at < end; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}

const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const LETTERS = new Set([0x83, 0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f, 0xaa, 0xb5, 0xba]);
const CAPITALS = new Set([0x8a, 0x8c, 0x8e, 0x9f]);
// Apostrophes, quotes, dashes, ellipsis, blanks, soft hyphen, middle dot: also between two letters.
const BETWEEN_LETTERS = new Set([0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0xa0, 0xad, 0xb4, 0xb7]);

const isHighLetter = (byte: number) => LETTERS.has(byte) || (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7);
const isCapital = (byte: number) => CAPITALS.has(byte) || (byte >= 0xc0 && byte <= 0xde && byte !== 0xd7);
const isSmallAscii = (byte: number) => byte >= 0x61 && byte <= 0x7a;
const isLetter = (byte: number) => isSmallAscii(byte | 0x20) || (byte >= 0x80 && isHighLetter(byte));

function countWestern(bytes: Buffer, western: WesternFacts): void {
  let run = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      if (run >= 3) western.inRuns += run;
      run = 0;
      continue;
    }
    western.high++;
    run++;
    const before = bytes[at - 1] ?? LF;
    const after = bytes[at + 1] ?? LF;
    if (UNDEFINED.has(byte)) western.undefined++;
    else if (isHighLetter(byte)) {
      if (isCapital(byte) && isSmallAscii(before)) western.misplaced++;
    } else if (!BETWEEN_LETTERS.has(byte) && isLetter(before) && isLetter(after)) western.misplaced++;
  }
  if (run >= 3) western.inRuns += run;
}

/**
 * The encoding of a file without a byte order mark: UTF-16 by its NUL bytes, UTF-8 when that is what it mostly is
 * (the rows that are not are rejected), windows-1252 when it would read as Western text.
 * @throws VerbatimError ENCODING_UNDECIDED: anything else would be mojibake
 */
export function decideEncoding(facts: EncodingFacts, file: string): string {
  const pairs = facts.bytes >> 1;
  const [most, least] = [Math.max(facts.nulEven, facts.nulOdd), Math.min(facts.nulEven, facts.nulOdd)];
  // Western text has a NUL in nearly every pair, other scripts still at their delimiters and line ends.
  const enough = most > pairs * 0.3 || (facts.invalidBytes > 0 && most >= 8 && most > pairs * 0.02);
  if (pairs >= 8 && enough && least < Math.max(1, most * 0.07)) {
    return facts.nulOdd > facts.nulEven ? 'utf-16le' : 'utf-16be';
  }
  if (facts.invalidBytes === 0 || facts.validSequences >= facts.invalidBytes) return 'utf-8';
  const { high, undefined: unknown, misplaced, inRuns } = facts.western;
  if (unknown === 0 && misplaced * 20 <= high && inRuns * 4 <= high) return 'windows-1252';
  throw new VerbatimError('ENCODING_UNDECIDED', {
    ...{ file, line: facts.firstInvalidLine, guess: guessOf(facts.evidence) },
  });
}

const READABLE = /^(?:windows-125\d|iso-8859-\d+|koi8-r|shift_jis|euc-jp|euc-kr|big5|gb18030)$/i;

/** A name for `--encoding` to try, by the statistics of chardet. */
function guessOf(evidence: readonly Buffer[]): string {
  const found = analyse(Buffer.concat(evidence)).find(({ name }) => READABLE.test(name));
  return found?.name.toLowerCase() ?? 'windows-1252';
}
