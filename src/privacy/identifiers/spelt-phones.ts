import type { Found } from '../masked-text.ts';

/** Digits in words, by language. In French and the Nordic languages people read out pairs, which are not looked for. */
const LANGUAGES: readonly { readonly hints: string; readonly digits: string }[] = [
  {
    hints: 'seven three eight nine five',
    digits: 'zero|oh|o|nought one two three four five six seven eight nine',
  },
  {
    hints: 'sieben drei acht neun fünf',
    digits: 'null eins|ein zwei|zwo drei vier fünf sechs sieben acht neun',
  },
  { hints: 'siete tres ocho nueve cinco', digits: 'cero uno dos tres cuatro cinco seis siete ocho nueve' },
  { hints: 'sette tre otto nove cinque', digits: 'zero uno due tre quattro cinque sei sette otto nove' },
  { hints: 'zeven drie acht negen vijf', digits: 'nul een|één twee drie vier vijf zes zeven acht negen' },
  { hints: 'sete três oito nove cinco', digits: 'zero um dois três quatro cinco seis|meia sete oito nove' },
  {
    hints: 'siedem trzy osiem dziewięć pięć',
    digits: 'zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć',
  },
];
const READ = LANGUAGES.map(({ hints, digits }) => {
  const words = new Map(
    digits.split(' ').flatMap((it, digit) => it.split('|').map((word) => [word, digit] as const)),
  );
  const word = `(?:${[...words.keys()].join('|')}|double|triple|doppel|doble|doppio|dubbel|\\d)`;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])${word}(?:[\\s,./-]{1,3}${word}){6,29}(?![\\p{L}\\p{N}])`,
    'giu',
  );
  return { hints: hints.split(' '), words, pattern };
});
const LEAST = 7;
const MOST = 15;

export const SPELT_HINTS: readonly string[] = READ.flatMap(({ hints }) => hints);
/** Two such words beside each other are cheap to look for. */
const HINT = new RegExp(
  `[ ,-](?:${SPELT_HINTS.join('|')})[ ,-]{1,2}(?:${[...new Set(READ.flatMap(({ words }) => [...words.keys()]))].join('|')})[ ,.-]`,
);

/** Whether the text may have a number in words. */
export const mayHaveSpeltDigits = (text: string): boolean => HINT.test(text);

/** Phone numbers whose digits are words: "oh seven nine one two …". */
export function* findSpeltPhones(flat: string): Iterable<Found> {
  for (const { hints, words, pattern } of READ) {
    if (!hints.some((it) => flat.includes(it))) continue;
    let from = 0;
    for (const { index: start, 0: text } of flat.matchAll(pattern)) {
      if (start < from || !isNumber(text, words)) continue;
      from = start + text.length;
      yield { kind: 'phone', start, end: from };
    }
    if (from > 0) return;
  }
}

function isNumber(text: string, words: ReadonlyMap<string, number>): boolean {
  const digits: number[] = [];
  let times = 1;
  let inWords = 0;
  for (const word of text.toLowerCase().split(/[\s,./-]+/)) {
    const digit = words.get(word) ?? (/^\d$/.test(word) ? Number(word) : null);
    if (digit === null) times = word === 'triple' ? 3 : 2;
    else {
      inWords += words.has(word) ? 1 : 0;
      digits.push(...Array.from({ length: times }, () => digit));
      times = 1;
    }
  }
  const isCount = digits.every((it, at) => at === 0 || Math.abs(it - digits[at - 1]!) <= 1);
  return digits.length >= LEAST && digits.length <= MOST && inWords >= 4 && !isCount;
}
