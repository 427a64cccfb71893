/** Which sign stands before the decimals of a column's numbers. */
export const DECIMAL_SIGNS = ['point', 'comma'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

const RATING =
  /^([+-]?)(\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+|\d+)(?:([.,])(\d+))?(?:\s*(?:\/|out of)\s*5(?:[.,]0+)?)?(?:\s*stars?)?$/i;
const DIGIT = /^\d$/;
const GROUPED = /[.,]/;

/**
 * A number; `4/5`, `4 out of 5` and `4 stars` are 4. Null for anything else, also for another scale (`8/10`): a
 * file must not mix scales in silence. With `sign`, the other of point and comma groups thousands.
 * @param sign the column's decimal sign; without it a point or a comma is one, and nothing groups
 */
export function parseRating(cell: string, sign: DecimalSign | null = null): number | null {
  if (DIGIT.test(cell)) return Number(cell);
  const match = RATING.exec(cell.trim());
  if (!match) return null;
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
