/** A stretch of a text in Unicode code points, end exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * What stands at each stretch of a text, in their order. One pass over the text however many there are, as long as
 * they ascend.
 */
export function codePointSlices(text: string, stretches: readonly Stretch[]): string[] {
  if (!/[\ud800-\udbff]/.test(text)) return stretches.map(({ start, end }) => text.slice(start, end));
  let [unit, point] = [0, 0];
  const unitAt = (wanted: number): number => {
    if (wanted < point) [unit, point] = [0, 0];
    for (; point < wanted && unit < text.length; point++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
    return unit;
  };
  return stretches.map(({ start, end }) => {
    const from = unitAt(start);
    return text.slice(from, unitAt(end));
  });
}
