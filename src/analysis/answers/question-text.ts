/** Edges of words in any alphabet. */
const BEGIN = '(?<![\\p{L}\\p{M}\\p{N}])';
const END = '(?![\\p{L}\\p{M}\\p{N}])';

/** A pattern of whole words, without regard to case. @param source of a regular expression */
export const wholeWords = (source: string): RegExp => new RegExp(`${BEGIN}(?:${source})${END}`, 'giu');

/** A part of a question, as indices of its string, end exclusive. */
export interface QuestionPart {
  readonly start: number;
  readonly end: number;
}

export interface QuestionWord extends QuestionPart {
  readonly text: string;
  /** {@link bareWord} of the text. */
  readonly bare: string;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)?/gu;

/** A word in lower case, without accents and possessive. */
export const plainWord = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s$/, '');

/** A word for comparisons: {@link plainWord} without the plural of English, French and Spanish. */
export function bareWord(word: string): string {
  const plain = plainWord(word);
  if (plain.length < 4 || /(?:ss|us|is)$/.test(plain)) return plain;
  if (/(?:ss|sh|ch|x)es$/.test(plain)) return plain.slice(0, -2);
  if (/[^aeiou]ies$/.test(plain)) return `${plain.slice(0, -3)}y`;
  return plain.endsWith('s') ? plain.slice(0, -1) : plain;
}

/** Words with their places. */
export const questionWords = (question: string): QuestionWord[] =>
  [...question.matchAll(WORD)].map(({ 0: text, index }) => ({
    text,
    bare: bareWord(text),
    start: index,
    end: index + text.length,
  }));

/** A name in the form in which names are compared: "Rain jackets" and "rain-jacket" are one. */
export const bareName = (name: string): string =>
  questionWords(name)
    .map(({ bare }) => bare)
    .join(' ');

/** A question of which parts are taken: what is understood is not looked for. */
export class QuestionText {
  readonly #question: string;
  #left: string;

  constructor(question: string) {
    this.#question = question;
    this.#left = question;
  }

  /** The question with blanks for what is taken; places are those of the question. */
  get left(): string {
    return this.#left;
  }

  /** Takes a part. @returns its words as they are written */
  take({ start, end }: QuestionPart): string {
    this.#left = this.#left.slice(0, start) + ' '.repeat(end - start) + this.#left.slice(end);
    return this.#question.slice(start, end);
  }
}
