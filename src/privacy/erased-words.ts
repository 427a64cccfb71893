import { AUTHOR_PATTERN } from './keyring.ts';
import { HashPairs, wordHash } from './word-hashes.ts';

/** What was erased: what a search of the tables looks for. */
export interface ErasedWords {
  /** Texts of comments and values of attributes. */
  readonly texts: readonly string[];
  /** Pseudonyms, authors and ids as given and as stored. */
  readonly names: readonly string[];
  /** Of the comments: as many as these, so they are searched for as whole cells and whole parts of a file's name only. */
  readonly ids: readonly string[];
}

/** Letters that a text, or a sentence of one, needs at least: shorter ones are said by many. A character of Chinese, Japanese or Korean counts as two. */
const LEAST_TEXT = 12;
const LEAST_SENTENCE = 20;
/** Characters of an id or author: shorter ones are also ratings, versions and the like. */
const LEAST_NAME = 5;
/** What takes the place of words that are erased. */
export const ERASED = '[erased]';

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

/** Marks of words. Own: never anybody else's. Part: counts only as a part of a row or of a file's name. */
const [PLAIN, OWN, PART, WRITTEN, LEFT] = [0, 1, 2, 4, 8];
const SHORT = 6;
const LONG = 16;
const BASE = 0x01000193;
/** Characters that one segmenter looks at: it takes memory that is not given back for a while. */
const SEGMENTED_AT_ONCE = 100_000;

/**
 * Finds many texts in one reading of each cell, by a rolling hash over a window from the middle of each text. Time does
 * not depend on how many texts there are. It holds hashes of words, not the words: up to 50 bytes each.
 */
export class WordFinder {
  readonly #words = new HashPairs();
  readonly #windows: readonly Window[] = [new Window(SHORT), new Window(LONG)];
  #longestName = 0;
  #parts = 0;
  #left = 0;
  #tooShort = 0;

  add({ texts, names, ids }: ErasedWords): void {
    for (const text of texts) if (!this.#addBare(text, PLAIN, LEAST_TEXT)) this.#tooShort++;
    for (const sentence of sentencesOf(texts)) this.#addBare(sentence, PLAIN, LEAST_SENTENCE);
    for (const name of names) {
      if (PSEUDONYM.test(name)) this.#addBare(name, OWN, 1);
      else this.#addName(name, true);
    }
    for (const id of ids) this.#addName(id, false);
  }

  /** Texts, sentences and names that are searched for. */
  get size(): number {
    return this.#words.size - this.#parts;
  }

  /** How many are not searched for any more, because others say them too. */
  get leftOut(): number {
    return this.#left;
  }

  /** Texts that were added and are too short to tell a person. */
  get tooShort(): number {
    return this.#tooShort;
  }

  /** Others say it too: it is not searched for any more. */
  leaveOut(word: number): void {
    const mark = this.#words.mark(word);
    if (mark & (OWN | LEFT)) return;
    this.#words.setMark(word, mark | LEFT);
    this.#left++;
  }

  /** Whether the cell of a row that others keep proves a leak: a pseudonym does, their own words do not. */
  isOwn(word: number): boolean {
    return (this.#words.mark(word) & OWN) !== 0;
  }

  /**
   * What is found in a value of a column: a text, or JSON or an array of texts. Call it when all words are added.
   * @param named also ids and authors as given, which are a value as a whole
   */
  find(value: unknown, named = true): Set<number> {
    return this.#findAnywhere(value, named, PLAIN);
  }

  /** What is found in a row of a file: a name also counts as one cell of it. */
  findInRow(row: string): Set<number> {
    const found = this.#findAnywhere(row, true, WRITTEN);
    for (const cell of row.split(/[,;\t|"'\r\n]/)) this.#findName(cell.trim(), found);
    return found;
  }

  /** What is found in the name of a file: a name also counts as a part of it. */
  findInTitle(title: string): Set<number> {
    const found = this.#findAnywhere(title, true, PART | WRITTEN);
    for (const part of title.split(/[^\p{L}\p{M}\p{N}]+/u)) this.#findName(part, found);
    return found;
  }

  /** A value with `[erased]` in the place of each text that holds something. @param title the name of a file */
  without(value: unknown, title = false): unknown {
    if (typeof value === 'string') {
      return (title ? this.findInTitle(value) : this.find(value)).size > 0 ? ERASED : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.without(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        this.find(name).size > 0 ? ERASED : name,
        this.without(item),
      ]),
    );
  }

  /** Whether it is long enough. */
  #addBare(text: string, mark: number, least: number): boolean {
    const bare = bareText(text);
    if (lettersOf(bare) < least) return false;
    const [first, second] = wordHash(bare);
    const known = this.#words.slotOf(first, second);
    if (known < 0) this.#words.add(first, second, mark);
    if (known < 0) this.#windows[bare.length < LONG ? 0 : 1]!.add(bare);
    // It was a part of a name, and is a text, too.
    else if (mark === PLAIN && this.#words.mark(known) & (PART | WRITTEN)) this.#words.setMark(known, PLAIN);
    return true;
  }

  #addName(name: string, asPart: boolean): void {
    if (name.length < LEAST_NAME) return;
    const [first, second] = wordHash(`name ${name}`);
    if (this.#words.slotOf(first, second) >= 0) return;
    this.#words.add(first, second);
    this.#longestName = Math.max(this.#longestName, name.length);
    // Cells of a row separate other names.
    const written = /[,;|'"]/.test(name);
    // A number is too often a part of another.
    if (!(asPart || written) || !/\p{L}/u.test(name) || bareText(name).length < SHORT) return;
    const before = this.#words.size;
    this.#addBare(name, written ? WRITTEN : PART, 1);
    this.#parts += this.#words.size - before;
  }

  #findName(name: string, found: Set<number>): void {
    if (name.length < LEAST_NAME || name.length > this.#longestName) return;
    const word = this.#words.slotOf(...wordHash(`name ${name}`));
    if (word >= 0 && !(this.#words.mark(word) & LEFT)) found.add(word);
  }

  /** @param parts marks of words that count here besides those that count everywhere */
  #findAnywhere(value: unknown, named: boolean, parts: number): Set<number> {
    const found = new Set<number>();
    for (const text of textsIn(value)) this.#findIn(text, named, parts, found);
    return found;
  }

  #findIn(text: string, named: boolean, parts: number, found: Set<number>): void {
    if (named) this.#findName(text.trim(), found);
    const bare = bareText(text);
    for (const window of this.#windows) {
      window.search(bare, (from, length) => {
        const word = this.#words.slotOf(...wordHash(bare.slice(from, from + length)));
        if (word >= 0 && (this.#words.mark(word) & ~OWN & ~parts) === 0) found.add(word);
      });
    }
  }
}

/** A segmenter for all texts takes a fraction of the time and memory of one for each; U+2029 ends a sentence. */
function* sentencesOf(texts: readonly string[]): Generator<string> {
  for (let from = 0; from < texts.length; ) {
    let [to, characters] = [from, 0];
    while (to < texts.length && characters < SEGMENTED_AT_ONCE) characters += texts[to++]!.length;
    for (const { segment } of SENTENCES.segment(texts.slice(from, to).join('\u2029'))) yield segment;
    from = to;
  }
}

/** Where words may be: a hash of a part of each, and how long it is. Words that share both are one entry. */
class Window {
  readonly #width: number;
  readonly #highest: number;
  readonly #lengths = new HashPairs();

  constructor(width: number) {
    this.#width = width;
    let power = 1;
    for (let i = 1; i < width; i++) power = Math.imul(power, BASE);
    this.#highest = power;
  }

  add(bare: string): void {
    const from = this.#from(bare.length);
    // Shorter than the window: only wide characters make a text of so few.
    if (from < 0) return;
    let hash = 0;
    for (let i = 0; i < this.#width; i++) hash = (Math.imul(hash, BASE) + bare.charCodeAt(from + i)) | 0;
    if (this.#lengths.slotOf(hash >>> 0, bare.length) < 0) this.#lengths.add(hash >>> 0, bare.length);
  }

  /** Calls `seen` with each place where a word may be. */
  search(bare: string, seen: (from: number, length: number) => void): void {
    if (this.#lengths.size === 0 || bare.length < this.#width) return;
    let hash = 0;
    for (let i = 0; i < bare.length; i++) {
      if (i >= this.#width) hash = (hash - Math.imul(bare.charCodeAt(i - this.#width), this.#highest)) | 0;
      hash = (Math.imul(hash, BASE) + bare.charCodeAt(i)) | 0;
      if (i < this.#width - 1) continue;
      const first = hash >>> 0;
      for (let slot = this.#lengths.next(first); slot >= 0; slot = this.#lengths.next(first, slot)) {
        const length = this.#lengths.second(slot);
        const from = i - this.#width + 1 - this.#from(length);
        if (from >= 0 && from + length <= bare.length) seen(from, length);
      }
    }
  }

  #from(length: number): number {
    return Math.floor((length - this.#width) / 2);
  }
}

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
