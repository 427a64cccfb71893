/**
 * The stem of a lower-case English word: Porter 1980, "An algorithm for suffix stripping", with the departures of
 * NLTK's stemmer, which rouge-score uses ("enjoys" becomes "enjoy", not "enjoi").
 */
export function stem(word: string): string {
  if (IRREGULAR[word]) return IRREGULAR[word];
  if (word.length <= 2) return word;
  return dropLastE(
    replaceEnd(
      replaceEnd(replaceEnd(adverbs(finalY(participle(plural(word)))), STEP_2, 0), STEP_3, 0),
      STEP_4,
      1,
    ),
  );
}

type Rule = readonly [end: string, by: string];
const rules = (list: string): Rule[] =>
  list.split(' ').map((rule) => [...rule.split('>'), ''].slice(0, 2) as unknown as Rule);

const IRREGULAR: Readonly<Record<string, string>> = {
  ...{ skies: 'sky', sky: 'sky', dying: 'die', lying: 'lie', tying: 'tie', news: 'news', howe: 'howe' },
  ...{ innings: 'inning', inning: 'inning', outings: 'outing', outing: 'outing' },
  ...{ cannings: 'canning', canning: 'canning' },
  ...{ proceed: 'proceed', exceed: 'exceed', succeed: 'succeed' },
};
const STEP_2 = rules(
  'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble fulli>ful',
);
const STEP_3 = rules('icate>ic ative> alize>al iciti>ic ical>ic ful> ness>');
const STEP_4 = rules(
  'al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> sion>s tion>t ou> ism> ate> iti> ous> ive> ize>',
);

/** The shape of a word in Porter's letters: C for consonants, V for vowels. */
const shape = (word: string): string =>
  [...word].reduce((letters, letter) => {
    const vowel = 'aeiou'.includes(letter) || (letter === 'y' && letters.endsWith('C'));
    return letters + (vowel ? 'V' : 'C');
  }, '');

/** Porter's m: how often vowels are followed by consonants. */
const measure = (word: string): number => shape(word).match(/V+C+/g)?.length ?? 0;

/** The first end that fits decides; it is replaced where what stands before it measures more than `above`. */
function replaceEnd(word: string, list: readonly Rule[], above: number): string {
  const rule = list.find(([end]) => word.endsWith(end));
  if (!rule) return word;
  const before = word.slice(0, word.length - rule[0].length);
  return measure(before + rule[1].replace(/^(?!s$|t$).*/, '')) > above ? before + rule[1] : word;
}

function plural(word: string): string {
  if (word.endsWith('ies')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function participle(word: string): string {
  if (word.endsWith('ied')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const end = ['ed', 'ing'].find((it) => word.endsWith(it) && shape(word.slice(0, -it.length)).includes('V'));
  if (!end) return word;
  const rest = word.slice(0, -end.length);
  if (/(at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/([^aeioulsz])\1$/.test(rest) && shape(rest).endsWith('C')) return rest.slice(0, -1);
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

/** Consonant, vowel, consonant other than w, x and y; or just vowel and consonant. */
const endsShort = (word: string): boolean =>
  (shape(word).endsWith('CVC') && !/[wxy]$/.test(word)) || shape(word) === 'VC';

const finalY = (word: string): string =>
  word.endsWith('y') && word.length > 2 && shape(word.slice(0, -1)).endsWith('C')
    ? `${word.slice(0, -1)}i`
    : word;

/** Ends in -alli are looked at twice, and -logi measures with its l. */
function adverbs(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) return adverbs(word.slice(0, -2));
  return word.endsWith('logi') && measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
}

function dropLastE(word: string): string {
  const before = word.slice(0, -1);
  const drop = word.endsWith('e') && (measure(before) > 1 || (measure(before) === 1 && !endsShort(before)));
  const rest = drop ? before : word;
  return rest.endsWith('ll') && measure(rest.slice(0, -1)) > 1 ? rest.slice(0, -1) : rest;
}
