import { eld } from 'eld/extrasmall';

/** What a text is written in. */
export interface TextLanguage {
  /** ISO 639-1. */
  readonly language: string;
  /** 0 to 1, as the detector scores it. */
  readonly confidence: number;
  /** Scores of all candidates. */
  readonly scores: Readonly<Record<string, number>>;
  /** Letters that were looked at; those of dense scripts count as several. */
  readonly letters: number;
}

// What no language is told by, and what a long text says no better than its beginning.
const NOISE = /https?:\S+|[@#]\S+|&\w+;/g;
const LOOKED_AT = 1_000;
const LATIN = /\p{Script=Latin}/gu;
const OTHER = /(?!\p{Script=Latin})\p{L}/gu;
// A character of Han, kana or Hangul says about as much as three letters.
const OTHER_WEIGHS = 3;

/**
 * Detects the language of a text by n-grams (eld, "Efficient Language Detector"). Null where the detector itself is
 * not sure.
 */
export function detectLanguage(text: string): TextLanguage | null {
  const looked = text.slice(0, LOOKED_AT).replace(NOISE, ' ');
  const letters = (looked.match(LATIN)?.length ?? 0) + OTHER_WEIGHS * (looked.match(OTHER)?.length ?? 0);
  if (letters === 0) return null;
  const found = eld.detect(looked);
  if (!found.language || !found.isReliable()) return null;
  const scores = found.getScores();
  return { language: found.language, confidence: scores[found.language] ?? 0, scores, letters };
}

// Short or close calls are the model's: a comment that is left out in error costs more than one that is judged badly.
const LEAST_LETTERS = 20;
const LEAST_LEAD = 0.2;

/**
 * True when a text is clearly in a language that a model does not serve: long enough, and that language leads the
 * best of the served ones by {@link LEAST_LEAD}.
 * @param served ISO 639-1 codes; none: every language is served
 */
export function isUnserved(found: TextLanguage | null, served: readonly string[]): boolean {
  if (!found || served.length === 0 || found.letters < LEAST_LETTERS) return false;
  if (served.includes(found.language)) return false;
  const best = Math.max(...served.map((language) => found.scores[language] ?? 0));
  return found.confidence - best >= LEAST_LEAD;
}
