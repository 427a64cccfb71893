import { eld } from 'eld/extrasmall';
import { withoutMasks } from '../../domain/text/mask.ts';
import { functionWords } from './function-words.ts';
import { oneCode } from './language-name.ts';
import { languagesOfScript } from './script.ts';

/** The language of a text, and whether a model serves it. */
interface TextLanguage {
  /** ISO 639-1; null if unknown. */
  readonly language: string | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly served: boolean;
}

/** Evidence about the language of a text besides the text itself. */
export interface LanguageClues {
  /** ISO 639-1, from a column of the file; null if it has none or its rows differ. */
  readonly stated: string | null;
  /** From {@link sourceLanguage}; null if the source has no clear language. */
  readonly source: SourceLanguage | null;
}

/** The language of most texts of a source. */
export interface SourceLanguage {
  readonly served: boolean;
  /** Of two thirds of its texts, or the most frequent that is not served, ISO 639-1; null if there is none. */
  readonly language: string | null;
}

// Masks, addresses, handles and entities have no language. The first 1,000 characters are enough.
const NOISE = /https?:\S+|www\.\S+|[@#]\S+|&\w+;/g;
const LOOKED_AT = 1_000;
const LETTERS = /\p{L}/gu;
// Names mislead the detector: it takes "Samsung Galaxy wins" for German.
const CAPITALISED = /\p{Lu}[\p{L}\p{M}\p{N}'’-]*/gu;

/** Lead over the served languages from which another language is accepted; scores of eld, 0..1. */
const LEAD = 0.2;
/** With fewer letters, n-grams are unreliable. */
const FEW = 15;
/** From this number of letters on, n-grams decide even in a text of only capitals or names. */
const MANY = 40;
/** From this number of letters on, n-grams for a served language outweigh the source. */
const SOME = 8;
/** Added to the score of the source's language, in full up to {@link FULL_PRIOR} letters; scores of eld, 0..1. */
const PRIOR = 0.1;
const FULL_PRIOR = 10;

/**
 * Detects the language of a text by script, function words and n-grams (eld, "Efficient Language Detector"), in this
 * order; docs/decisions/language-detection.md has the measurements. A language stated in the file decides, except for
 * texts in another script. Short texts without clear evidence have the language of their source.
 * @param text cleaned, without markup
 * @param written ISO 639-1 codes of the languages served; empty: every language is served
 */
export function languageOf(
  text: string,
  written: readonly string[],
  { stated, source }: LanguageClues = { stated: null, source: null },
): TextLanguage {
  const served = written.map(oneCode);
  const looked = withoutMasks(text.slice(0, LOOKED_AT)).replace(NOISE, ' ');
  const letters = count(looked);
  const all = served.length === 0;
  if (letters === 0)
    return { language: stated, confidence: 0, served: all || !stated || served.includes(stated) };
  const found = eld.detect(looked);
  const scores = found.getScores();
  const guessed = found.language || null;
  const result = (language: string | null, isServed: boolean): TextLanguage => ({
    language,
    confidence: (language && scores[language]) || 0,
    served: isServed,
  });
  const inScript = languagesOfScript(looked);
  if (inScript && !inScript.some((language) => served.includes(language))) {
    return result(guessed && inScript.includes(guessed) ? guessed : (inScript[0] ?? null), all);
  }
  if (stated) return { language: stated, confidence: 1, served: all || served.includes(stated) };
  if (all) return result(found.isReliable() ? guessed : null, true);
  const words = functionWords(looked, served);
  const servedGuess = guessed === null || served.includes(guessed);
  const lead = leadOver(scores, guessed, served);
  const isServed = isServedBy({ looked, letters, words, servedGuess, lead, served, source });
  if (isServed) {
    if (served.length > 1) {
      const among = inScript ? served.filter((language) => inScript.includes(language)) : served;
      return result(among.length === 1 ? among[0]! : bestServed(scores, among, letters, source), true);
    }
    if (guessed && servedGuess) return result(guessed, true);
    // The guess was rejected.
    return result(words.own > words.others ? served[0]! : null, true);
  }
  if (!servedGuess && (words.others < 2 || lead >= LEAD)) return result(guessed, false);
  if (words.others > 0) return result(words.other, false);
  return result(source?.language ?? null, false);
}

/** The served language of the highest score, where the source's language has a lead in short texts; null without any. */
function bestServed(
  scores: Readonly<Record<string, number>>,
  served: readonly string[],
  letters: number,
  source: SourceLanguage | null,
): string | null {
  const prior = PRIOR * Math.min(1, FULL_PRIOR / letters);
  const best = served
    .map((language) => ({
      language,
      score: (scores[language] ?? 0) + (language === source?.language ? prior : 0),
    }))
    .reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.language : null;
}

interface Evidence {
  readonly looked: string;
  readonly letters: number;
  readonly words: { readonly own: number; readonly others: number };
  readonly servedGuess: boolean;
  readonly lead: number;
  readonly served: readonly string[];
  readonly source: SourceLanguage | null;
}

function isServedBy({ looked, letters, words, servedGuess, lead, served, source }: Evidence): boolean {
  const { own, others } = words;
  if (others >= 3 && others > own) return false;
  if (source && !source.served) {
    if (own > others) return true;
    return servedGuess && own >= others && (own > 0 || letters >= SOME);
  }
  if (servedGuess) return others < 2 || own > 0;
  if (source?.served) {
    if (others >= 2 && others > own) return lead < LEAD / 2;
    return own > 0 || lead < LEAD || letters < (others > 0 ? FEW : MANY) || ledByNames(looked, served);
  }
  if (others > own) return false;
  return own > 0 || lead < LEAD || ledByNames(looked, served);
}

/** Whether the guess rests on names in the text, or too few other words are left to decide. */
function ledByNames(looked: string, served: readonly string[]): boolean {
  const bare = looked.replace(CAPITALISED, ' ');
  const rest = count(bare);
  const telling = rest < FEW && count(looked) - rest >= MANY && !/\p{Ll}/u.test(looked) ? looked : bare;
  if (count(telling) < FEW) return true;
  const found = eld.detect(telling);
  return !found.isReliable() || leadOver(found.getScores(), found.language || null, served) < LEAD;
}

function leadOver(
  scores: Readonly<Record<string, number>>,
  guessed: string | null,
  served: readonly string[],
) {
  const best = Math.max(...served.map((language) => scores[language] ?? 0));
  return (guessed ? (scores[guessed] ?? 0) : 0) - best;
}

/** Letters of a text; one of a script beyond Latin counts as three, because it carries about as much information. */
const count = (text: string): number => {
  let letters = 0;
  for (const [letter] of text.matchAll(LETTERS)) letters += letter < '\u0250' ? 1 : 3;
  return letters;
};

/** Least number of texts to judge a source by, and the share of them that decides. */
const LEAST_TEXTS = 10;
const MOST = 2 / 3;
const LEAST_LETTERS = 12;

/**
 * The language of most of the given texts of a source; null if there are few, or neither served nor other languages
 * have two thirds. Ignores texts of few letters.
 */
export function sourceLanguage(texts: readonly string[], served: readonly string[]): SourceLanguage | null {
  if (served.length === 0) return null;
  const found = texts.filter((text) => count(withoutMasks(text.slice(0, LOOKED_AT))) >= LEAST_LETTERS);
  if (found.length < LEAST_TEXTS) return null;
  const languages = found.map((text) => languageOf(text, served));
  const own = languages.filter((it) => it.served).length;
  if (own >= MOST * languages.length) {
    const best = mostFrequent(languages.filter((it) => it.served));
    const clear = best && best.texts >= MOST * languages.length;
    return { served: true, language: clear ? best.language : null };
  }
  if (own > (1 - MOST) * languages.length) return null;
  return { served: false, language: mostFrequent(languages.filter((it) => !it.served))?.language ?? null };
}

function mostFrequent(found: readonly TextLanguage[]): { language: string; texts: number } | null {
  const counts = new Map<string, number>();
  for (const { language } of found) if (language) counts.set(language, (counts.get(language) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best ? { language: best[0], texts: best[1] } : null;
}
