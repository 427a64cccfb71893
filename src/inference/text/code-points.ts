/**
 * For each UTF-16 unit of a text, and for its end, how many Unicode code points stand before it. Null when the two
 * counts never differ.
 */
export function codePointOffsets(text: string): Int32Array | null {
  if (!/[\ud800-\udbff]/.test(text)) return null;
  const offsets = new Int32Array(text.length + 1);
  let points = 0;
  for (let unit = 0; unit < text.length; points++) {
    offsets[unit++] = points;
    // The second half of a pair is inside of the code point: offsets never point there.
    if (text.codePointAt(unit - 1)! > 0xffff) offsets[unit++] = points;
  }
  offsets[text.length] = points;
  return offsets;
}
