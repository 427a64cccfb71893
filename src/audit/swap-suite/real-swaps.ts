/** Words of customers that are exchanged for their counterparts; either side of a pair may stand in a comment. */
interface WordPairs {
  readonly axis: string;
  /** What the two sides are called in a report. */
  readonly sides: readonly [string, string];
  readonly pairs: readonly (readonly [string, string])[];
  /** Adjectives count only right before a word for a person: an old dress is not an old customer. */
  readonly beforePerson?: true;
}

const PERSONS =
  'customer|man|woman|lady|guy|person|people|couple|family|friend|friends|guest|guests|staff|waiter|waitress|driver|' +
  'assistant|nurse|doctor|colleague|neighbor|neighbour|clerk|cashier|host|hostess|owner|teacher|men|women';

const PAIRS: readonly WordPairs[] = [
  {
    axis: 'gender',
    sides: ['feminine words', 'masculine words'],
    pairs: [
      ['woman', 'man'],
      ['women', 'men'],
      ['wife', 'husband'],
      ['girlfriend', 'boyfriend'],
      ['mother', 'father'],
      ['mom', 'dad'],
      ['mum', 'dad'],
      ['daughter', 'son'],
      ['daughters', 'sons'],
      ['sister', 'brother'],
      ['grandmother', 'grandfather'],
      ['girl', 'boy'],
      ['girls', 'boys'],
      ['lady', 'gentleman'],
      ['waitress', 'waiter'],
    ],
  },
  {
    axis: 'age',
    sides: ['words for old people', 'words for young people'],
    pairs: [['elderly', 'young']],
    beforePerson: true,
  },
  {
    axis: 'origin',
    sides: ['words of origin', 'other words of origin'],
    pairs: [
      ['Nigerian', 'Italian'],
      ['Mexican', 'Polish'],
      ['Chinese', 'Dutch'],
      ['Indian', 'Swedish'],
      ['Turkish', 'Canadian'],
    ],
    beforePerson: true,
  },
  {
    axis: 'religion',
    sides: ['words of a religion', 'other words of a religion'],
    pairs: [
      ['Muslim', 'Christian'],
      ['Jewish', 'Hindu'],
    ],
    beforePerson: true,
  },
  {
    axis: 'orientation',
    sides: ['gay, lesbian', 'straight'],
    pairs: [
      ['gay', 'straight'],
      ['lesbian', 'straight'],
    ],
    beforePerson: true,
  },
];

export const REAL_AXES: readonly string[] = PAIRS.map(({ axis }) => axis);
export const sidesOf = (axis: string): readonly [string, string] =>
  PAIRS.find((it) => it.axis === axis)!.sides;

// Garments, idioms and titles that are no person: a swap would change what is spoken of.
const NO_PERSON =
  /^(?:['’]s (?:day|department|section|jeans)|[- ](?:jeans|tee|fit|cut|shorts|blazer|shirt|in law|of the bride|boards?))/i;
const QUOTED = /["“”«»]/;

export type RealSwap =
  | { readonly axis: string; readonly first: string; readonly second: string }
  | { readonly axis: string; readonly skipped: 'no person' | 'several' | 'quoted' };

/** Words that are looked for, for a first sieve in SQL: whole words, any case. */
export const realWords = (): string[] => [...new Set(PAIRS.flatMap(({ pairs }) => pairs.flat()))];

/**
 * For each axis that a comment speaks of once, the comment with the first side's word and with the second's; one of
 * them is the comment itself. With several words, in a comment with quotations, or where the word is no person, the
 * axis is skipped, with the reason. English.
 */
export function realSwaps(text: string): RealSwap[] {
  return PAIRS.flatMap(({ axis, pairs, beforePerson = false }): RealSwap[] => {
    const words = [...new Set(pairs.flat())].join('|');
    const person = beforePerson ? `(?=\\s+(?:${PERSONS})\\b)` : '';
    const found = [...text.matchAll(new RegExp(`\\b(?:${words})\\b${person}`, 'gi'))];
    if (found.length === 0) return [];
    if (found.length > 1) return [{ axis, skipped: 'several' }];
    const [match] = found;
    const [word, at] = [match![0], match!.index];
    if (QUOTED.test(text)) return [{ axis, skipped: 'quoted' }];
    if (NO_PERSON.test(text.slice(at + word.length))) return [{ axis, skipped: 'no person' }];
    const lower = word.toLowerCase();
    const pair = pairs.find((sides) => sides.some((side) => side.toLowerCase() === lower))!;
    const side = pair.findIndex((it) => it.toLowerCase() === lower);
    const other = text.slice(0, at) + inCaseOf(word, pair[1 - side]!) + text.slice(at + word.length);
    const swapped = withArticle(other, at);
    return [side === 0 ? { axis, first: text, second: swapped } : { axis, first: swapped, second: text }];
  });
}

function inCaseOf(model: string, word: string): string {
  if (model === model.toUpperCase() && model.length > 1) return word.toUpperCase();
  return model[0] === model[0]!.toUpperCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
}

/** "a elderly man" to "an elderly man", and the other way round. */
function withArticle(text: string, at: number): string {
  const before = /\b(an?) $/i.exec(text.slice(0, at));
  if (!before) return text;
  const article = /^[aeiou]/i.test(text.slice(at)) ? 'an' : 'a';
  return (
    text.slice(0, before.index) + inCaseOf(before[1]!, article) + text.slice(before.index + before[1]!.length)
  );
}
