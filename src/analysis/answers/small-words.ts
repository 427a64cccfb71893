import { stopWordTest } from '../language/stop-words.ts';
import { bareWord } from './question-text.ts';
import WORDS from './question-words.json' with { type: 'json' };

/** Languages in which questions are taken apart; in others they are looked for as they are. */
export const QUESTION_LANGUAGES = ['en', 'de', 'fr', 'es'];

const inLines = (lines: readonly string[]): string[] => lines.flatMap((line) => line.split('|'));
const ASKING = new Set(inLines([...WORDS.people, ...WORDS.asking, ...WORDS.noValue]).map(bareWord));
const isStopWord = stopWordTest(QUESTION_LANGUAGES);

/** Whether a word, as `bareWord` has it, only asks or joins: no value is named so, and no word is near to it by chance. */
export const isSmallWord = (bare: string): boolean => ASKING.has(bare) || isStopWord(bare);

const AT_EDGES = new Set(inLines([...WORDS.people, ...WORDS.asking]).map(bareWord));
const LANGUAGE_TESTS = new Map(QUESTION_LANGUAGES.map((code) => [code, stopWordTest([code])]));

/** Makes a test for words that ask, of a question in a language; they are not looked for. @param language ISO 639-1 */
export function askingTest(language: string | null): (word: string) => boolean {
  // The language of a few words is often taken for another: "Do the colors match".
  const english = LANGUAGE_TESTS.get('en')!;
  const detected = LANGUAGE_TESTS.get(language ?? 'en') ?? english;
  const own = (word: string) => detected(word) || english(word);
  return (word) => {
    const lower = word.toLowerCase().replaceAll('’', "'");
    return AT_EDGES.has(bareWord(word)) || own(lower) || own(lower.replace(/^[^']{1,4}'/, ''));
  };
}
