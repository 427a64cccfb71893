/** Which sign stands before the decimals of a column's numbers. */
export const DECIMAL_SIGNS = ['point', 'comma'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** A number as a rating has it, with what the cell says of its scale. */
export interface Rating {
  readonly value: number;
  /** `4/5`, `4 out of 5`, ★★★★☆: the most that the cell says there is. */
  readonly of: number | null;
  /** `5 - Very satisfied`: the words beside the number. */
  readonly label: string | null;
}

const NUMBER = String.raw`([+-]?)(\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+|\d+)(?:([.,])(\d+))?`;
const UNIT = String.raw`(?:\s*(?:stars?|bubbles?|points?|sternen?|punkten?|étoiles?|estrellas?|estrelas|stelle|sterren|%))?`;
const OF = String.raw`(?:\s*(?:\/|out of|of|von|sur|de|su|van)\s*(\d{1,3})(?:[.,]0+)?)?`;
const RATING = new RegExp(`^${NUMBER}${UNIT}${OF}${UNIT}$`, 'iu');
const STARS = /^(?:[★⭐🌟☆½]\ufe0f?\s*){1,11}$/u;
const FIRST = /^(\d{1,3}(?:[.,]\d+)?)\s*(?:[-–—:=]\s*|\(\s*)(\p{L}[^\d]{0,60}?)\)?$/u;
const LAST = /^(\p{L}[^\d]{0,60}?)\s*(?:[-–—:=]|\()\s*(\d{1,3})\)?$/u;
const DIGIT = /^\d$/;
const GROUPED = /[.,]/;
/** Characters of the longest cell that may be a rating. */
const LONGEST = 80;

/**
 * A number, alone or with its scale or its label: `4`, `4/5`, `4.0 out of 5 stars`, `4,0 von 5 Sternen`, ★★★★☆,
 * `5 - Very satisfied`, `Extremely likely - 10`. Null for anything else. With `sign`, the other of point and comma
 * groups thousands.
 * @param sign the column's decimal sign; without it a point or a comma is one, and nothing groups
 */
export function readRating(cell: string, sign: DecimalSign | null = null): Rating | null {
  if (DIGIT.test(cell)) return { value: Number(cell), of: null, label: null };
  const text = cell.trim();
  if (text.length > LONGEST) return null;
  if (STARS.test(text)) return glyphs(text);
  const match = RATING.exec(text);
  if (match) {
    const of = match[5] === undefined ? null : Number(match[5]);
    // Beside its scale a number groups no thousands: `4.0 of 5` and `4,0 von 5` may share a column.
    const value = numberIn(match, of === null ? sign : null);
    return value === null || (of !== null && value > of) ? null : { value, of, label: null };
  }
  const [, number, label] = FIRST.exec(text) ?? [];
  if (number) return { value: Number(number.replace(',', '.')), of: null, label: label!.trim() };
  const [, words, last] = LAST.exec(text) ?? [];
  return last ? { value: Number(last), of: null, label: words!.trim() } : null;
}

/** The number of {@link readRating} alone. */
export const parseRating = (cell: string, sign: DecimalSign | null = null): number | null =>
  readRating(cell, sign)?.value ?? null;

function glyphs(text: string): Rating {
  const signs = [...text];
  const count = (sign: RegExp) => signs.filter((each) => sign.test(each)).length;
  const [full, half, empty] = [count(/[★⭐🌟]/u), count(/½/), count(/☆/)];
  return { value: full + half / 2, of: empty > 0 ? full + half + empty : null, label: null };
}

function numberIn(match: RegExpExecArray, sign: DecimalSign | null): number | null {
  const [, minus, whole, mark, decimals] = match;
  const own = sign === 'comma' ? ',' : '.';
  if (sign !== null) {
    if (mark && mark !== own) return ungrouped(minus!, whole!, mark, decimals!);
    if (whole!.includes(own)) return decimalOfGroup(minus!, whole!, mark, own);
  } else if (mark === undefined && GROUPED.test(whole!)) {
    return decimalOfGroup(minus!, whole!, mark, GROUPED.exec(whole!)![0]);
  } else if (GROUPED.test(whole!)) {
    return null;
  }
  return numberOf(minus!, whole!.replace(/\D/g, ''), decimals);
}

/** `1.234` where the point is the decimal sign is no group of thousands. */
function decimalOfGroup(minus: string, whole: string, mark: string | undefined, own: string): number | null {
  const parts = whole.split(own);
  if (parts.length !== 2 || mark !== undefined || /\D/.test(parts[0]!)) return null;
  return numberOf(minus, parts[0]!, parts[1]);
}

/** `1,234` where the point is the decimal sign: three digits are a group, fewer or more are not understood. */
function ungrouped(minus: string, whole: string, mark: string, decimals: string): number | null {
  if (decimals.length !== 3 || whole.length > 3 || whole.includes(mark)) return null;
  return numberOf(minus, whole + decimals, undefined);
}

function numberOf(minus: string, whole: string, decimals: string | undefined): number | null {
  const value = Number(`${minus}${whole}${decimals === undefined ? '' : `.${decimals}`}`);
  return Number.isFinite(value) ? value : null;
}

/** What a cell says of its column's decimal sign; null when it is no number or says nothing. */
export function decimalVote(cell: string): DecimalSign | null {
  if (!GROUPED.test(cell)) return null;
  const number = /^[+-]?([\d.,'\u00a0\u202f ]*\d)/.exec(cell.trim())?.[1];
  if (!number) return null;
  const comma = number.lastIndexOf(',');
  const point = number.lastIndexOf('.');
  if (comma === -1 && point === -1) return null;
  if (comma !== -1 && point !== -1) return comma > point ? 'comma' : 'point';
  const at = Math.max(comma, point);
  const sign = comma === -1 ? 'point' : 'comma';
  const once = number.indexOf(comma === -1 ? '.' : ',') === at;
  if (!once) return sign === 'point' ? 'comma' : 'point';
  return number.length - at - 1 === 3 && at <= 3 ? null : sign;
}
