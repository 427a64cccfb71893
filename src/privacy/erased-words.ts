import { AUTHOR_PATTERN } from './keyring.ts';

/** What was erased: what a search of the tables looks for. */
export interface ErasedWords {
  /** Texts of comments and values of attributes. */
  readonly texts: readonly string[];
  /** Pseudonyms, authors and ids as given and as stored. */
  readonly names: readonly string[];
}

/** Where a search finds something: `own` is never anybody else's. */
export type WordKind = 'text' | 'sentence' | 'name' | 'own';

interface Word {
  readonly kind: WordKind;
  readonly bare: string;
}

/** Letters that a text, or a sentence of one, needs at least: shorter ones are said by many. A character of Chinese, Japanese or Korean counts as two. */
const LEAST_TEXT = 12;
const LEAST_SENTENCE = 20;
/** Characters of an id or author: shorter ones are also ratings, versions and the like. */
const LEAST_NAME = 5;
const MARK = '[erased]';
/** A file named after a person has one name or some, not thousands. */
const MOST_NAMES = 1_000;

const WIDE = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/gu;
const PSEUDONYM = new RegExp(AUTHOR_PATTERN);
const SENTENCES = new Intl.Segmenter('und', { granularity: 'sentence' });

/** A text reduced to what quoting, escaping and white space do not change: letters and digits, in lower case. */
export function bareText(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC');
  return plain.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

const lettersOf = (bare: string): number => bare.length + (bare.match(WIDE)?.length ?? 0);

/** Whether a search can tell this text from what others say. */
export const isSearched = (text: string): boolean => lettersOf(bareText(text)) >= LEAST_TEXT;

const SHORT = 6;
const LONG = 16;
/** Of the hashes of all windows: 4 million bits keep most positions from a lookup. */
const FILTER_BITS = 22;
const BASE = 0x01000193;

/**
 * Finds many texts in one reading of each cell, by a rolling hash over a window from the middle of each text.
 * Time does not depend on how many texts there are.
 */
export class WordFinder {
  readonly #words: Word[] = [];
  readonly #names = new Map<string, number>();
  /** Names with a character that separates cells. */
  readonly #written = new Map<string, number>();
  readonly #windows: readonly Window[] = [new Window(SHORT), new Window(LONG)];
  readonly #left = new Set<number>();

  constructor({ texts, names }: ErasedWords) {
    const known = new Set<string>();
    const add = (text: string, kind: WordKind, least: number) => {
      const bare = bareText(text);
      if (known.has(bare) || lettersOf(bare) < least) return;
      known.add(bare);
      const at = this.#words.push({ kind, bare }) - 1;
      this.#windows[bare.length < LONG ? 0 : 1]!.add(bare, at);
    };
    for (const text of texts) add(text, 'text', LEAST_TEXT);
    for (const text of texts) {
      for (const { segment } of SENTENCES.segment(text)) add(segment, 'sentence', LEAST_SENTENCE);
    }
    for (const name of names) {
      if (PSEUDONYM.test(name)) add(name, 'own', 1);
      else if (name.length >= LEAST_NAME && !this.#names.has(name)) {
        const word = this.#words.push({ kind: 'name', bare: name }) - 1;
        this.#names.set(name, word);
        if (/[,;|'"]/.test(name)) this.#written.set(name, word);
      }
    }
  }

  /** Texts, sentences and names that are searched for. */
  get size(): number {
    return this.#words.length;
  }

  /** How many are not searched for any more, because others say them too. */
  get leftOut(): number {
    return this.#left.size;
  }

  /** Others say it too: it is not searched for any more. */
  leaveOut(word: number): void {
    if (this.#words[word]!.kind !== 'own') this.#left.add(word);
  }

  /** Whether the cell of a row that others keep proves a leak: a pseudonym does, their own words do not. */
  isOwn(word: number): boolean {
    return this.#words[word]!.kind === 'own';
  }

  /**
   * What is found in a value of a column: a text, or JSON or an array of texts.
   * @param named also ids and authors as given, which are a value as a whole
   */
  find(value: unknown, named = true): Set<number> {
    const found = new Set<number>();
    for (const text of textsIn(value)) this.#findIn(text, named, found);
    return found;
  }

  /** What is found in a row of a file: a name also counts as one cell of it. */
  findInRow(row: string): Set<number> {
    const found = this.find(row);
    for (const cell of row.split(/[,;\t|"'\r\n]/)) this.#findName(cell.trim(), found);
    const unescaped = row.replaceAll('""', '"');
    for (const [name, word] of this.#written) {
      if (unescaped.includes(name) && !this.#left.has(word)) found.add(word);
    }
    return found;
  }

  /** What is found in the name of a file: a name also counts as a part of it. */
  findInTitle(title: string): Set<number> {
    const found = this.find(title);
    for (const [name, word] of this.#names.size > MOST_NAMES ? [] : this.#names) {
      if (title.includes(name) && !this.#left.has(word)) found.add(word);
    }
    return found;
  }

  /** A value with `[erased]` in the place of each text that holds something. @param title the name of a file */
  without(value: unknown, title = false): unknown {
    if (typeof value === 'string') {
      return (title ? this.findInTitle(value) : this.find(value)).size > 0 ? MARK : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.without(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        this.find(name).size > 0 ? MARK : name,
        this.without(item),
      ]),
    );
  }

  #findName(name: string, found: Set<number>): void {
    const word = this.#names.get(name);
    if (word !== undefined && !this.#left.has(word)) found.add(word);
  }

  #findIn(text: string, named: boolean, found: Set<number>): void {
    if (named) this.#findName(text.trim(), found);
    const bare = bareText(text);
    for (const window of this.#windows) {
      window.search(bare, (word, at) => {
        if (!this.#left.has(word) && bare.startsWith(this.#words[word]!.bare, at)) found.add(word);
      });
    }
  }
}

/** Words by the hash of a part of them. */
class Window {
  readonly #width: number;
  readonly #highest: number;
  readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
  readonly #words = new Map<number, [word: number, offset: number][]>();

  constructor(width: number) {
    this.#width = width;
    let power = 1;
    for (let i = 1; i < width; i++) power = Math.imul(power, BASE);
    this.#highest = power;
  }

  add(bare: string, word: number): void {
    const from = Math.floor((bare.length - this.#width) / 2);
    // Shorter than the window: only wide characters make a text of so few.
    if (from < 0) return;
    let hash = 0;
    for (let i = 0; i < this.#width; i++) hash = (Math.imul(hash, BASE) + bare.charCodeAt(from + i)) | 0;
    const bit = bitOf(hash);
    this.#filter[bit >>> 3]! |= 1 << (bit & 7);
    const same = this.#words.get(hash);
    if (same) same.push([word, from]);
    else this.#words.set(hash, [[word, from]]);
  }

  /** Calls `seen` with each word whose part is there, and where the word would begin. */
  search(bare: string, seen: (word: number, at: number) => void): void {
    if (this.#words.size === 0 || bare.length < this.#width) return;
    let hash = 0;
    for (let i = 0; i < bare.length; i++) {
      if (i >= this.#width) hash = (hash - Math.imul(bare.charCodeAt(i - this.#width), this.#highest)) | 0;
      hash = (Math.imul(hash, BASE) + bare.charCodeAt(i)) | 0;
      if (i < this.#width - 1) continue;
      const bit = bitOf(hash);
      if ((this.#filter[bit >>> 3]! & (1 << (bit & 7))) === 0) continue;
      for (const [word, offset] of this.#words.get(hash) ?? []) {
        const at = i - this.#width + 1 - offset;
        if (at >= 0) seen(word, at);
      }
    }
  }
}

const bitOf = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);

/** The texts of a value; a text that is JSON counts as what it holds. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    if (/^\s*[{[]/.test(value)) {
      try {
        yield* textsIn(JSON.parse(value));
      } catch {
        // A text that begins with a bracket.
      }
    }
  } else if (Array.isArray(value)) {
    for (const item of value) yield* textsIn(item);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      yield name;
      yield* textsIn(item);
    }
  }
}
