import { stopWordTest } from '../language/stop-words.ts';
import { OPINIONS } from '../summaries/saying.ts';
import { wordsOf } from '../words.ts';
import { proseOf } from './keywords.ts';

/** What the sentences of themes say of their words: which are opinions, which tell a subject, which are nouns. */
export interface ThemeWords {
  /** @param score of the sentence, −1..1 */
  add(theme: number, text: string, score: number): void;
  /** Whether the sentences with the word are at one pole in whatever theme they are. */
  isOpinion(word: string): boolean;
  /** Share of a theme's sentences with a word that tells of a subject, 0..1; 1 without sentences. */
  tellingShare(theme: number): number;
  /** Share of the word's occurrences that end a group of words after an article: "the price", "a soft fabric". */
  nounShare(word: string): number;
  /** As customers write it most often. */
  surface(word: string): string;
}

interface WordFigures {
  count: number;
  /** Occurrences after an article. */
  nouns: number;
  /** Sum of the scores of its sentences. */
  score: number;
  readonly themes: Map<number, number>;
  readonly surfaces: Map<string, number>;
}

/** Sentences of the usual score that are added to each word, so that two are no proof. */
const PRIOR = 8;
/** Distance from the usual score from which on a word is an opinion. */
const OPINION = 0.25;
/** Fewest sentences of a word that tells of a subject. */
const LEAST = 4;
/** A word whose themes are less unlike the themes of all words, in nats, is used with every subject. */
const EVERYWHERE = 0.7;
/** Sentences per theme that {@link ThemeWords.tellingShare} reads. */
const SENTENCES = 300;

// Words before nouns, of languages that have them.
const ARTICLES = new Set(
  (
    'the a an this that these my your our their no any der die das den dem des ein eine einen einem einer eines mein ' +
    'meine kein keine diese dieser dieses le la les un une des du ce cet cette mon ma mes au aux el los las una unos ' +
    'unas este esta mi mis del al il lo gli i uno della del dei delle questo questa os as um uma do da dos das meu ' +
    'minha het de een deze dit mijn geen en ett et den det'
  ).split(' '),
);

/** Reads the distinct words of a text that mean something alone. @param languages BCP 47 tags of the comments */
export function contentWordsReader(languages: readonly string[]): (text: string) => string[] {
  const isStopWord = stopWordTest(languages);
  return (text) => [
    ...new Set(wordsOf(proseOf(text)).filter((word) => /\p{L}/u.test(word) && !isStopWord(word))),
  ];
}

/**
 * @param languages BCP 47 tags of the comments
 * @param capacity most words held; beyond it, those of one occurrence are dropped
 */
export function themeWords(languages: readonly string[], capacity = 200_000): ThemeWords {
  const isStopWord = stopWordTest(languages);
  const words = new Map<string, WordFigures>();
  const themes = new Map<number, { sentences: number; score: number; read: string[][] }>();
  let [all, allScores] = [0, 0];
  const isContent = (word: string | undefined) =>
    word !== undefined && /\p{L}/u.test(word) && !isStopWord(word);
  const usual = (own: WordFigures) => {
    let [sum, count] = [0, 0];
    for (const [theme, n] of own.themes) {
      const { sentences, score } = themes.get(theme)!;
      sum += (n * score) / sentences;
      count += n;
    }
    // Half of the theme, half of all: a theme of one opinion is no excuse for its words.
    return (sum / count + allScores / all) / 2;
  };
  const isOpinion = (word: string) => {
    if (OPINIONS.has(word)) return true;
    const own = words.get(word);
    return own !== undefined && Math.abs(own.score - own.count * usual(own)) / (own.count + PRIOR) >= OPINION;
  };
  const isEverywhere = ({ themes: own, count }: WordFigures) => {
    let distance = 0;
    for (const [theme, n] of own) {
      distance += (n / count) * Math.log(n / count / (themes.get(theme)!.sentences / all));
    }
    return distance < EVERYWHERE;
  };
  return {
    add(theme, written, score) {
      const text = proseOf(written);
      const own = themes.get(theme) ?? { sentences: 0, score: 0, read: [] };
      themes.set(theme, own);
      own.sentences++;
      own.score += score;
      all++;
      allScores += score;
      const plain = wordsOf(text);
      const surfaces = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
      const seen = new Set<string>();
      for (const [i, word] of plain.entries()) {
        if (!isContent(word)) continue;
        const figures = words.get(word) ?? {
          ...{ count: 0, nouns: 0, score: 0 },
          ...{ themes: new Map<number, number>(), surfaces: new Map<string, number>() },
        };
        words.set(word, figures);
        const introduced =
          ARTICLES.has(plain[i - 1] ?? '') || (isContent(plain[i - 1]) && ARTICLES.has(plain[i - 2] ?? ''));
        if (introduced && !isContent(plain[i + 1])) figures.nouns++;
        const surface = i > 0 && surfaces[i]?.toLowerCase() === word ? surfaces[i]! : word;
        figures.surfaces.set(surface, (figures.surfaces.get(surface) ?? 0) + 1);
        if (seen.has(word)) continue;
        seen.add(word);
        figures.count++;
        figures.score += score;
        figures.themes.set(theme, (figures.themes.get(theme) ?? 0) + 1);
      }
      if (own.read.length < SENTENCES) own.read.push([...seen]);
      if (words.size > capacity) for (const [word, { count }] of words) if (count === 1) words.delete(word);
    },
    isOpinion,
    tellingShare(theme) {
      const read = themes.get(theme)?.read ?? [];
      const tells = (word: string) => {
        const own = words.get(word);
        return own !== undefined && own.count >= LEAST && !isOpinion(word) && !isEverywhere(own);
      };
      return read.length === 0 ? 1 : read.filter((some) => some.some(tells)).length / read.length;
    },
    nounShare(word) {
      const own = words.get(word);
      return own ? own.nouns / own.count : 0;
    },
    surface(word) {
      const forms = [...(words.get(word)?.surfaces ?? [])];
      return forms.reduce((best, form) => (form[1] > best[1] ? form : best), [word, 0] as const)[0];
    },
  };
}
