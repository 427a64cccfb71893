import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { countWords } from '../../src/analysis/words.ts';

/** Rows of models/training/data: subtitles of XED in 17 languages beside English, and English comments and tweets. */
const DATA = join(import.meta.dirname, '../../models/training/data');
const EACH = 1_000;
/** As in models/training/sources.py: pairs with the least hashes are held out of the training of the model. */
const HELD_OUT = 2_000;
const HELD_OUT_SHARE = 0.3;

export const LENGTHS = ['1–3', '4–8', '9+'] as const;
export type Length = (typeof LENGTHS)[number];

/** A text whose language is known. */
export interface KnownText {
  readonly text: string;
  /** As in the manifest of the model: `no` for Norwegian. */
  readonly language: string;
  readonly length: Length;
}

/** @param every 1: all held-out texts, up to 1,000 a language; 10: a tenth of them */
export function heldOutTexts(every: number): KnownText[] {
  const pairs = linesOf('xed-pairs.tsv.gz').map(
    ([language, one, other]) => ({ language: language!, text: other!, part: partOf(one!) }) as const,
  );
  const others = [...Map.groupBy(pairs, ({ language }) => language).values()].flatMap((rows) =>
    rows
      .sort((a, b) => a.part - b.part)
      .slice(0, Math.min(HELD_OUT, HELD_OUT_SHARE * rows.length))
      .slice(0, EACH),
  );
  // "English" sides of pairs are often Danish, so English is from other sources.
  const english = linesOf('training-english.tsv.gz')
    .slice(1)
    .map((fields) => ({ language: 'en', text: fields[4]!, part: partOf(fields[4]!) }))
    .sort((a, b) => a.part - b.part)
    .slice(0, EACH);
  return [...english, ...others]
    .filter(({ text }, i) => i % every === 0 && /\p{L}/u.test(text))
    .map(({ text, language }) => ({ text, language, length: lengthOf(text) }));
}

/** Texts of the pairs that are not held out: for choices. */
export function otherTexts(): KnownText[] {
  return linesOf('xed-pairs.tsv.gz')
    .map(([language, one, other]) => ({ language: language!, text: other!, part: partOf(one!) }))
    .filter(({ part, text }) => part > 0.7 && /\p{L}/u.test(text))
    .map(({ text, language }) => ({ text, language, length: lengthOf(text) }));
}

function lengthOf(text: string): Length {
  const words = countWords(text);
  return words <= 3 ? '1–3' : words <= 8 ? '4–8' : '9+';
}

const linesOf = (file: string): string[][] =>
  gunzipSync(readFileSync(join(DATA, file)))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

const partOf = (text: string): number =>
  Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 8), 16) / 0xffffffff;
