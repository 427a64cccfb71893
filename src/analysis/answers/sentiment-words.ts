import { type QuestionPart, wholeWords } from './question-text.ts';
import WORDS from './question-words.json' with { type: 'json' };

export type AskedSide = 'negative' | 'positive';

export interface NamedSide extends QuestionPart {
  /** Null: the words are about sentiment, but ask for both sides. */
  readonly side: AskedSide | null;
}

const PATTERNS: readonly (readonly [AskedSide, RegExp])[] = [
  ['negative', wholeWords(WORDS.negative.join('|'))],
  ['positive', wholeWords(WORDS.positive.join('|'))],
];
const LIKING = wholeWords(WORDS.like.join('|'));
const NEGATED = new RegExp(`(?<![\\p{L}])(?:${WORDS.negation.join('|')})\\s+(?:[\\p{L}'’]+\\s+){0,1}$`, 'iu');
const DEGREE = new RegExp(`(?<![\\p{L}])(?:${WORDS.degree.join('|')})\\s+(?:very |really |sehr )?$`, 'iu');
const YES_NO = new RegExp(`(?:${WORDS.yesNo.join('|')})\\s`, 'iu');

/**
 * Words of a question that name a sentiment: "unhappy about", "complain", "what do people love". After "how" ("how
 * satisfied are") and in a question for yes or no ("are people happy with") kind words ask for both sides.
 */
export function sidesIn(question: string): NamedSide[] {
  const open = YES_NO.test(question.trim());
  const found = PATTERNS.flatMap(([side, pattern]) =>
    [...question.matchAll(pattern)].map(({ 0: word, index }) => ({
      side,
      start: index,
      end: index + word.length,
    })),
  );
  for (const { 0: words, index } of question.matchAll(LIKING)) {
    const verb = words.lastIndexOf(' ') + 1;
    found.push({ side: 'positive', start: index + verb, end: index + words.length });
  }
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((one, i, all) => !all.slice(0, i).some(({ end }) => end > one.start))
    .map(({ side, start, end }) => {
      const before = question.slice(0, start);
      const negation = NEGATED.exec(before);
      const from = negation ? start - negation[0].length : start;
      const asked = negation ? (side === 'negative' ? 'positive' : 'negative') : side;
      const both = DEGREE.test(before) || (open && asked === 'positive');
      return { side: both ? null : asked, start: from, end };
    });
}
