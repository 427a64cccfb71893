import type { Keyword } from './keywords.ts';

/** Terms in a name. */
const TERMS = 3;

/**
 * Names themes by their heaviest keywords: up to three terms that share no word ("Card payment, declined, shop"). A
 * duplicate name gets more terms, then a number.
 *
 * @param keywords of each theme, heaviest first; 10 or more leave a choice
 * @param taken names in use, including those given by people
 */
export function nameThemes(
  keywords: readonly (readonly Keyword[])[],
  taken: Iterable<string> = [],
): string[] {
  const used = new Set(taken);
  return keywords.map((own) => {
    const terms = apart(own.map(({ term }) => term));
    let name = written(terms.slice(0, TERMS));
    for (let more = TERMS + 1; used.has(name) && more <= terms.length; more++) {
      name = written(terms.slice(0, more));
    }
    const base = name;
    for (let number = 2; used.has(name); number++) name = `${base} ${number}`;
    used.add(name);
    return name;
  });
}

/** Drops terms that share a word with an earlier one. A pair replaces its single words. */
function apart(terms: readonly string[]): string[] {
  const chosen: string[] = [];
  for (const term of terms) {
    const words = term.split(' ');
    const inside = chosen.findIndex((other) => words.length > 1 && words.includes(other));
    if (inside >= 0) {
      const others = chosen.filter((_, i) => i !== inside);
      if (!others.some((other) => shareWord(other, term))) chosen[inside] = term;
    } else if (!chosen.some((other) => shareWord(other, term))) chosen.push(term);
  }
  return chosen;
}

const shareWord = (one: string, other: string): boolean =>
  one.split(' ').some((word) => other.split(' ').some((another) => alike(word, another)));

/** Whether two words are equal, or differ by an ending of up to two letters: "dress" and "dresses". */
function alike(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === long || (short.length > 2 && long.length - short.length <= 2 && long.startsWith(short));
}

function written(terms: readonly string[]): string {
  const name = terms.join(', ');
  const first = String.fromCodePoint(...[name.codePointAt(0) ?? 0x2014]);
  return name === '' ? 'Without words' : first.toUpperCase() + name.slice(first.length);
}
