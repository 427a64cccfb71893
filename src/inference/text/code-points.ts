/**
 * Converts UTF-16 spans of a text into spans of Unicode code points.
 * @returns a converter, linear in the text to make and constant for each span; both ends must be at character boundaries
 */
export function codePointSpans(
  text: string,
): <Span extends { readonly start: number; readonly end: number }>(span: Span) => Span {
  if (!/[\ud800-\udbff]/.test(text)) return (span) => span;
  const offsets = new Int32Array(text.length + 1);
  let points = 0;
  for (let unit = 0; unit < text.length; points++) {
    offsets[unit++] = points;
    // Spans never end at the second half of a pair.
    if (text.codePointAt(unit - 1)! > 0xffff) offsets[unit++] = points;
  }
  offsets[text.length] = points;
  return (span) => ({ ...span, start: offsets[span.start]!, end: offsets[span.end]! });
}
