import { type QuestionPart, wholeWords } from './question-text.ts';

/** Ratings that a question names. */
export interface NamedRatings extends QuestionPart {
  readonly least: number;
  readonly greatest: number;
}

const NUMBERS = [
  '0|zero|null|cero|zéro',
  '1|one|ein|eins|einem|une?|una|uno',
  '2|two|zwei|deux|dos',
  '3|three|drei|trois|tres',
  '4|four|vier|quatre|cuatro',
  '5|five|fünf|cinq|cinco',
];
const NUMBER = NUMBERS.join('|');
const MOST = 5;
/** Less than one star more or less. */
const BIT = 0.01;

const STARS = '(?:-|\\s)?(?:stars?|sternen?|sterne|stern|étoiles?|estrellas?)|\\s?[★⭐]+';
const BOUNDS = [
  ['least', 'at least|minimum|min|mindestens|wenigstens|au moins|al menos'],
  ['above', 'more than|over|above|better than|mehr als|über|plus de|más de'],
  ['most', 'at most|up to|no more than|maximum|max|höchstens|maximal|bis zu|au plus|como mucho|hasta'],
  ['below', 'less than|fewer than|under|below|worse than|weniger als|unter|moins de|menos de'],
] as const;
const AFTER = [
  ['least', 'or (?:more|better|higher|above)|and (?:more|up|above)|oder (?:mehr|besser)|ou plus|o más'],
  ['most', 'or (?:less|fewer|worse|lower|below)|oder (?:weniger|schlechter)|ou moins|o menos'],
] as const;
const group = (parts: readonly (readonly [string, string])[], suffix: string) =>
  parts.map(([name, words]) => `(?<${name}${suffix}>${words})`).join('|');

const RATINGS = wholeWords(
  `(?:(?:${group(BOUNDS, 'First')})\\s+)?(?<first>${NUMBER})` +
    `(?:\\s*(?:-|–|to|or|and|bis|oder|und|à|ou|et|a|o|y)\\s*(?<second>${NUMBER}))?` +
    `(?:${STARS})(?:\\s+(?:${group(AFTER, 'Last')}))?`,
);

/** The first ratings in stars of a text ("1-star", "at least four stars", "3 bis 5 Sterne"); null without any. */
export function ratingsIn(text: string): NamedRatings | null {
  // A sign of a star is no letter: after it no edge of a word is needed.
  const found = RATINGS.exec(text);
  RATINGS.lastIndex = 0;
  if (!found) return null;
  const named = found.groups as Record<string, string | undefined>;
  const ends = [numberOf(named.first!), numberOf(named.second ?? named.first!)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const place = { start: found.index, end: found.index + found[0].length };
  if (named.leastFirst || named.leastLast) return { ...place, least: low, greatest: MOST };
  if (named.aboveFirst) return { ...place, least: low + BIT, greatest: MOST };
  if (named.mostFirst || named.mostLast) return { ...place, least: 0, greatest: high };
  if (named.belowFirst) return { ...place, least: 0, greatest: high - BIT };
  return { ...place, least: low, greatest: high };
}

const numberOf = (word: string): number =>
  NUMBERS.findIndex((words) => new RegExp(`^(?:${words})$`, 'iu').test(word));
