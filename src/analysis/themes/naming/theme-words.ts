import { stopWordTest } from '../../language/stop-words.ts';
import { OPINIONS } from '../../summaries/saying.ts';
import { wordsOf } from '../../words.ts';
import { wordTally } from '../word-tally.ts';
import { proseOf } from './keywords.ts';
import { gerundsOf, particleAfter, type Usage, usageReader } from './word-usage.ts';

/** What the sentences of themes say of their words: which are opinions, which tell a subject, which are nouns. */
export interface ThemeWords {
  /** @param score of the sentence, −1..1 */
  add(theme: number, text: string, score: number): void;
  /** Whether the sentences with the word are at one pole, also beside the others of their themes. */
  isOpinion(word: string): boolean;
  /** Share of a theme's sentences with a word that tells of a subject, 0..1; 1 without sentences. */
  tellingShare(theme: number): number;
  /** Share of a word's sentences in a theme where it is introduced, 0..1: "the price", "a soft fabric". */
  nounShare(theme: number, word: string): number;
  /** How often a word is used as each, in all themes. */
  usesOf(word: string): Readonly<Record<Usage, number>>;
  /** The form in "-ing" of a verb that customers write; the verb itself if they write none. */
  gerundOf(verb: string): string;
  /** As customers write it most often, with the particle that mostly follows it: "top up". */
  surface(word: string): string;
}

interface WordFigures {
  /** Occurrences where it is introduced, by theme. */
  readonly nouns: Map<number, number>;
  readonly particles: Map<string, number>;
  readonly uses: Record<Usage, number>;
  occurrences: number;
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
  const usageAt = usageReader(languages);
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
        const figures = words.get(word) ?? noFigures();
        words.set(word, figures);
        figures.occurrences++;
        const usage = usageAt(plain, i, isContent);
        if (usage === 'introduced') figures.nouns.set(theme, (figures.nouns.get(theme) ?? 0) + 1);
        if (usage) figures.uses[usage]++;
        const particle = particleAfter(plain, i);
        if (particle) figures.particles.set(particle, (figures.particles.get(particle) ?? 0) + 1);
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
    usesOf: (word) => words.get(word)?.uses ?? noFigures().uses,
    gerundOf: (verb) =>
      gerundsOf(verb).reduce(
        (best, form) =>
          ((words.get(form)?.occurrences ?? 0) > (words.get(best)?.occurrences ?? 0) || best === verb) &&
          words.has(form)
            ? form
            : best,
        verb,
      ),
    surface(word) {
      const own = words.get(word);
      const forms = [...(own?.surfaces ?? [])];
      const form = forms.reduce((best, it) => (it[1] > best[1] ? it : best), [word, 0] as const)[0];
      const particle = [...(own?.particles ?? [])].find(([, n]) => n > own!.occurrences / 2)?.[0];
      return particle ? `${form} ${particle}` : form;
    },
  };
}

const noFigures = (): WordFigures => ({
  ...{ nouns: new Map(), themes: new Map(), surfaces: new Map(), particles: new Map() },
  ...{ uses: { introduced: 0, noun: 0, verb: 0, quality: 0, modifier: 0 }, occurrences: 0 },
});
