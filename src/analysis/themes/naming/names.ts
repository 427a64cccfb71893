import { stemOf } from '../../summaries/saying.ts';
import { wordsOf } from '../../words.ts';
import type { Phrases } from './phrases.ts';

/**
 * Names themes, each by its best name that is not in use: that of a topic, a telling phrase, this with another phrase,
 * another phrase alone, two others.
 * Only a theme without words of its own has a number. Forms of the same words are one name.
 *
 * @param phrases of each theme
 * @param taken names in use, including those given by people
 */
export function nameThemes(phrases: readonly Phrases[], taken: Iterable<string> = []): string[] {
  const used = new Set([...taken].map(formOf));
  const topicForms: string[][] = [];
  // "Fabric" beside the topic "Fabric and material" would be the same to a reader.
  const free = (phrase: string) => {
    const form = formOf(phrase);
    const stems = form.split(' ');
    return !used.has(form) && !topicForms.some((topic) => stems.every((stem) => topic.includes(stem)));
  };
  return phrases.map(({ topics = [], telling, details = [], others }) => {
    const base = telling[0] ?? others[0] ?? 'Without words';
    const pairsOf = (one: string, some: readonly string[]) =>
      some.map((other) => (isPart(one, other) ? other : `${one}, ${other.toLowerCase()}`));
    const pairs = others.flatMap((one, i) => pairsOf(one, others.slice(i + 1)));
    const topic = topics.find((name) => !used.has(formOf(name)));
    let name =
      topic ??
      [
        ...[
          ...telling,
          ...pairsOf(
            base,
            [...details, ...telling].filter((other) => other !== base),
          ),
        ],
        ...[...others, ...pairs],
      ].find(free) ??
      base;
    for (let number = 2; used.has(formOf(name)); number++) name = `${base} ${number}`;
    used.add(formOf(name));
    if (topic !== undefined) topicForms.push(formOf(`${topic} ${telling[0] ?? ''}`).split(' '));
    return name;
  });
}

/** Equal for "Color, black" and "Black colors". */
export const formOf = (name: string): string => [...new Set(wordsOf(name).map(stemOf))].sort().join(' ');

/** Whether a phrase has the words of another: "Bank transfer" has those of "Transfer". */
const isPart = (one: string, other: string): boolean => {
  const stems = formOf(other).split(' ');
  return formOf(one)
    .split(' ')
    .every((stem) => stems.includes(stem));
};
