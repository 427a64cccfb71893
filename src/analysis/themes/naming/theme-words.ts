import { stopWordTest } from '../../language/stop-words.ts';
import { OPINIONS } from '../../summaries/saying.ts';
import { wordsOf } from '../../words.ts';
import { wordTally } from '../word-tally.ts';
import { proseOf } from './keywords.ts';

/** What the sentences of themes say of their words: which are opinions, which tell a subject, which are nouns. */
export interface ThemeWords {
  /** @param score of the sentence, −1..1 */
  add(theme: number, text: string, score: number): void;
  /** Whether the sentences with the word are at one pole, also beside the others of their themes. */
  isOpinion(word: string): boolean;
  /** Share of a theme's sentences with a word that tells of a subject, 0..1; 1 without sentences. */
  tellingShare(theme: number): number;
  /** Share of a word's sentences in a theme where it ends a group after an article, 0..1: "the price", "a soft fabric". */
  nounShare(theme: number, word: string): number;
  /** As customers write it most often. */
  surface(word: string): string;
}

interface WordFigures {
  /** Occurrences after an article, by theme. */
  readonly nouns: Map<number, number>;
  readonly themes: Map<number, number>;
  readonly surfaces: Map<string, number>;
}

/** Distance from the usual score from which on a word is an opinion. */
const OPINION = 0.25;
/** Fewest sentences of a word that tells of a subject. */
const LEAST = 4;
/**
 * A word whose themes are less unlike the themes of all sentences, in nats (Kullback and Leibler 1951), is used with
 * every subject. A word at one pole needs more: "comfortable" has a theme, "cute" has none.
 */
const EVERYWHERE = { usual: 0.7, polar: 1.1 } as const;
/** From this distance on, a word at one pole belongs to few themes and names these: "returned". */
const CONCENTRATED = 1.3;

// Words that judge whatever they are said of.
const VERDICTS: ReadonlySet<string> = new Set([
  ...OPINIONS,
  ...(
    'recommend recommended recommends adorable beautiful cute disappointed disappointing glad gorgeous outstanding ' +
    'pleased stunning terrible empfehlen empfehle empfehlenswert weiterempfehlen enttäuscht begeistert recommande ' +
    'recommandé déçu ravi recomiendo recomendable recomendado encanta consiglio consigliato recomendo aanrader'
  ).split(' '),
]);

/** Sentences per theme that {@link ThemeWords.tellingShare} reads. */
const SENTENCES = 300;

// Words before nouns, of languages that have them.
const ARTICLES: Readonly<Record<string, string>> = {
  da: 'en et den det de denne dette min mit din dit',
  de: 'der die das den dem des ein eine einen einem einer eines mein meine kein keine diese dieser dieses',
  en: 'the a an this that these those my your our their her his no any',
  es: 'el la los las un una unos unas este esta estos estas mi mis su sus del al',
  fr: 'le la les un une des du ce cet cette ces mon ma mes au aux',
  it: 'il lo la i gli le un uno una del della dei delle questo questa',
  no: 'en et ei den det de denne dette min mitt',
  nl: 'de het een deze dit die mijn geen',
  pt: 'o a os as um uma do da dos das meu minha este esta no na',
  sv: 'en ett den det de denna detta min mitt',
};

const articlesOf = (languages: readonly string[]): ReadonlySet<string> =>
  new Set(languages.flatMap((tag) => (ARTICLES[tag.toLowerCase().split(/[-_]/)[0]!] ?? '').split(' ')));

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
  const articles = articlesOf(languages);
  const words = new Map<string, WordFigures>();
  const themes = new Map<number, { sentences: number; score: number; read: string[][] }>();
  const tally = wordTally(capacity);
  const isContent = (word: string | undefined) =>
    word !== undefined && /\p{L}/u.test(word) && !isStopWord(word);
  /** How far the sentences of a word are from the usual score, shrunk: of all sentences, and of its themes. */
  const poles = (word: string, own: WordFigures) => {
    let ofThemes = 0;
    for (const [theme, n] of own.themes) {
      const { sentences, score } = themes.get(theme)!;
      ofThemes += (n * score) / sentences;
    }
    return [tally.pole(word), tally.pole(word, ofThemes)] as const;
  };
  const distance = (word: string, { themes: own }: WordFigures) => {
    const count = tally.count(word);
    let nats = 0;
    for (const [theme, n] of own) {
      nats += (n / count) * Math.log(n / count / (themes.get(theme)!.sentences / tally.sentences()));
    }
    return nats;
  };
  const isOpinion = (word: string) => {
    const own = words.get(word);
    if (VERDICTS.has(word) || !own) return VERDICTS.has(word);
    const [fromAll, fromThemes] = poles(word, own);
    const polar = fromAll * fromThemes > 0 && Math.min(Math.abs(fromAll), Math.abs(fromThemes)) >= OPINION;
    return polar && distance(word, own) < CONCENTRATED;
  };
  const tells = (word: string) => {
    const own = words.get(word);
    if (own === undefined || tally.count(word) < LEAST || VERDICTS.has(word)) return false;
    const polar = Math.abs(poles(word, own)[0]) >= OPINION;
    return distance(word, own) >= (polar ? EVERYWHERE.polar : EVERYWHERE.usual);
  };
  return {
    add(theme, written, score) {
      const text = proseOf(written);
      const own = themes.get(theme) ?? { sentences: 0, score: 0, read: [] };
      themes.set(theme, own);
      own.sentences++;
      own.score += score;
      const plain = wordsOf(text);
      const surfaces = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
      const seen = new Set<string>();
      for (const [i, word] of plain.entries()) {
        if (!isContent(word)) continue;
        const figures = words.get(word) ?? {
          nouns: new Map<number, number>(),
          ...{ themes: new Map<number, number>(), surfaces: new Map<string, number>() },
        };
        words.set(word, figures);
        const introduced =
          articles.has(plain[i - 1] ?? '') || (isContent(plain[i - 1]) && articles.has(plain[i - 2] ?? ''));
        if (introduced && !isContent(plain[i + 1])) {
          figures.nouns.set(theme, (figures.nouns.get(theme) ?? 0) + 1);
        }
        const surface = i > 0 && surfaces[i]?.toLowerCase() === word ? surfaces[i]! : word;
        figures.surfaces.set(surface, (figures.surfaces.get(surface) ?? 0) + 1);
        if (seen.has(word)) continue;
        seen.add(word);
        figures.themes.set(theme, (figures.themes.get(theme) ?? 0) + 1);
      }
      tally.add([...seen], score);
      if (own.read.length < SENTENCES) own.read.push([...seen]);
      if (words.size > capacity)
        for (const word of words.keys()) if (tally.count(word) <= 1) words.delete(word);
    },
    isOpinion,
    tellingShare(theme) {
      const read = themes.get(theme)?.read ?? [];
      return read.length === 0 ? 1 : read.filter((some) => some.some(tells)).length / read.length;
    },
    nounShare(theme, word) {
      const own = words.get(word);
      return Math.min(1, (own?.nouns.get(theme) ?? 0) / Math.max(1, own?.themes.get(theme) ?? 0));
    },
    surface(word) {
      const forms = [...(words.get(word)?.surfaces ?? [])];
      return forms.reduce((best, form) => (form[1] > best[1] ? form : best), [word, 0] as const)[0];
    },
  };
}
