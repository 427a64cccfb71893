import { NAME_KINDS_OF, type Name } from '../domain/text/name.ts';
import type { Found } from './masked-text.ts';
import type { MaskingRules } from './rules.ts';

export type NameRules = Pick<MaskingRules, 'names' | 'places' | 'numbered' | 'keptNames' | 'keepOriginal'>;

/** Whether names are looked for under these rules. */
export const looksForNames = ({ names, places }: Pick<MaskingRules, 'names' | 'places'>): boolean =>
  names !== 'off' || places !== 'off';

/** The names of a text that a source masks, and those that it flags. */
export function treatedNames(
  rules: NameRules,
  names: readonly Name[],
): { readonly masked: readonly Found[]; readonly flagged: readonly Name[] } {
  const treated = (treatment: 'mask' | 'flag') =>
    names.filter(({ label }) => (label === 'PERSON' ? rules.names : rules.places) === treatment);
  const isKept = keptTest(rules.keptNames);
  const masked = treated('mask').filter(({ word }) => !isKept(word));
  return {
    masked: masked.map(({ label, startUtf16, endUtf16 }) => {
      return { kind: NAME_KINDS_OF[label], start: startUtf16, end: endUtf16 };
    }),
    flagged: treated('flag'),
  };
}

/**
 * Whether a name is one of those that stay, or a part of one: "Anna Schmidt" keeps "Anna" and "schmidt", too, but "Anna"
 * does not keep "Anna Weber", who is somebody else. Case and marks make no difference.
 */
export function keptTest(kept: readonly string[]): (name: string) => boolean {
  const known = kept.map((name) => new Set(plainWords(name))).filter((words) => words.size > 0);
  return (name) => {
    const words = plainWords(name);
    return words.length > 0 && known.some((one) => words.every((word) => one.has(word)));
  };
}

const plainWords = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Ranges of a masked text as ranges of the text that it was made of.
 * @param masks what was masked in that text, ascending, with the lengths of the masks
 * @param ranges of the masked text, ascending, outside of masks
 */
export function unmaskedRanges(
  masks: readonly (Found & { readonly length: number })[],
  ranges: readonly Found[],
): Found[] {
  let next = 0;
  let shift = 0;
  return ranges.map((range) => {
    for (let mask = masks[next]; mask && mask.start - shift < range.start; mask = masks[++next]) {
      shift += mask.end - mask.start - mask.length;
    }
    return { ...range, start: range.start + shift, end: range.end + shift };
  });
}
