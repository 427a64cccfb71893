import type { SourceSegment } from '../source-segment.ts';
import { type Saying, sameSaying, sayingReader } from '../summaries/saying.ts';
import { countWords } from '../words.ts';

/** A sentence that may be quoted for a subject. */
export interface QuoteCandidate extends SourceSegment {
  /** How surely it is about the subject and of the wanted side, 0..1. */
  readonly certainty: number;
}

const [FEWEST_WORDS, MOST_WORDS] = [5, 30];
/** Weight of a form that reads as a sentence: a capital or a digit first, a full stop last. */
const WHOLE = 0.15;
const HANDLE_OR_ADDRESS = /(?:^|\s)@\w|https?:|www\.|\w@\w|^RT\b|#\w+\s+#\w/i;
const FRAGMENT =
  /^[\p{Ll}\s]*\b(?:and|but|so|or|because|which|that|then|und|aber|oder|et|mais|ou|y|pero|o)\b/u;
/** Numbers of a list are no sentence. */
const OPENING = /^["'“‘«„¿¡(]*[\p{L}\p{N}]/u;
const ENUMERATION = /^\s*\(?\d{1,2}[).]/;

/**
 * Takes readable quotes: whole sentences of 5 to 30 words, no handles or addresses, no questions, one of each comment,
 * and none that says what a taken one says.
 */
export class QuoteTaker {
  readonly #taken: Saying[] = [];
  readonly #reader: (segment: SourceSegment) => Saying;

  constructor(languages: readonly string[]) {
    this.#reader = sayingReader(languages);
  }

  /** The best `most` of the candidates that are left. */
  take(candidates: readonly QuoteCandidate[], most: number): QuoteCandidate[] {
    const able = candidates
      .filter(({ text }) => isReadable(text))
      .map((candidate) => ({ candidate, saying: this.#reader(candidate), worth: worthOf(candidate) }))
      .filter(({ saying }) => saying.hasSubject)
      .sort((a, b) => b.worth - a.worth || a.candidate.feedbackId - b.candidate.feedbackId);
    const chosen: QuoteCandidate[] = [];
    for (const { candidate, saying } of able) {
      if (chosen.length >= most) break;
      const known = this.#taken.some(
        (other) => other.segment.feedbackId === candidate.feedbackId || sameSaying(other, saying),
      );
      if (known) continue;
      this.#taken.push(saying);
      chosen.push(candidate);
    }
    return chosen;
  }
}

/** Whether a sentence can stand alone: 5 to 30 words, whole, no question, no handles, addresses or numbers of lists. */
export function isReadable(text: string): boolean {
  const words = countWords(text);
  if (words < FEWEST_WORDS || words > MOST_WORDS) return false;
  const said = text.trim();
  return (
    !HANDLE_OR_ADDRESS.test(said) &&
    OPENING.test(said) &&
    !ENUMERATION.test(said) &&
    !/[?？؟:,]["'”’»)]*$/.test(said) &&
    (said.match(/\(/g) ?? []).length === (said.match(/\)/g) ?? []).length
  );
}

const worthOf = ({ text, certainty }: QuoteCandidate): number => certainty + readability(text);

/** How well a sentence reads when it stands alone, −0.15 to 0.23. */
export function readability(text: string): number {
  const said = text.trim();
  const words = countWords(said);
  const whole = Number(/^["'“‘«„¿¡(]*[\p{Lu}\p{N}]/u.test(said)) + Number(/[.!…]["'”’»)]*$/.test(said));
  return (
    (WHOLE * whole) / 2 + (words >= 7 && words <= 22 ? WHOLE / 2 : 0) - (FRAGMENT.test(said) ? WHOLE : 0)
  );
}
