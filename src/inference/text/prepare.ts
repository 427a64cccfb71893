import { decodeHTMLStrict } from 'entities';
import emojiNames from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' };
import { type MappedText, replaced } from '../../domain/reading/mapped-text.ts';

const NAMES = emojiNames as Readonly<Record<string, { name: string } | undefined>>;

// One alternative per rule of the model card.
const RULES = new RegExp(
  [
    String.raw`(?<entity>&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});)`,
    String.raw`(?<url>\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+)`,
    String.raw`(?<mask>\[(?:person|place)(?: \d{1,9})?\])`,
    String.raw`(?<mention>(?<![\w@])@\w{1,50})`,
    String.raw`(?<space>\s{2,}|[^\S ])`,
    String.raw`(?<emoji>\p{RGI_Emoji}|[\p{Extended_Pictographic}--[©®™]]\uFE0F?)`,
  ].join('|'),
  'giv',
);
// Below U+00A9 only digits, # and * are emoji, and only in keycap sequences, which end in U+20E3.
const MAY_CHANGE = /[&@[]|:\/\/|www\.|\s\s|[^\S ]|[©®‼-㊙]|\u{20E3}|[\u{1F000}-\u{1FAFF}]/iu;

/**
 * What a model reads in place of a masked name: with the mask itself, 18 % of labels change, with these words no more than
 * with another name (docs/decisions/names-masked.md).
 */
const IN_PLACE_OF = { person: 'Alex', place: 'London' } as const;
const NAME_MASK = /\[(person|place)(?: \d{1,9})?\]/g;

/** A clean text for models that read it as it is otherwise. */
export const withNames = (read: MappedText): MappedText =>
  replaced(
    read,
    Array.from(read.text.matchAll(NAME_MASK), ({ 0: mask, 1: kind, index }) => ({
      ...{ start: index, end: index + mask.length, text: IN_PLACE_OF[kind as 'person' | 'place'] },
    })),
  );

/**
 * Replaces HTML entities by characters, `@name` by `@user`, URLs by `http`, runs of white space by one blank, and emoji
 * by their names, as in the training of the embedded model (models/training/text.py); and masks of names by names.
 * @returns offsets lead back to `stored`
 */
export function prepareText(stored: string): MappedText {
  const unchanged = { text: stored, origin: null };
  if (!MAY_CHANGE.test(stored)) return unchanged;
  const replacements = Array.from(stored.matchAll(RULES), (match) => ({
    ...{ start: match.index, end: match.index + match[0].length },
    text: replacementOf(match),
  }));
  return replaced(
    unchanged,
    replacements.filter(({ start, end, text }) => text !== stored.slice(start, end)),
  );
}

function replacementOf(match: RegExpMatchArray): string {
  const { entity, url, mask, mention, space } = match.groups as Record<string, string | undefined>;
  if (entity) return decodeHTMLStrict(entity);
  if (url) return 'http';
  if (mask) return mask.startsWith('[person') ? IN_PLACE_OF.person : IN_PLACE_OF.place;
  if (mention) return '@user';
  if (space) return ' ';
  const name = emojiName(match[0]);
  return name ? ` ${name} ` : match[0];
}

/** Unicode name, without skin tone. The table has symbols such as the heart with a variation selector. */
function emojiName(emoji: string): string | undefined {
  const base = emoji.replace(/[\u{1F3FB}-\u{1F3FF}]/gu, '');
  const bare = base.replaceAll('\uFE0F', '');
  return (NAMES[base] ?? NAMES[bare] ?? NAMES[`${bare}\uFE0F`])?.name;
}
