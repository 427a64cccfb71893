import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { benchmarkTexts } from '../texts.ts';

/** Characters of a comment. */
const LENGTH = 200;
/** One row in so many has the text of an earlier one; one in so many is bad. */
const REPEATED = 10;
const BAD = 200;
const LANGUAGES = ['en', 'de', 'fr', 'es', ''];
const SHOPS = ['Berlin', '"Hamburg, north"', 'Online', 'Zürich', 'Graz'];
const HEADER = 'id,text,rating,created_at,language,shop\n';
const PIECE = 256 * 1024;

/**
 * Writes `count` rows of CSV to `file`, and those of them that are good to `goodFile`: six columns, real comments
 * strung together to about 200 characters, a tenth of the texts repeated, one row in 200 with a field too many.
 */
export async function writeRows(file: string, goodFile: string, count: number): Promise<void> {
  const corpus = benchmarkTexts().map((text) => text.replace(/\s+/g, ' ').trim());
  await pipeline(Readable.from(pieces(corpus, count, true)), createWriteStream(file));
  await pipeline(Readable.from(pieces(corpus, count, false)), createWriteStream(goodFile));
}

/** How many of `count` rows are good. */
export const goodRows = (count: number): number => count - Math.floor(count / BAD);

function* pieces(corpus: readonly string[], count: number, withBad: boolean): Generator<string> {
  let piece = HEADER;
  for (let i = 1; i <= count; i++) {
    const bad = i % BAD === 0;
    if (!bad || withBad) piece += lineOf(corpus, i, bad);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function lineOf(corpus: readonly string[], i: number, bad: boolean): string {
  const text = textOf(corpus, i).replaceAll('"', '""');
  const time = `2026-${two((i % 12) + 1)}-${two((i % 28) + 1)}T${two(i % 24)}:${two(i % 60)}:00Z`;
  const cells = [`r${i}`, `"${text}"`, (i % 5) + 1, time, LANGUAGES[i % LANGUAGES.length]];
  cells.push(SHOPS[i % SHOPS.length]);
  if (bad) cells.push('surplus');
  return `${cells.join(',')}\n`;
}

function textOf(corpus: readonly string[], i: number): string {
  if (i % REPEATED === 0) return textOf(corpus, i / REPEATED);
  let text = `${i}:`;
  for (let at = i * 7; text.length < LENGTH; at++) {
    text += ` ${corpus[at % corpus.length]!.slice(0, LENGTH + 20 - text.length)}`;
  }
  return text.toWellFormed();
}

const two = (value: number) => String(value).padStart(2, '0');
