import type { Phrases } from './phrases.ts';

/**
 * Names themes, each by its best phrase that is not in use. If all are, by its best with another ("Color, blue"), then
 * with a number.
 *
 * @param phrases of each theme
 * @param taken names in use, including those given by people
 */
export function nameThemes(phrases: readonly Phrases[], taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  return phrases.map(({ telling, others }) => {
    const base = telling[0] ?? 'Without words';
    const pairs = [...telling.slice(1), ...others].map((other) => `${base}, ${other.toLowerCase()}`);
    let name = [...telling, ...pairs].find((phrase) => !used.has(phrase)) ?? base;
    for (let number = 2; used.has(name); number++) name = `${base} ${number}`;
    used.add(name);
    return name;
  });
}
