import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { DamagedInput } from '../bytes/unpacking.ts';
import { LONGEST_RECORD } from './records.ts';
import type { ScannedRecord } from './scanned-record.ts';

/** One object of a JSON file, its members as cells by name; or why it is none. */
export interface JsonRecord extends Omit<ScannedRecord, 'cells'> {
  readonly members: ReadonlyMap<string, string> | null;
}

/** Text to records, in pieces. The generator is lazy: read it to its end before the next call. */
export interface JsonScanner {
  push(text: string): Iterable<JsonRecord>;
  /** Throws {@link DamagedInput} when the file ends too soon. */
  end(): Iterable<JsonRecord>;
}

const KEPT_OF_TOO_LONG = 64 * 1024;
/** Objects inside of objects; and UTF-16 units of the name that a member gets by them. */
const DEEPEST = 100;
const LONGEST_NAME = 1_000;
/** Most brackets that may be open at once: each needs memory. */
const DEEPEST_IN_FILE = 10_000;
/** UTF-16 units of an array that are read before its objects are handed out. */
const PIECE = 16 * 1024;
// Stands for a byte that is not valid in the encoding while the tokenizer sees it; Unicode has no such character.
const INVALID = '\ufdd0';

/** One object a line (NDJSON, JSON Lines): a line that cannot be read costs itself alone. */
export class LineScanner implements JsonScanner {
  readonly #limit: number;
  /** The line so far; no part of it is scanned twice. */
  #waiting: string[] = [];
  #length = 0;
  #line = 1;
  /** Inside a line over the limit, which is set aside already. */
  #skipping = false;

  constructor(limit = LONGEST_RECORD) {
    this.#limit = limit;
  }

  *push(text: string): Generator<JsonRecord> {
    let from = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      yield* this.#add(text.slice(from, at));
      yield* this.#take();
      this.#line++;
      from = at + 1;
    }
    yield* this.#add(text.slice(from));
  }

  end(): Generator<JsonRecord> {
    return this.#take();
  }

  *#add(piece: string): Generator<JsonRecord> {
    if (this.#skipping) return;
    this.#waiting.push(piece);
    this.#length += piece.length;
    // One unit more: the line may end in CR LF.
    if (this.#length <= this.#limit + 1) return;
    yield this.#tooLong(this.#waiting.join(''));
    this.#waiting = [];
    this.#length = 0;
    this.#skipping = true;
  }

  *#take(): Generator<JsonRecord> {
    const line = this.#waiting.join('');
    const skipped = this.#skipping;
    this.#waiting = [];
    this.#length = 0;
    this.#skipping = false;
    if (skipped) return;
    const raw = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (raw.length > this.#limit) yield this.#tooLong(raw);
    else if (raw.trim() !== '') yield recordOf({ line: this.#line, endLine: this.#line }, raw);
  }

  #tooLong(line: string): JsonRecord {
    const detail = `longer than ${this.#limit.toLocaleString('en-US')} characters; the beginning is kept here`;
    const flaw = { reason: 'record_too_long', detail } as const;
    const raw = line.slice(0, KEPT_OF_TOO_LONG);
    return { line: this.#line, endLine: this.#line, raw, members: null, flaw };
  }
}

/** One array of objects. Nothing can be read behind a fault: the file then is damaged. */
export class ArrayScanner implements JsonScanner {
  readonly #tokenizer = new Tokenizer();
  // Knows the grammar; keeps nothing.
  readonly #grammar = new TokenParser({ paths: ['$.*'], keepStack: false });
  /** The piece that is read, and the offset of its first byte in the file. */
  #piece: Buffer = Buffer.alloc(0);
  #base = 0;
  /** Where the element that is not complete begins, its line, and its bytes of the pieces before. */
  #start = -1;
  #startLine = 1;
  #before: Buffer[] = [];
  #beforeBytes = 0;
  /** Line of the byte at `#counted`. */
  #line = 1;
  #counted = 0;
  #depth = 0;
  #half = '';
  #records: JsonRecord[] = [];
  #failure: Error | null = null;

  constructor() {
    const fail = (error: Error) => {
      this.#failure ??= error;
    };
    this.#tokenizer.onError = fail;
    this.#grammar.onError = fail;
    this.#grammar.onValue = () => {};
    this.#tokenizer.onToken = (token) => {
      if (this.#failure) return;
      this.#grammar.write(token);
      if (!this.#failure) this.#see(token.token, token.offset);
    };
  }

  *push(text: string): Generator<JsonRecord> {
    for (let at = 0; at < text.length; at += PIECE) {
      this.#read(text.slice(at, at + PIECE));
      yield* this.#records.splice(0);
    }
  }

  end(): JsonRecord[] {
    if (!this.#grammar.isEnded) throw new DamagedInput('JSON: the array is not closed');
    return [];
  }

  #read(piece: string): void {
    // A pair of surrogates may be cut in two.
    const all = this.#half + piece;
    this.#half = /^[\ud800-\udbff]$/.test(all.at(-1) ?? '') ? all.slice(-1) : '';
    const text = all.slice(0, all.length - this.#half.length);
    this.#piece = Buffer.from(text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, INVALID));
    this.#tokenizer.write(this.#piece);
    // What the parser says may hold a piece of the text.
    if (this.#failure) throw new DamagedInput(`JSON: not valid near line ${this.#line}`);
    const end = this.#base + this.#piece.length;
    this.#countLines(end);
    if (this.#start !== -1) {
      const part = this.#piece.subarray(Math.max(0, this.#start - this.#base));
      this.#before.push(part);
      this.#beforeBytes += part.length;
      if (this.#beforeBytes > LONGEST_RECORD) {
        throw new DamagedInput(`JSON: the object that begins in line ${this.#startLine} is too long`);
      }
    }
    this.#base = end;
  }

  #see(token: TokenType, offset: number): void {
    const opens = token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
    const closes = token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
    if (closes) this.#depth--;
    if (this.#depth === 1 && closes) this.#take(offset + 1);
    else if (this.#depth === 1 && !opens && token !== TokenType.COMMA) {
      throw new DamagedInput(`JSON: the array holds something else than objects, near line ${this.#line}`);
    } else if (this.#depth === 1 && opens) {
      this.#countLines(offset);
      this.#start = offset;
      this.#startLine = this.#line;
    }
    if (opens && ++this.#depth > DEEPEST_IN_FILE) {
      const deepest = DEEPEST_IN_FILE.toLocaleString('en-US');
      throw new DamagedInput(`JSON: nested deeper than ${deepest} near line ${this.#line}`);
    }
  }

  #take(end: number): void {
    const part = this.#piece.subarray(Math.max(0, this.#start - this.#base), end - this.#base);
    const bytes = this.#before.length > 0 ? Buffer.concat([...this.#before, part]) : part;
    const raw = bytes.toString('utf8').replaceAll(INVALID, '\udfff');
    this.#countLines(end);
    this.#start = -1;
    this.#before = [];
    this.#beforeBytes = 0;
    this.#records.push(recordOf({ line: this.#startLine, endLine: this.#line }, raw));
  }

  #countLines(to: number): void {
    const passed = this.#piece.subarray(this.#counted - this.#base, to - this.#base);
    for (let at = passed.indexOf(LF); at !== -1; at = passed.indexOf(LF, at + 1)) this.#line++;
    this.#counted = to;
  }
}

const LF = 0x0a;

function recordOf(at: { line: number; endLine: number }, raw: string): JsonRecord {
  const flawed = (detail: string): JsonRecord => {
    return { ...at, raw, members: null, flaw: { reason: 'malformed_json', detail } };
  };
  try {
    const value: unknown = JSON.parse(raw, exact);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return flawed('the row is not a JSON object');
    }
    const members = new Map<string, string>();
    const fault = flatten('', value, members, 1);
    return fault ? flawed(fault) : { ...at, raw, members, flaw: null };
  } catch (error) {
    // The stack has an end; nothing else of what is called here throws it.
    return flawed(error instanceof RangeError ? TOO_DEEP : 'the row is not valid JSON');
  }
}

const TOO_DEEP = `the row is nested deeper than ${DEEPEST} objects`;

/** Numbers as they are written where a double would change them, such as long ids. */
function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return String(value) === context.source ? value : context.source;
}

/**
 * Members of objects inside of objects are named `outer.inner`; lists stay JSON.
 * @returns why that cannot be done; else null
 */
function flatten(prefix: string, value: object, members: Map<string, string>, depth: number): string | null {
  if (depth > DEEPEST) return TOO_DEEP;
  for (const [key, member] of Object.entries(value)) {
    const name = prefix + key.replaceAll('\0', '').toWellFormed();
    if (name.length > LONGEST_NAME)
      return `a name has more than ${LONGEST_NAME.toLocaleString('en-US')} characters`;
    if (member === null) members.set(name, '');
    else if (Array.isArray(member)) members.set(name, JSON.stringify(member));
    else if (typeof member === 'object') {
      const fault = flatten(`${name}.`, member, members, depth + 1);
      if (fault) return fault;
    } else members.set(name, String(member));
  }
  return null;
}
