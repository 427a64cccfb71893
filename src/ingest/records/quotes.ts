import { settingError } from '../columns/setting-error.ts';

/** How fields are quoted. */
export interface Quotes {
  /** Null where quotes are ordinary characters. */
  readonly quote: '"' | "'" | null;
  /** The character before a quote inside a quoted field: the quote once more, or a backslash. */
  readonly escape: '"' | "'" | '\\';
}

export const DOUBLE_QUOTES: Quotes = { quote: '"', escape: '"' };
const STYLES: Readonly<Record<string, Quotes>> = {
  double: DOUBLE_QUOTES,
  single: { quote: "'", escape: "'" },
  backslash: { quote: '"', escape: '\\' },
  none: { quote: null, escape: '"' },
};
export const QUOTE_STYLES = Object.keys(STYLES);

/**
 * The value of `--quote`.
 * @throws VerbatimError USAGE
 */
export function parseQuotes(value: string): Quotes {
  const style = STYLES[value];
  if (style && Object.hasOwn(STYLES, value)) return style;
  throw settingError('quote', `takes ${QUOTE_STYLES.join(', ')}, not ${JSON.stringify(value)}.`);
}

/** The name of a style, as `--quote` takes it. */
export function quoteStyle(quotes: Quotes): string {
  return QUOTE_STYLES.find((name) => {
    const style = STYLES[name]!;
    return style.quote === quotes.quote && (quotes.quote === null || style.escape === quotes.escape);
  })!;
}

/** The quote style of the beginning of a file. */
export function detectQuotes(text: string): Quotes {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  // Looks back from each quote: forward from each tab, a run of tabs would take time with its square.
  const opening = count(/(?<=(?:^|[,;\t|])[ \t]*)"/gm);
  const closing = count(/"[ \t]*(?:[,;\t|\r]|$)/gm);
  if (opening === 0) {
    const singleOpening = count(/(?:^|[,;\t|])'/gm);
    const singleClosing = count(/'(?:[,;\t|\r]|$)/gm);
    return singleOpening >= 2 && singleClosing >= singleOpening * 0.9 ? STYLES.single! : DOUBLE_QUOTES;
  }
  // Tab-separated exports often quote nothing, and a comment may begin with a quotation mark.
  const tabs = count(/\t/g) > 0 && !/[,;|]/.test(text.slice(0, text.search(/[\r\n]|$/)));
  if (tabs && closing * 2 < opening) return STYLES.none!;
  const escaped = count(/\\"(?![ \t]*(?:[,;\t|\r\n]|$))/g);
  const doubled = count(/[^,;\t|\r\n"\\]""(?![,;\t|\r\n"]|$)/g);
  return escaped > 0 && doubled === 0 ? STYLES.backslash! : DOUBLE_QUOTES;
}
