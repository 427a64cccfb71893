import { distance } from 'fastest-levenshtein';
import { OPINIONS } from '../summaries/saying.ts';
import { bareName, plainWord, type QuestionPart, type QuestionWord, questionWords } from './question-text.ts';
import { isSmallWord } from './small-words.ts';

/** Something stored that a question may name. */
export interface NamedValue {
  readonly what: 'source' | 'attribute' | 'topic' | 'language';
  /** Name of the attribute; of others the same as `what`. */
  readonly name: string;
  /** As stored; of a topic its id. */
  readonly value: string;
  /** How people name it: the value itself, names of a topic, of a country, of a language. */
  readonly names: readonly string[];
  /** Comments that have it. */
  readonly comments: number;
}

export interface FoundValue extends QuestionPart {
  readonly value: NamedValue;
  /** Other values of the same name. */
  readonly others: readonly NamedValue[];
}

/** Longest name that is looked for, in words. */
const MOST_WORDS = 8;
/** Words between the name of an attribute and its value: "age of 33", "department: Dresses". */
const LINKS = ['of', 'is', 'the', 'ist', 'de', 'es', 'est', 'group'];
const PLACES = [
  'in from at via through on by of for among',
  'in aus bei von vom im am über auf für unter',
  'en de dans chez à par du des aux depuis pour',
  'en de desde por a del para entre',
].flatMap((words) => words.split(' '));

const ARTICLES = 'the our der die das dem den unserer le la les notre el los las nuestra'.split(' ');

/**
 * Stored values that a question names, the longest names first, each part of the question once. A value is not taken from
 * a word that means something else: a number or a short or common word needs the name of its attribute beside it, one that
 * is stored in lower case a word such as "in" before it.
 */
export function findValues(words: readonly QuestionWord[], values: readonly NamedValue[]): FoundValue[] {
  const byName = new Map<string, NamedValue[]>();
  for (const value of values) {
    for (const name of new Set(value.names.map(bareName))) {
      if (name !== '') byName.set(name, [...(byName.get(name) ?? []), value]);
    }
  }
  const found: FoundValue[] = [];
  const taken = new Set<number>();
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length--) {
    for (let from = 0; from + length <= words.length; from++) {
      const span = words.slice(from, from + length);
      const place = span.map((_, i) => from + i);
      if (place.some((i) => taken.has(i))) continue;
      const named = byName.get(span.map(({ bare }) => bare).join(' ')) ?? [];
      const able = named
        .map((value) => ({ value, attribute: attributeBeside(words, from, length, value) }))
        .filter(({ value, attribute }) => attribute !== null || speaksForItself(words, from, length, value))
        .sort(
          (a, b) =>
            Number(b.attribute !== null) - Number(a.attribute !== null) ||
            b.value.comments - a.value.comments,
        );
      const best = able[0];
      if (!best) continue;
      const [first, last] = best.attribute ?? [from, from + length - 1];
      for (let i = first; i <= last; i++) taken.add(i);
      found.push({
        start: words[first]!.start,
        end: words[last]!.end,
        value: best.value,
        others: best.attribute ? [] : able.slice(1).map(({ value }) => value),
      });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** First and last word of the value with the name of its attribute before or after it; null: the name is not there. */
function attributeBeside(
  words: readonly QuestionWord[],
  from: number,
  length: number,
  { what, name }: NamedValue,
): readonly [number, number] | null {
  if (what === 'topic') return null;
  const wanted = bareName(name).split(' ');
  const at = (first: number) =>
    first >= 0 && wanted.every((word, i) => words[first + i]?.bare === word) ? first : null;
  const linked = from > 0 && LINKS.includes(words[from - 1]!.bare) ? from - 1 : from;
  const before = at(from - wanted.length) ?? at(linked - wanted.length);
  if (before !== null) return [before, from + length - 1];
  return at(from + length) === null ? null : [from, from + length + wanted.length - 1];
}

function speaksForItself(
  words: readonly QuestionWord[],
  from: number,
  length: number,
  { what, value, names }: NamedValue,
): boolean {
  const span = words.slice(from, from + length);
  const bare = span.map((word) => word.bare).join(' ');
  const written = span.map(({ text }) => text).join(' ');
  if (!/\p{L}/u.test(bare)) return false;
  const placed = isPlaced(words, from);
  if (what === 'language') return placed || isSmallWord(words[from + length]?.bare ?? '-');
  // "US" is a country, "us" is not.
  if (length === 1 && [...bare].length < 3) return written === value && /^\p{Lu}+$/u.test(written) && placed;
  if (length === 1 && (isSmallWord(bare) || OPINIONS.has(bare))) return false;
  if (what === 'topic') return true;
  // "Tops" is a value, "top" a word that happens to be its singular: "top up".
  const plain = (these: readonly QuestionWord[]) => these.map(({ text }) => plainWord(text)).join(' ');
  if (!names.some((one) => plain(questionWords(one)) === plain(span))) return false;
  // A value in lower case is an ordinary word: "the app" is what people speak of, "in the app" is where they do.
  const name = names.find((one) => bareName(one) === bare) ?? value;
  const ordinary = name === name.toLowerCase() && !/[_\-\d]/.test(name);
  return !ordinary || placed;
}

/** Whether "in", "from the" or the like is before a word. */
function isPlaced(words: readonly QuestionWord[], from: number): boolean {
  const isPlace = (at: number) => at >= 0 && PLACES.includes(words[at]!.text.toLowerCase());
  return (
    isPlace(from - 1) ||
    (from > 1 && ARTICLES.includes(words[from - 1]!.text.toLowerCase()) && isPlace(from - 2))
  );
}

export interface NearMiss extends QuestionPart {
  /** As written in the question. */
  readonly word: string;
  readonly value: NamedValue;
  /** The name of the value that is near. */
  readonly named: string;
  /** Whether "in" or the like is before it: then it is nothing that sentences are about. */
  readonly placed: boolean;
}

const FEWEST_LETTERS = 4;
/** Letters from which on two may be wrong. */
const LONG = 8;

/** Names of values that parts of a question nearly are, the nearest for each part. */
export function nearMisses(words: readonly QuestionWord[], values: readonly NamedValue[]): NearMiss[] {
  const known = values.flatMap((value) => value.names.map((name) => ({ value, name, bare: bareName(name) })));
  const found: NearMiss[] = [];
  const taken = new Set<QuestionWord>();
  for (const length of [3, 2, 1]) {
    for (let from = 0; from + length <= words.length; from++) {
      const span = words.slice(from, from + length);
      if (
        span.some((word) => taken.has(word)) ||
        isSmallWord(span[0]!.bare) ||
        isSmallWord(span.at(-1)!.bare)
      )
        continue;
      const bare = span.map((word) => word.bare).join(' ');
      if (bare.length < FEWEST_LETTERS) continue;
      const most = bare.length < LONG ? 1 : 2;
      let best: { readonly value: NamedValue; readonly name: string; readonly apart: number } | null = null;
      for (const { value, name, bare: other } of known) {
        if (Math.abs(other.length - bare.length) > most || other.length < FEWEST_LETTERS) continue;
        const apart = distance(bare, other);
        if (apart > 0 && apart <= most && apart < (best?.apart ?? Number.POSITIVE_INFINITY))
          best = { value, name, apart };
      }
      if (!best) continue;
      for (const word of span) taken.add(word);
      found.push({
        word: span.map(({ text }) => text).join(' '),
        value: best.value,
        named: best.name,
        placed: isPlaced(words, from),
        start: span[0]!.start,
        end: span.at(-1)!.end,
      });
    }
  }
  return found;
}
