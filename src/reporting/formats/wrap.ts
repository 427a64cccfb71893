import stringWidth from 'string-width';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text in lines of at most `width` terminal columns, broken at spaces. A word that is longer (an address, a sentence
 * in a script without spaces) is broken between characters; nothing is cut off.
 */
export function wrap(text: string, width: number): string[] {
  if (stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line: Piece = { text: '', width: 0 };
  for (const piece of text.split(/ +/).flatMap((word) => pieces(word, width))) {
    if (line.text === '') {
      line = piece;
    } else if (line.width + 1 + piece.width <= width) {
      line = { text: `${line.text} ${piece.text}`, width: line.width + 1 + piece.width };
    } else {
      lines.push(line.text);
      line = piece;
    }
  }
  return [...lines, line.text];
}

/** `text` with spaces up to `width` terminal columns. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/** A text with its terminal columns, which are added up: a line of characters without width may be of any length. */
interface Piece {
  readonly text: string;
  readonly width: number;
}

function pieces(word: string, width: number): Piece[] {
  const whole = { text: word, width: stringWidth(word) };
  if (whole.width <= width) return [whole];
  const found: Piece[] = [];
  let piece: Piece = { text: '', width: 0 };
  const widths = new Map<string, number>();
  for (const { segment } of GRAPHEMES.segment(word)) {
    const columns = widths.get(segment) ?? stringWidth(segment);
    widths.set(segment, columns);
    if (piece.text !== '' && piece.width + columns > width) {
      found.push(piece);
      piece = { text: '', width: 0 };
    }
    piece = { text: piece.text + segment, width: piece.width + columns };
  }
  return [...found, piece];
}
