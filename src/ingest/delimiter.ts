import { VerbatimError } from '../errors.ts';

const CANDIDATES = [',', ';', '\t', '|'];

/**
 * The value of `--delimiter`: one character, or `tab` or `\t`.
 * @throws VerbatimError USAGE
 */
export function parseDelimiter(value: string): string {
  const delimiter = value === 'tab' || value === '\\t' ? '\t' : value;
  if (delimiter.length !== 1 || '"\r\n\0'.includes(delimiter)) {
    throw new VerbatimError('USAGE', {
      detail: `--delimiter takes one character such as , ; | or tab, not ${JSON.stringify(value)}.`,
    });
  }
  return delimiter;
}

/** The candidate that stands most often in the header outside of quotes; a comma when none does. */
export function detectDelimiter(text: string): string {
  const counts = new Map(CANDIDATES.map((candidate) => [candidate, 0]));
  let quoted = false;
  let fieldStart = true;
  for (let i = text.length - text.trimStart().length; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"' && (quoted || fieldStart)) quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
    fieldStart = counts.has(character);
  }
  return CANDIDATES.reduce((best, next) => (counts.get(next)! > counts.get(best)! ? next : best));
}

/** Excel's first line `sep=;`: its delimiter and its length with the line end; else null. */
export function separatorLine(text: string): { delimiter: string; length: number } | null {
  const match = /^sep=([^\r\n"])(?:\r\n|\r|\n)/i.exec(text);
  return match ? { delimiter: match[1]!, length: match[0].length } : null;
}
