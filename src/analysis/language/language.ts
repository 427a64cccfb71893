import { eld } from 'eld/extrasmall';
import { functionWords } from './function-words.ts';
import { scriptOf } from './script.ts';

/** What a text is written in, and whether a model serves it. */
export interface TextLanguage {
  /** ISO 639-1; null where it cannot be told. */
  readonly language: string | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly served: boolean;
}

/** What is known of the language of a text besides the text itself. */
export interface LanguageClues {
  /** ISO 639-1, as a column of the file says; null: none, or its rows do not agree. */
  readonly stated: string | null;
  /** What most texts of the source are written in, as {@link sourceLanguage} finds; null: nothing. */
  readonly source: SourceLanguage | null;
}

/** What most texts of a source are written in. */
export interface SourceLanguage {
  readonly served: boolean;
  /** Most frequent one of them, ISO 639-1; null where it is not known. */
  readonly language: string | null;
}

// What no language is told by, and what a long text says no better than its beginning.
const NOISE = /https?:\S+|www\.\S+|[@#]\S+|&\w+;/g;
const LOOKED_AT = 1_000;
const LETTERS = /\p{L}/gu;
// Names are in the language of nobody: a detector takes "Samsung Galaxy wins" for German.
const CAPITALISED = /\p{Lu}[\p{L}\p{M}\p{N}'’-]*/gu;

/** A language that leads the served ones by so much is believed; 0 to 1, as eld scores. */
const LEAD = 0.2;
/** Letters without which n-grams say little. */
const FEW = 15;
/** Letters from which a text that is all capitals or names may be told by its n-grams. */
const MANY = 40;
/** Letters from which n-grams for a served language weigh more than the source. */
const SOME = 8;

/**
 * The language of a text by its script, its function words and its n-grams (eld, "Efficient Language Detector"), in
 * this order; docs/decisions/language-detection.md has the measurements. A language that the file states decides,
 * but for texts in a script that it is not written in. Where the source is in one language, its short texts are, too,
 * unless they say otherwise.
 * @param text as it is read, without markup
 * @param served ISO 639-1 codes; none: every language is served
 */
export function languageOf(
  text: string,
  served: readonly string[],
  { stated, source }: LanguageClues = { stated: null, source: null },
): TextLanguage {
  const looked = text.slice(0, LOOKED_AT).replace(NOISE, ' ');
  const letters = count(looked);
  const all = served.length === 0;
  if (letters === 0)
    return { language: stated, confidence: 0, served: all || !stated || served.includes(stated) };
  const found = eld.detect(looked);
  const scores = found.getScores();
  const guessed = found.language || null;
  const told = (language: string | null, isServed: boolean): TextLanguage => ({
    language,
    confidence: (language && scores[language]) || 0,
    served: isServed,
  });
  const script = scriptOf(looked);
  if (script && !script.languages.some((language) => served.includes(language))) {
    const language = guessed && script.languages.includes(guessed) ? guessed : (script.languages[0] ?? null);
    return told(language, all);
  }
  if (stated) return { language: stated, confidence: 1, served: all || served.includes(stated) };
  if (all) return found.isReliable() ? told(guessed, true) : told(null, true);
  const words = functionWords(looked, served);
  const servedGuess = guessed === null || served.includes(guessed);
  const lead = leadOver(scores, guessed, served);
  const isServed = isServedBy({ looked, letters, words, servedGuess, lead, served, source });
  if (isServed) {
    if (guessed && servedGuess) return told(guessed, true);
    // A guess that was not believed.
    return told(served.length === 1 && words.own > words.others ? served[0]! : null, true);
  }
  if (!servedGuess && (words.others < 2 || lead >= LEAD)) return told(guessed, false);
  if (words.others > 0) return told(words.other, false);
  return told(source?.language ?? null, false);
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

/** Whether it is the names in a text, or how few words are beside them, that speak for a language. */
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

/** Letters of a text; a character of a script without blanks or vowels says about as much as three. */
const count = (text: string): number => {
  let letters = 0;
  for (const [letter] of text.matchAll(LETTERS)) letters += letter < '\u0250' ? 1 : 3;
  return letters;
};

/** Texts below which a source is not judged by, and the share that makes it one of a language. */
const LEAST_TEXTS = 10;
const MOST = 2 / 3;
const LEAST_LETTERS = 12;

/**
 * What most of some texts of a source are written in; null where they are few, or of both kinds. Texts of a few
 * letters say nothing here.
 */
export function sourceLanguage(texts: readonly string[], served: readonly string[]): SourceLanguage | null {
  if (served.length === 0) return null;
  const found = texts.filter((text) => count(text.slice(0, LOOKED_AT)) >= LEAST_LETTERS);
  if (found.length < LEAST_TEXTS) return null;
  const languages = found.map((text) => languageOf(text, served));
  const own = languages.filter((it) => it.served).length;
  if (own >= MOST * languages.length) return { served: true, language: null };
  if (own > (1 - MOST) * languages.length) return null;
  const counts = new Map<string, number>();
  for (const it of languages) {
    if (!it.served && it.language) counts.set(it.language, (counts.get(it.language) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { served: false, language: best?.[0] ?? null };
}
