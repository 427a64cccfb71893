/**
 * Names themes, each by its best phrase that is not in use. If all are, the first gets a second one beside it, then a
 * number.
 *
 * @param phrases of each theme, best first
 * @param taken names in use, including those given by people
 */
export function nameThemes(phrases: readonly (readonly string[])[], taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  return phrases.map((own) => {
    const base = own[0] ?? 'Without words';
    let name = own.slice(0, CHOICE).find((phrase) => !used.has(phrase)) ?? base;
    for (let number = 2; used.has(name); number++) name = `${base} ${number}`;
    used.add(name);
    return name;
  });
}

/** Phrases that a name may be; later ones tell too little. */
const CHOICE = 5;
