import type { Found } from '../masked-text.ts';
import { wordList, wordsBeside } from './number-words.ts';
import { before } from './surroundings.ts';

const V4 = /(?<![\w.-])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w-]|\.\w)/g;
const V6 = /(?<![\w.:])(?:[0-9a-f:]{2,30}:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,39})(?![\w:])/gi;
const ADDRESS = wordList(
  'ip ipv4 ipv6 ip_address* ip_adress* adresa_ip adres_ip indirizzo_ip endereço_ip dirección_ip server* host login logged router* dns ping connected connect',
);
const VERSION = wordList(
  'v ver version* versión versione verzió* verze wersj* верси* έκδοση* sürüm* versão versjon* firmware* software* update* upgrade* build release* ios android app driver* treiber* patch kernel os section chapter kapitel abschnitt paragraph',
);

/** IP addresses of both versions; no version numbers. */
export function findIpAddresses(flat: string): readonly Found[] {
  const long = /:[0-9a-f]{0,4}:/i.test(flat) ? longAddresses(flat) : [];
  const short = /\d\.\d{1,3}\.\d/.test(flat) ? shortAddresses(flat) : [];
  if (long.length === 0 || short.length === 0) return long.length === 0 ? short : long;
  // The end of an address of version 6 may be written as one of version 4.
  const ends = new Set(long.map(({ end }) => end));
  return [...long, ...short.filter(({ end }) => !ends.has(end))].sort(
    (one, other) => one.start - other.start,
  );
}

const shortAddresses = (flat: string): Found[] =>
  [...flat.matchAll(V4)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length];
    const parts = match.slice(1);
    return isV4(parts) && !isVersion(flat, start, end, parts) ? [{ kind: 'ip', start, end }] : [];
  });

const longAddresses = (flat: string): Found[] =>
  [...flat.matchAll(V6)].flatMap(({ index: start, 0: match }) => {
    const text = match.replace(/(?<!:):$/, '');
    return isV6(text) ? [{ kind: 'ip', start, end: start + text.length }] : [];
  });

const isV4 = (parts: readonly string[]): boolean =>
  parts.every((it) => Number(it) <= 255 && (it.length === 1 || it[0] !== '0')) &&
  !parts.every((it) => it === '0');

function isVersion(flat: string, start: number, end: number, parts: readonly string[]): boolean {
  const beside = wordsBeside(flat, start, end);
  if (VERSION.names(beside) || /(?:\bv|§)\s?$/i.test(before(flat, start))) return true;
  return parts.every((it) => it.length === 1) && !ADDRESS.near(beside);
}

function isV6(text: string): boolean {
  const colons = text.match(/:/g)?.length ?? 0;
  if (colons < 2) return false;
  const [head, tail, ...more] = text.split('::');
  if (more.length > 0) return false;
  const groups = [...head!.split(':'), ...(tail ?? '').split(':')].filter(Boolean);
  const last = groups.at(-1) ?? '';
  const units = groups.length + (last.includes('.') ? 1 : 0);
  if (
    !groups.every((it, at) => /^[0-9a-f]{1,4}$/i.test(it) || (at === groups.length - 1 && it.includes('.')))
  )
    return false;
  // "::" stands for at least one group; three groups and a digit, because "::a" and "a::b" are written in code.
  return tail === undefined ? units === 8 && colons >= 6 : units >= 3 && units <= 7 && /\d/.test(text);
}
