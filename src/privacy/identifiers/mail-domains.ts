import { INVISIBLE } from './flat-text.ts';

export interface Domain {
  readonly end: number;
  /** Not quite a domain: only beside a mailbox that is surely one. */
  readonly loose: boolean;
}

const TLD =
  'com|net|org|info|biz|name|eu|edu|gov|int|mil|io|co|me|tv|cc|app|dev|online|shop|store|site|xyz|club|live|email|cloud|tech|blog|pro|mobi|asia|cat|de|at|ch|li|lu|fr|be|es|it|nl|pt|pl|cz|sk|si|hr|rs|ba|dk|gr|cy|fi|ee|lv|lt|hu|no|is|ro|md|bg|ru|su|by|ua|kz|se|tr|uk|ie|us|ca|au|nz|in|pk|br|mx|ar|cl|pe|za|ng|jp|cn|kr|hk|sg|my|ph|id|th|vn|il|ae|sa|eg|ma|test|example|invalid';
const DOT =
  '(?:\\s?[\\[({<]\\s?(?:dot|d[o0]t|punkt|point|punto|ponto|punt|punct|punktum|piste|kropka|te[cč]ka|pont|nokta|prikk|точка|τελεία|\\.)\\s?[\\])}>]\\s?|\\s(?:dot|punkt|point|punto|ponto|punt|punct|punktum|piste|kropka|te[cč]ka|pont|nokta|prikk|точка|τελεία)\\s|[_-]dot[_-]|\\.)';
export const ADDRESS_END =
  /\.(?:com|net|org|info|eu|io|co|de|at|ch|fr|es|it|nl|be|pt|pl|cz|sk|dk|gr|fi|hu|no|ro|ru|se|tr|uk|us|ca|au|in|br|ie)(?![a-z])/i;
/** How {@link DOT_WORD} begins. */
export const DOT_WORDS =
  'dot punk poin punt pont punc pist krop teck tečk teČk poin nokt prik точк τελε'.split(' ');
export const DOT_WORD =
  /[ ([{<](?:dot|punkt|point|punto|ponto|punt|punct|punktum|piste|kropka|te[cč]ka|pont|nokta|prikk|точка|τελεία)[ )\]}>]/i;
const LABEL = `[\\p{L}\\p{M}\\p{N}${INVISIBLE}-]{1,63}`;
const END = '(?![\\p{Script=Latin}\\p{N}])';

const EXACT = new RegExp(
  `(?:${LABEL}\\.){1,8}(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24}${END}|[\\p{Script=Greek}\\p{Script=Cyrillic}]{2,24}(?!\\p{L}))`,
  'iuy',
);
const KNOWN = new RegExp(`(?:${LABEL}\\.){1,8}(?:${TLD})${END}`, 'iuy');
const WRITTEN = new RegExp(
  `${LABEL.replace('63', '40')}(?:${DOT}${LABEL.replace('63', '40')}){0,4}${DOT}(?:${TLD})${END}`,
  'iuy',
);
const SPACED = new RegExp(`(?:[\\p{L}\\p{N}.-] ){3,60}[a-z]${END}`, 'iuy');
const COMMA = new RegExp(`${LABEL},(?:com|net|org|de|fr|es|it|nl|pl|pt|ru|uk)${END}`, 'iuy');
const IP = /\[(?:\d{1,3}\.){3}\d{1,3}\]/y;
/** Hosts that people leave the end off. */
const PROVIDER =
  /(?:gmail|googlemail|hotmail|yahoo|outlook|icloud|gmx|aol|protonmail|yandex|libero|seznam|laposte)(?![\p{L}\p{N}@.])/iuy;
const BREAK = /[ \t]?\r?\n[ \t]?/;
const LONGEST = 255;

/** The domain of an address, from the end of its @. */
export function domainAfter(flat: string, from: number, inWords: boolean): Domain | null {
  const blanks = /\s{0,2}/y;
  blanks.lastIndex = from;
  const start = from + blanks.exec(flat)![0].length;
  const ends = (pattern: RegExp): number | null => {
    pattern.lastIndex = start;
    const found = pattern.exec(flat);
    return found ? withoutNextSentence(flat, start, start + found[0].length) : null;
  };
  const exact = ends(inWords || start > from ? KNOWN : EXACT) ?? ends(IP);
  if (exact !== null) return { end: exact, loose: false };
  const written = ends(WRITTEN) ?? joined(flat, start);
  if (written !== null) return { end: written, loose: false };
  if (inWords) {
    const provider = ends(PROVIDER);
    return provider === null ? null : { end: provider, loose: true };
  }
  const loose = ends(PROVIDER) ?? ends(COMMA);
  if (loose !== null) return { end: loose, loose: start > from };
  const spaced = ends(SPACED);
  return spaced !== null && flat.slice(start, spaced).includes(' . ') ? { end: spaced, loose: true } : null;
}

/** "a@b.com.Thanks": the next sentence is no domain. */
function withoutNextSentence(flat: string, start: number, end: number): number {
  const [all, last] = /\.(\p{Lu}\p{Ll}+)$/u.exec(flat.slice(start, end)) ?? [];
  return all && last && flat.slice(start, end - all.length).includes('.') ? end - all.length : end;
}

/** A domain that a line break cuts. */
function joined(flat: string, start: number): number | null {
  const rest = flat.slice(start, start + LONGEST);
  const cut = BREAK.exec(rest);
  if (!cut) return null;
  KNOWN.lastIndex = 0;
  const found = KNOWN.exec(rest.slice(0, cut.index) + rest.slice(cut.index + cut[0].length));
  return found && found[0].length > cut.index ? start + found[0].length + cut[0].length : null;
}
