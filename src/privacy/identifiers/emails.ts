import type { Found } from '../masked-text.ts';
import { INVISIBLE } from './flat-text.ts';
import { ADDRESS_END, DOT_WORD, domainAfter } from './mail-domains.ts';
import { before } from './surroundings.ts';

/** "at" in the languages, as people write it against harvesters. */
const AT =
  'at|ät|aet|a|arroba|arobase|arrobe|chiocciola|apenstaart(?:je)?|apestaart(?:je)?|snabel[- ]?a|krøllalfa|alfakrøll|miukumauku|ät[- ]?merkki|kukac|ma[lł]pa|zavin[aá][cč]|arond|coada de maimu[tț][aă]|собака|собачка|παπάκι|παπακι|et|kuyruklu a';
const SITES = new RegExp(
  `@|%40|[\\[({<]\\s?(?:${AT}|@)\\s?[\\])}>]|(?<=[\\p{L}\\p{N}_]\\s)(?:${AT})(?=\\s[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}])[_-]at[_-](?=[\\p{L}\\p{N}])`,
  'giu',
);
const LATIN = new RegExp(`[\\p{Script=Latin}\\p{M}0-9._%+'&=~${INVISIBLE}-]`, 'u');
const OTHER = new RegExp(`[\\p{Script=Greek}\\p{Script=Cyrillic}\\p{M}0-9._%+~${INVISIBLE}-]`, 'u');
const LONGEST_LOCAL = 64;
const WRITTEN_DOT =
  /(?<=[\p{L}\p{N}])(?:\s?[[({<]\s?(?:dot|punkt|point|punto|ponto|punt|\.)\s?[\])}>]\s?|\s(?:dot|punkt|point|punto|ponto|punt|punct|punktum|piste|kropka|te[cč]ka|pont|nokta|prikk|точка|τελεία)\s)$/iu;
const CONTEXT =
  /e-?mail|e-?posta|mail|courriel|correo|posta|contact|kontakt|reach|write|schreib|écri|escrib|scriv|address|adress|indirizzo|επικοιν|почт|пиши|dirección|endereço|skriv|kirjoita|írj|napi[sš]|scrie|yaz/iu;
/** What stands before "at" or "@" in a sentence that gives no address. */
const ORDINARY =
  /^(?:it|me|us|him|her|them|this|that|these|those|you|here|there|one|mine|available|found|shop|shopping|bought|ordered|sold|look|looked|staff|team|people|items?|price|sale|store|customer|service|work|stay|seen|price[ds]?|and|or|the|of|is|are|was|were|out|back|order|purchase[ds]?|cheaper|better|email|mail|contact|reach|info|website|online)$/i;

/** Whether a text without @ may have an address: the end of a domain, "dot" or "(at)". */
export const mayHaveWrittenAddress = (text: string): boolean =>
  ADDRESS_END.test(text) ||
  DOT_WORD.test(text) ||
  /[([{<] ?(?:at|ät|arroba|arobase|chiocciola)|[_-]at[_-]/i.test(text);

/** E-mail addresses, also with "at" and "dot" in words, with blanks, and cut by a line break. */
export function* findEmails(flat: string): Iterable<Found> {
  let from = 0;
  for (const match of flat.matchAll(SITES)) {
    if (match.index < from) continue;
    const found = addressAt(flat, match.index, match[0], from);
    if (!found) continue;
    yield found;
    from = found.end;
  }
}

function addressAt(flat: string, at: number, sign: string, from: number): Found | null {
  const written = sign !== '@' && sign !== '%40';
  const inWords = written && /^[\p{L} -]+$/u.test(sign);
  const domain = domainAfter(flat, at + sign.length, inWords);
  if (!domain) return null;
  let localEnd = at;
  while (localEnd > at - 3 && /[ \t\r\n]/.test(flat[localEnd - 1] ?? '')) localEnd--;
  const apart = localEnd < at;
  const start = localStart(flat, localEnd, from);
  if (start === null) return null;
  const local = flat.slice(start, localEnd);
  if (apart && !/\p{L}/u.test(local)) return null;
  if ((inWords || (apart && !written) || domain.loose) && !isLocal(local, before(flat, start))) return null;
  return { kind: 'email', start, end: domain.end };
}

/** Where the part before the @ begins, or null if there is none. */
function localStart(flat: string, end: number, from: number): number | null {
  if (flat[end - 1] === '"') {
    const quote = flat.lastIndexOf('"', end - 2);
    return quote >= from && end - quote <= LONGEST_LOCAL && !/\s/.test(flat.slice(quote, end)) ? quote : null;
  }
  const spaced = /(?:(?<=^|\s)[\p{L}\p{N}._-] ){3,40}[\p{L}\p{N}]$/u.exec(
    flat.slice(Math.max(from, end - 80), end),
  );
  if (spaced) return end - spaced[0].length;
  let start = wordStart(flat, end, from);
  // "name dot surname at …", and an address that a line break cut after its dot.
  for (let more = 0; more < 3 && start !== null && start > from; more++) {
    const cut = /[\p{L}\p{N}][._-]\r?\n$/u.exec(flat.slice(Math.max(from, start - 4), start));
    const dot = WRITTEN_DOT.exec(flat.slice(Math.max(from, start - 12), start));
    if (!cut && !dot) break;
    const earlier = wordStart(flat, start - (dot ? dot[0].length : cut![0].length - 2), from);
    if (earlier === null) break;
    start = earlier;
  }
  return start;
}

function wordStart(flat: string, end: number, from: number): number | null {
  const letter = /[\p{Script=Greek}\p{Script=Cyrillic}]/u.test(flat[end - 1] ?? '') ? OTHER : LATIN;
  const least = Math.max(from, end - LONGEST_LOCAL);
  let start = end;
  while (start > least && letter.test(flat[start - 1]!)) start--;
  while (start < end && !/[\p{L}\p{N}_+~]/u.test(flat[start]!)) start++;
  return start < end ? start : null;
}

/** Whether a word is the name of a mailbox and not one of a sentence. */
function isLocal(local: string, words: string): boolean {
  if (ORDINARY.test(local)) return false;
  return /[\p{L}\p{N}][\d._-]|\d/u.test(local) || local.includes(' ') || CONTEXT.test(words);
}
