/** The side of a word in its pair: 0 feminine, 1 masculine. */
type Side = 0 | 1;

/** Pronouns with one counterpart each. */
const PLAIN: Readonly<Record<string, readonly [Side, string]>> = {
  she: [0, 'he'],
  hers: [0, 'his'],
  herself: [0, 'himself'],
  he: [1, 'she'],
  him: [1, 'her'],
  himself: [1, 'herself'],
};

export const PRONOUNS: readonly string[] = [...Object.keys(PLAIN), 'her', 'his'];

// After these words and marks, "her" and "his" stand alone: "told her that", "it is his."
const ALONE = new Set(
  (
    'a an the this that these those my your our their its to for with in on at from of by about as into onto over after ' +
    'before until till since and but or nor because when while if though although so than then too also again back up down ' +
    'out off away now today tonight yesterday tomorrow i we you they it he she is was are were has had have will would can ' +
    'could not very really just only how what where why which who everything something anything nothing everyone'
  ).split(' '),
);

// "Her" before these words is possessive: "I saw her size" has no other reading.
const OWNED = new Set(
  (
    'own size birthday body figure waist hips arms legs shoulders chest feet hair eyes skin face hands height weight age name ' +
    'dress dresses shirt shirts top tops skirt skirts jeans pants coat jacket sweater shoes boots bag clothes outfit outfits ' +
    'wardrobe closet wedding graduation party favorite favourite first second new old usual normal best little beautiful mother ' +
    'father mom mum dad sister brother daughter son daughters sons husband wife friend friends family baby kids children ' +
    'job work office room house home car phone order package money problem question opinion style taste life story advice'
  ).split(' '),
);

/**
 * The counterpart of a pronoun by its context; null for a "her" that may be possessive or an object ("I saw her smile").
 * @param after the text after it
 */
export function counterpart(pronoun: string, after: string): { side: Side; word: string } | null {
  const plain = PLAIN[pronoun];
  if (plain) return { side: plain[0], word: plain[1] };
  const next = /^ ?([a-z]+)/i.exec(after)?.[1]?.toLowerCase();
  const alone = next === undefined || ALONE.has(next);
  if (pronoun === 'his') return { side: 1, word: alone ? 'hers' : 'her' };
  if (alone) return { side: 0, word: 'him' };
  return OWNED.has(next) ? { side: 0, word: 'his' } : null;
}
