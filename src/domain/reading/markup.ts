import { decodeHTMLStrict } from 'entities';
import type { Replacement } from './mapped-text.ts';

// "&amp;lt;" was encoded twice: each "amp;" is one more encoding.
const ENTITY = /&(?:amp;){0,4}(#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi;

/** Replaces character references, including those encoded several times, by their characters. */
export function entities(text: string): Replacement[] {
  if (!text.includes('&')) return [];
  return Array.from(text.matchAll(ENTITY)).flatMap(({ 0: whole, 1: name, index }) => {
    const written = `&${name};`;
    const character = decodeHTMLStrict(written);
    if (character === written) return [];
    return [{ start: index, end: index + whole.length, text: character }];
  });
}

const BREAKS =
  'address|article|aside|blockquote|body|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul';
const INLINE =
  'a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|o:p|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr|input|button|link|meta|iframe|svg|path';
const UNREAD = 'script|style|template|noscript';
const TAG = new RegExp(
  `<(/?)(?:(br)|(${BREAKS})|(${INLINE})|(${UNREAD}))(?=[\\s/>])[^<>]*>|<!--|<!doctype[^<>]*>`,
  'gi',
);

/**
 * Removes HTML tags with names of HTML; "<3" and "<name>" are text. Block tags become line breaks, and so does `<br>`,
 * unless the sentence continues in lower case after it. Removes invisible content (scripts, styles, comments) and
 * quotations (`<blockquote>`), where helpdesks put the agent's mail.
 */
export function tags(text: string): Replacement[] {
  if (!text.includes('<')) return [];
  const found: Replacement[] = [];
  const lower = text.toLowerCase();
  const ended = new Set<string>();
  let next = 0;
  for (const { 0: tag, 1: slash, 2: br, 3: block, 5: unread, index } of text.matchAll(TAG)) {
    if (index < next) continue;
    const end = index + tag.length;
    next = end;
    const kind = tag === '<!--' ? '-->' : unread ? `</${unread.toLowerCase()}` : null;
    const quoted = block?.toLowerCase() === 'blockquote' && slash === '';
    if (kind && slash !== '/') next = endOf(lower, kind, end, ended);
    else if (quoted) next = endOf(lower, '</blockquote', end, ended);
    const space = br && /^\s*\p{Ll}/u.test(text.slice(end, end + 20)) ? ' ' : br || block ? '\n' : '';
    found.push({ start: index, end: next, text: quoted ? '\n' : space });
  }
  return found;
}

/** The offset after the next closing mark; without one, only the tag itself is removed. */
function endOf(lower: string, mark: string, from: number, ended: Set<string>): number {
  if (ended.has(mark)) return from;
  const at = lower.indexOf(mark, from);
  // Do not search again for a missing mark.
  if (at === -1) ended.add(mark);
  if (at === -1) return from;
  const close = mark === '-->' ? at + 2 : lower.indexOf('>', at);
  return close === -1 ? lower.length : close + 1;
}
