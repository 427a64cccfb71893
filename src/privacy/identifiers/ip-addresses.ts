import type { Found } from '../masked-text.ts';
import { after, before } from './surroundings.ts';

const V4 = /(?<![\w.:-])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w-]|\.\w)/g;
const V6 = /(?<![\w.:])[0-9a-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi;
const ADDRESS_WORD =
  /\bipv?[46]?\b|address|adress|indirizzo|endere|direcci|server|host|login|logged|router|dns|ping/i;
const VERSION_WORD =
  /(?:\bv|\bver|versi[oóòö]n[ei]?|version|versio|verzi[oóe]|verze|wersj[aiąę]|верси[яию]|έκδοση|sürüm|versão|versjon|firmware|software|update[ds]?|upgrade[ds]?|build|release|ios|android|app|driver|patch|kernel|os|section|chapter|kapitel|abschnitt|§)[\s.:#(-]{0,3}$/iu;

/** IP addresses of both versions; no version numbers. */
export function* findIpAddresses(flat: string): Iterable<Found> {
  if (flat.includes('.')) {
    for (const match of flat.matchAll(V4)) {
      const start = match.index;
      const end = start + match[0].length;
      if (isV4(match.slice(1)) && !isVersion(flat, start, end, match.slice(1)))
        yield { kind: 'ip', start, end };
    }
  }
  if (!flat.includes(':')) return;
  for (const match of flat.matchAll(V6)) {
    const text = match[0].replace(/(?<!:):$/, '');
    if (isV6(text)) yield { kind: 'ip', start: match.index, end: match.index + text.length };
  }
}

const isV4 = (parts: readonly string[]): boolean =>
  parts.every((it) => Number(it) <= 255 && (it.length === 1 || it[0] !== '0')) &&
  !parts.every((it) => it === '0');

function isVersion(flat: string, start: number, end: number, parts: readonly string[]): boolean {
  const words = before(flat, start);
  if (VERSION_WORD.test(words)) return true;
  if (ADDRESS_WORD.test(words.slice(-30))) return false;
  return parts.every((it) => it.length === 1) && !ADDRESS_WORD.test(after(flat, end));
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
