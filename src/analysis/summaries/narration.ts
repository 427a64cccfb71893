import { wordsOf } from '../words.ts';

// Pronouns and possessives of the first person, by ISO 639-1 code.
const FIRST_PERSONS: Readonly<Record<string, string>> = {
  en: "i i'm i've i'd i'll im ive my mine me myself we we're we've our ours us",
  de: 'ich mein meine meinem meinen meiner meines mich mir wir uns unser unsere unserem unseren unserer',
  fr: "je j'ai j'avais j'étais moi me mon ma mes nous notre nos",
  es: 'yo me mi mis mí conmigo nosotros nosotras nos nuestro nuestra nuestros nuestras',
  it: 'io mi mio mia miei mie me noi ci nostro nostra nostri nostre',
  nl: 'ik mij me mijn wij we ons onze',
  pt: 'eu me mim meu minha meus minhas comigo nós nosso nossa nossos nossas',
};
const NARRATORS = new Map(
  Object.entries(FIRST_PERSONS).map(([code, words]) => [code, new Set(words.split(' '))]),
);

/**
 * Share of first-person words in a sentence, 0..1 ("I bought it for my sister"). Such a sentence tells a story; a
 * summary needs statements about the product. 0 in languages without a list.
 */
export function narration(text: string, languages: readonly string[]): number {
  const lists = languages.flatMap((tag) => NARRATORS.get(tag.toLowerCase().split(/[-_]/)[0]!) ?? []);
  const words = wordsOf(text);
  return words.filter((word) => lists.some((list) => list.has(word))).length / Math.max(1, words.length);
}
