import { decodeHTMLStrict } from 'entities';
import emojiNames from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' };

/**
 * A stored text as the model wants to read it, with the way back: the stored text and every offset that leaves
 * this folder stay as the customer wrote them.
 */
export interface PreparedText {
  readonly text: string;
  /**
   * UTF-16 offsets into the stored text, one per UTF-16 unit of `text`: where the source of that unit starts
   * and ends. Null when preparation changed nothing.
   */
  readonly origin: { readonly start: Int32Array; readonly end: Int32Array } | null;
}

const NAMES = emojiNames as Readonly<Record<string, { name: string } | undefined>>;

// One alternative per rule of the model's card; what matches is replaced, the rest is copied.
const RULES = new RegExp(
  [
    String.raw`(?<entity>&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});)`,
    String.raw`(?<url>\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+)`,
    String.raw`(?<mention>(?<![\w@])@\w{1,50})`,
    String.raw`(?<space>\s{2,}|[^\S ])`,
    String.raw`(?<emoji>\p{RGI_Emoji}|[\p{Extended_Pictographic}--[©®™]]\uFE0F?)`,
  ].join('|'),
  'giv',
);
// Digits, # and * are emoji only in keycap sequences, which end in U+20E3; nothing else below U+00A9 is.
const MAY_CHANGE = /[&@]|:\/\/|www\.|\s\s|[^\S ]|[©®‼-㊙]|\u{20E3}|[\u{1F000}-\u{1FAFF}]/iu;

/**
 * Decodes HTML entities, turns `@name` into `@user`, URLs into `http`, runs of white space into one blank and
 * emoji into their names, as the training of the embedded model did (models/verbatim-mini/README.md).
 */
export function prepareText(stored: string): PreparedText {
  if (!MAY_CHANGE.test(stored)) return { text: stored, origin: null };
  let text = '';
  const start: number[] = [];
  const end: number[] = [];
  let copied = 0;
  const copyUntil = (limit: number) => {
    text += stored.slice(copied, limit);
    for (; copied < limit; copied++) {
      start.push(copied);
      end.push(copied + 1);
    }
  };
  for (const match of stored.matchAll(RULES)) {
    const replacement = replacementOf(match);
    if (replacement === match[0]) continue;
    copyUntil(match.index);
    const next = match.index + match[0].length;
    text += replacement;
    for (let i = 0; i < replacement.length; i++) {
      start.push(match.index);
      end.push(next);
    }
    copied = next;
  }
  if (copied === 0) return { text: stored, origin: null };
  copyUntil(stored.length);
  return { text, origin: { start: Int32Array.from(start), end: Int32Array.from(end) } };
}

function replacementOf(match: RegExpMatchArray): string {
  const { entity, url, mention, space } = match.groups as Record<string, string | undefined>;
  if (entity) return decodeHTMLStrict(entity);
  if (url) return 'http';
  if (mention) return '@user';
  if (space) return ' ';
  const name = emojiName(match[0]);
  return name ? ` ${name} ` : match[0];
}

/** Unicode's name without skin tone; the table spells symbols such as a heart with the variation selector. */
function emojiName(emoji: string): string | undefined {
  const base = emoji.replace(/[\u{1F3FB}-\u{1F3FF}]/gu, '');
  const bare = base.replaceAll('\uFE0F', '');
  return (NAMES[base] ?? NAMES[bare] ?? NAMES[`${bare}\uFE0F`])?.name;
}
