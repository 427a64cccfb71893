import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import type { ScannedRecord } from './records.ts';
import { DamagedInput } from './unpacking.ts';

/** One object of a JSON file, its members as cells by name; or why it is none. */
export interface JsonRecord extends Omit<ScannedRecord, 'cells'> {
  readonly members: ReadonlyMap<string, string> | null;
}

/** Text to records, in pieces. */
export interface JsonScanner {
  push(text: string): JsonRecord[];
  /** Throws {@link DamagedInput} when the file ends too soon. */
  end(): JsonRecord[];
}

const LIMIT = 64 * 1024 * 1024;
const KEPT_OF_TOO_LONG = 64 * 1024;
// Stands for a byte that is not valid in the encoding while the tokenizer sees it; Unicode has no such character.
const INVALID = '\ufdd0';

/** One object a line (NDJSON, JSON Lines): a line that cannot be read costs itself alone. */
export class LineScanner implements JsonScanner {
  readonly #limit: number;
  #waiting = '';
  #line = 1;
  #tooLong = false;

  constructor(limit = LIMIT) {
    this.#limit = limit;
  }

  push(text: string): JsonRecord[] {
    const lines = (this.#waiting + text).split('\n');
    this.#waiting = lines.pop()!;
    const records = lines.flatMap((line) => this.#take(line));
    if (this.#waiting.length > this.#limit) {
      records.push(...this.#take(this.#waiting, true));
      this.#waiting = '';
    }
    return records;
  }

  end(): JsonRecord[] {
    const records = this.#take(this.#waiting);
    this.#waiting = '';
    return records;
  }

  #take(line: string, open = false): JsonRecord[] {
    const at = { line: this.#line, endLine: this.#line };
    if (!open) this.#line++;
    const rest = this.#tooLong;
    this.#tooLong = open;
    if (rest) return [];
    const raw = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (raw.length > this.#limit) {
      const detail = `longer than ${this.#limit.toLocaleString('en-US')} characters; the beginning is kept here`;
      const flaw = { reason: 'record_too_long', detail } as const;
      return [{ ...at, raw: raw.slice(0, KEPT_OF_TOO_LONG), members: null, flaw }];
    }
    return raw.trim() === '' ? [] : [recordOf(at, raw)];
  }
}

/** One array of objects. Nothing can be read behind a fault: the file then is damaged. */
export class ArrayScanner implements JsonScanner {
  readonly #tokenizer = new Tokenizer();
  // Knows the grammar; keeps nothing.
  readonly #grammar = new TokenParser({ paths: ['$.*'], keepStack: false });
  /** From `#base` on, what the elements that are not complete are made of. */
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;
  #line = 1;
  #depth = 0;
  #start = -1;
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

  push(piece: string): JsonRecord[] {
    // A pair of surrogates may be cut in two.
    const all = this.#half + piece;
    this.#half = /[\ud800-\udbff]$/.test(all) ? all.slice(-1) : '';
    const text = all.slice(0, all.length - this.#half.length);
    const bytes = Buffer.from(text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, INVALID));
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#tokenizer.write(bytes);
    this.#check();
    if (this.#start === -1) this.#drop(this.#base + this.#bytes.length);
    if (this.#bytes.length > LIMIT) {
      throw new DamagedInput(`JSON: the object that begins in line ${this.#line} is too long`);
    }
    return this.#records.splice(0);
  }

  end(): JsonRecord[] {
    if (!this.#grammar.isEnded) throw new DamagedInput('JSON: the array is not closed');
    return [];
  }

  #check(): void {
    if (!this.#failure) return;
    // What the parser says may hold a piece of the text.
    throw new DamagedInput(`JSON: not valid near line ${this.#line}`);
  }

  #see(token: TokenType, offset: number): void {
    const opens = token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
    const closes = token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
    if (closes) this.#depth--;
    if (this.#depth === 1 && closes) this.#take(offset + 1);
    else if (this.#depth === 1 && !opens && token !== TokenType.COMMA) {
      throw new DamagedInput(`JSON: the array holds something else than objects, near line ${this.#line}`);
    } else if (this.#depth === 1 && opens) {
      this.#drop(offset);
      this.#start = offset;
    }
    if (opens) this.#depth++;
  }

  #take(end: number): void {
    const raw = this.#bytes.toString('utf8', 0, end - this.#base).replaceAll(INVALID, '\udfff');
    const line = this.#line;
    this.#drop(end);
    this.#start = -1;
    this.#records.push(recordOf({ line, endLine: this.#line }, raw));
  }

  #drop(to: number): void {
    const gone = this.#bytes.subarray(0, to - this.#base);
    for (let at = gone.indexOf(0x0a); at !== -1; at = gone.indexOf(0x0a, at + 1)) this.#line++;
    this.#bytes = this.#bytes.subarray(gone.length);
    this.#base = to;
  }
}

function recordOf(at: { line: number; endLine: number }, raw: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(raw, exact);
  } catch {
    const flaw = { reason: 'malformed_json', detail: 'the row is not valid JSON' } as const;
    return { ...at, raw, members: null, flaw };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const flaw = { reason: 'malformed_json', detail: 'the row is not a JSON object' } as const;
    return { ...at, raw, members: null, flaw };
  }
  const members = new Map<string, string>();
  flatten('', value, members);
  return { ...at, raw, members, flaw: null };
}

/** Numbers as they are written where a double would change them, such as long ids. */
function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return String(value) === context.source ? value : context.source;
}

/** Members of objects inside of objects are named `outer.inner`; lists stay JSON. */
function flatten(prefix: string, value: object, members: Map<string, string>): void {
  for (const [key, member] of Object.entries(value)) {
    const name = prefix + key.replaceAll('\0', '').toWellFormed();
    if (member === null) members.set(name, '');
    else if (Array.isArray(member)) members.set(name, JSON.stringify(member));
    else if (typeof member === 'object') flatten(`${name}.`, member, members);
    else members.set(name, String(member));
  }
}
