import stringWidth from 'string-width';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text in lines of at most `width` terminal columns, broken at spaces. A word that is longer (an address, a sentence
 * in a script without spaces) is broken between characters; nothing is cut off.
 */
export function wrap(text: string, width: number): string[] {
  if (stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(/ +/).flatMap((word) => pieces(word, width))) {
    const longer = line === '' ? piece : `${line} ${piece}`;
    if (stringWidth(longer) <= width) {
      line = longer;
    } else {
      if (line !== '') lines.push(line);
      line = piece;
    }
  }
  return [...lines, line];
}

/** `text` with spaces up to `width` terminal columns. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

function pieces(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const found = [''];
  for (const { segment } of GRAPHEMES.segment(word)) {
    const longer = found.at(-1)! + segment;
    if (stringWidth(longer) <= width || found.at(-1) === '') found[found.length - 1] = longer;
    else found.push(segment);
  }
  return found;
}
