/** Distinguishes first names of people, such as staff, from other words. */
interface PersonNames {
  /** @param text with its original capitals */
  add(text: string): void;
  /** @param word in lower case */
  has(word: string): boolean;
}

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const NAME = /^\p{Lu}\p{Ll}+$/u;
// Words before and after names of people: nobody speaks to a parcel, and no parcel explains.
const BEFORE = new Set(
  'named called mr mrs ms miss dr agent advisor adviser colleague manager waiter waitress driver herr frau señor señora'.split(
    ' ',
  ),
);
const SPOKEN_TO = new Set(
  'spoke spoken speak talked talking chatted dealt thanks thank kudos shout'.split(' '),
);
const TO = new Set(['to', 'with', 'you', 'out', 'for', 'by']);
const GIVEN = new Set(['give', 'ask', 'asked', 'met', 'thank', 'tell', 'told', 'gave']);
const BEHIND = new Set(
  (
    'explained helped solved listened told said answered replied assisted advised greeted apologised apologized ' +
    'smiled spoke hung ignored promised called refused kept took went showed made knew understood resolved handled'
  ).split(' '),
);
const IS = new Set(['was', 'is', 'has', 'were']);
const MANNER = new Set(
  'rude polite friendly helpful kind patient attentive nice lovely professional knowledgeable unhelpful impolite courteous arrogant amazing wonderful fantastic great excellent'.split(
    ' ',
  ),
);

/** Least share and number of a word's occurrences in the position of a person. */
const SHARE = 0.3;
const LEAST = 2;
/** Most words held in memory. Beyond it, words that occurred once are dropped. */
const CAPACITY = 50_000;

/**
 * A word is a name if it always has a capital and often occurs in the position of a person: "spoke to Kevin", "Kevin
 * explained", "Kevin was rude". English only.
 * @param known other names, such as the values of a column `agent`; in lower case
 */
export function personNames(known: ReadonlySet<string>): PersonNames {
  const capitals = new Map<string, { places: number; person: number }>();
  const small = new Set<string>();
  const forget = () => {
    for (const [word, { places }] of capitals) if (places === 1) capitals.delete(word);
  };
  return {
    add(text) {
      const words = text.match(WORD) ?? [];
      for (const [i, word] of words.entries()) {
        if (!NAME.test(word)) {
          if (word === word.toLowerCase() && small.size < CAPACITY) small.add(word);
          continue;
        }
        const plain = word.toLowerCase();
        const seen = capitals.get(plain) ?? { places: 0, person: 0 };
        capitals.set(plain, seen);
        seen.places++;
        if (isPerson(words, i)) seen.person++;
      }
      if (capitals.size > CAPACITY) forget();
    },
    has(word) {
      if (known.has(word)) return true;
      const seen = capitals.get(word);
      return (
        seen !== undefined && !small.has(word) && seen.person >= LEAST && seen.person >= SHARE * seen.places
      );
    },
  };
}

function isPerson(words: readonly string[], at: number): boolean {
  const word = (i: number) => words[at + i]?.toLowerCase() ?? '';
  const [before, beforeIt] = [word(-1), word(-2)];
  if (BEFORE.has(before) || GIVEN.has(before)) return true;
  if (TO.has(before) && SPOKEN_TO.has(beforeIt)) return true;
  if (BEHIND.has(word(1)) || (word(1) === 'never' && BEHIND.has(word(2)))) return true;
  return IS.has(word(1)) && [word(2), word(3), word(4)].some((it) => MANNER.has(it));
}
