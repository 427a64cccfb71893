/** A range of a text in Unicode code points, end exclusive. */
interface CodePointRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The slices of a text at ranges of code points, in their order. One pass over the text if the ranges ascend.
 */
export function codePointSlices(text: string, ranges: readonly CodePointRange[]): string[] {
  if (!/[\ud800-\udbff]/.test(text)) return ranges.map(({ start, end }) => text.slice(start, end));
  let [unit, point] = [0, 0];
  const unitAt = (wanted: number): number => {
    if (wanted < point) [unit, point] = [0, 0];
    for (; point < wanted && unit < text.length; point++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
    return unit;
  };
  return ranges.map(({ start, end }) => {
    const from = unitAt(start);
    return text.slice(from, unitAt(end));
  });
}
