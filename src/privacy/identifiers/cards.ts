import type { Found } from '../masked-text.ts';
import { passesLuhn } from './check-digits.ts';
import { digitRuns, digitsOf, type Group, isDigit } from './digit-runs.ts';
import { meaningOf, wordList, wordsBeside } from './number-words.ts';
import { isInside } from './surroundings.ts';

const MOST = 19;
const LEAST = 13;
/** Networks by their first digits: lengths, and how they group them. */
const NETWORKS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [16, 19]],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^(?:36|38|39|30[0-5])/, [14]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [13, 15, 16, 18, 19]],
  [/^220[0-4]/, [16]],
  [/^(?:60|81|82|508)/, [16]],
  [/^9792/, [16]],
];
const GROUPINGS = /^(?:(?:[4-9]|1\d)(?:,(?:[4-9]|1\d))*|4,4,4,3|1(?:,1)+)$/;
const CARD = wordList(
  'card card_no cardnumber* cc kreditkart* kart* kort* kortnummer* carte* carte_bancaire tarjeta* carta* carta_di_credito cartao* cartão* kaart* creditcard* creditcardnummer* karty karta* kártya* kártyaszám* card_bancar cardul* карт* κάρτ* kredi_kart* luottokort* pankkikort* kredittkort* kreditkort* visa mastercard amex american_express maestro diners_club debit* credit*',
);

/** Payment cards: network, length and the digit of Luhn. */
export function* findCards(flat: string): Iterable<Found> {
  for (const run of digitRuns(flat)) {
    for (let first = 0; first < run.length; first++) {
      if (first > 0 && isDigit(run[first]!) && isDigit(run[first - 1]!)) continue;
      const groups = cardFrom(flat, run, first);
      if (!groups) continue;
      yield { kind: 'card', start: groups[0]!.start, end: groups.at(-1)!.end };
      first += groups.length - 1;
    }
  }
}

function cardFrom(flat: string, run: readonly Group[], first: number): readonly Group[] | null {
  let found: readonly Group[] | null = null;
  let length = 0;
  for (let last = first; last < run.length; last++) {
    const gap = last > first ? flat.slice(run[last - 1]!.end, run[last]!.start) : ' ';
    if (!/^[ .\u00ad-]$|^ ?\r?\n ?$|^ - $/.test(gap)) break;
    length += run[last]!.end - run[last]!.start;
    if (length > MOST) break;
    if (length >= LEAST && isCard(flat, run.slice(first, last + 1))) found = run.slice(first, last + 1);
  }
  return found;
}

function isCard(flat: string, groups: readonly Group[]): boolean {
  const digits = digitsOf(flat, groups);
  const lengths = NETWORKS.find(([prefix]) => prefix.test(digits))?.[1];
  const [start, end] = [groups[0]!.start, groups.at(-1)!.end];
  if (isInside(flat, start, end)) return false;
  const grouping = groups.map((it) => it.end - it.start).join(',');
  const usual = groups.length === 1 || GROUPINGS.test(grouping);
  const beside = wordsBeside(flat, start, end);
  const byWord = CARD.names(beside) && usual && digits.length >= 15;
  if (!lengths?.includes(digits.length) || !passesLuhn(digits)) return byWord;
  if (meaningOf(beside) === 'thing') return false;
  return (
    (usual && digits.length >= 15 && digits.length <= 16) ||
    CARD.near(beside) ||
    grouping === '4,6,4' ||
    grouping === '4,4,4,4,3'
  );
}
