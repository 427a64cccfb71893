import { MASK } from '../../domain/text/mask.ts';
import type { NameLabel } from '../../domain/text/name.ts';
import type { NamesHead } from '../model/pooled-folder.ts';
import { type NamePart, type NameText, writtenAt } from './name-jobs.ts';
import { wordStarts } from './window-jobs.ts';

/** A name, in UTF-16 offsets, end exclusive. */
export interface NameSpan {
  readonly label: NameLabel;
  /** Mean probability of its words. */
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly label: NameLabel | null;
  readonly score: number;
}

// A character of a script without blanks is a word of its own.
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]][[\p{L}\p{M}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]]*/gv;
/** Between two words of one name. */
const JOINT = /^(?:|\s|[-‐'’]|\.\s?)$/;
const APOSTROPHE = /^['’]$/;
const TITLES = new Set(
  (
    'mr mrs ms miss mx dr prof sir madam mister doctor herr herrn frau hr fr fräulein doktor professor mme mlle ' +
    'monsieur madame mademoiselle docteur señor señora señorita sr sra srta don doña dott dottor dottore dottoressa ' +
    'sig sigra signor signora signore signorina dhr mevr meneer mevrouw heer pan pani panu hra rouva fru frk senhor ' +
    'senhora dra bay bayan bey hanım κος κα κύριος κυρία господин госпожа'
  ).split(' '),
);
const PARTICLES = new Set(
  'van von de der den del della di da do dos das du la le el al bin ibn ben ter ten zu zum af av y e'.split(
    ' ',
  ),
);

/**
 * Names in a text. A word has the mean of its tokens' probabilities, B- and I- together, and is of the more probable
 * kind that reaches its threshold. Neighbouring words of one kind are one name. Titles, endings behind an apostrophe
 * ("Anna's"), digits and masks are outside of names.
 * @param parts logits of windows of the text, special tokens included; of equal tokens the later counts
 * @param lead special tokens before the content of a window
 */
export function nameSpans(
  head: NamesHead,
  read: NameText,
  parts: readonly { readonly part: NamePart; readonly logits: Float32Array }[],
  lead: number,
): NameSpan[] {
  const { text, tokens } = read;
  const person = new Float64Array(tokens.ids.length);
  const place = new Float64Array(tokens.ids.length);
  const size = head.labels.length;
  const kinds = head.labels.map((label) => label.slice(2));
  for (const { part, logits } of parts) {
    for (let token = part.from; token < part.to; token++) {
      const at = (lead + token - part.first) * size;
      // Softmax of one row, without an array for each token.
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < size; i++) most = Math.max(most, logits[at + i]!);
      let [sum, persons, places] = [0, 0, 0];
      for (let i = 0; i < size; i++) {
        const weight = Math.exp(logits[at + i]! - most);
        sum += weight;
        if (kinds[i] === 'PER') persons += weight;
        else if (kinds[i] === 'LOC') places += weight;
      }
      person[token] = persons / sum;
      place[token] = places / sum;
    }
  }
  const highest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), 0);
  if (highest(person) < head.threshold.PER && highest(place) < head.threshold.LOC) return [];
  const words = joined(text, judgedWords(head, read, person, place));
  return runs(read, words);
}

function judgedWords(
  { threshold }: NamesHead,
  read: NameText,
  person: Float64Array,
  place: Float64Array,
): Word[] {
  const { text, tokens } = read;
  const starts = wordStarts(tokens, text);
  const masks = [...text.matchAll(MASK)].map(({ 0: mask, index }) => ({
    from: index,
    to: index + mask.length,
  }));
  const words: Word[] = [];
  let token = 0;
  let mask = 0;
  for (const { 0: word, index: start } of text.matchAll(WORDS)) {
    const end = start + word.length;
    while (token < starts.length && tokens.end[token]! <= start) token++;
    while (mask < masks.length && masks[mask]!.to <= start) mask++;
    const masked = mask < masks.length && masks[mask]!.from <= start;
    let [count, persons, places] = [0, 0, 0];
    for (let i = token; i < starts.length && starts[i]! < end; i++) {
      if (starts[i] === tokens.end[i]) continue;
      count++;
      persons += person[i]!;
      places += place[i]!;
    }
    const before = words.at(-1);
    const ending =
      before !== undefined &&
      APOSTROPHE.test(text.slice(before.end, start)) &&
      /^\p{Ll}/u.test(word) &&
      before.end - before.start > 1;
    const named = count > 0 && !ending && /\p{L}/u.test(word) && !masked;
    const [p, l] = [persons / count, places / count];
    const likely = named && (p >= threshold.PER || l >= threshold.LOC);
    // The model reads a name in place of a mask.
    const own = likely && !writtenAt(read, { start, end }).startsWith('[');
    const [isPerson, isPlace] = [own && p >= threshold.PER, own && l >= threshold.LOC];
    if (isPerson && (!isPlace || p >= l)) words.push({ start, end, label: 'PERSON', score: p });
    else if (isPlace) words.push({ start, end, label: 'PLACE', score: l });
    else words.push({ start, end, label: null, score: 0 });
  }
  return words;
}

/** Particles between words of a name ("Ludwig van Beethoven") and letters before an apostrophe ("O'Brien") are part of it. */
function joined(text: string, words: readonly Word[]): Word[] {
  const found = [...words];
  for (const [i, word] of words.entries()) {
    const written = text.slice(word.start, word.end);
    const next = found[i + 1];
    if (word.label !== null || !next) continue;
    if (
      /^[OD]$/.test(written) &&
      next.label === 'PERSON' &&
      APOSTROPHE.test(text.slice(word.end, next.start))
    ) {
      found[i] = { ...word, label: next.label, score: next.score };
      continue;
    }
    if (!PARTICLES.has(written)) continue;
    const named = words[i + 1]!.label ? i + 1 : PARTICLES.has(text.slice(next.start, next.end)) ? i + 2 : -1;
    const [before, after] = [found[i - 1], words[named]];
    if (!before?.label || before.label !== after?.label) continue;
    if (/^[\s\p{Ll}]*$/u.test(text.slice(before.end, after.start)))
      found[i] = { ...word, label: before.label, score: Math.min(before.score, after.score) };
  }
  return found;
}

function runs(read: NameText, words: readonly Word[]): NameSpan[] {
  const { text } = read;
  const found: Word[][] = [];
  for (const [i, word] of words.entries()) {
    if (word.label === null) continue;
    const before = words[i - 1];
    const run = found.at(-1);
    if (before && before === run?.at(-1) && before.label === word.label && joins(read, before, word))
      run.push(word);
    else if (!isTitle(text, word)) found.push([word]);
  }
  return found.map((run) => ({
    label: run[0]!.label!,
    score: run.reduce((sum, { score }) => sum + score, 0) / run.length,
    start: run[0]!.start,
    end: run.at(-1)!.end,
  }));
}

const isTitle = (text: string, { start, end }: Word): boolean =>
  TITLES.has(text.slice(start, end).toLowerCase());

/** A full stop joins only an initial with what follows it; a line break or a tag joins nothing. */
function joins(read: NameText, before: Word, word: Word): boolean {
  const gap = { start: before.end, end: word.start };
  const between = read.text.slice(gap.start, gap.end);
  if (!JOINT.test(between)) return false;
  if (between !== '' && /[\n\r<]/.test(writtenAt(read, gap))) return false;
  return !between.startsWith('.') || before.end - before.start === 1;
}
