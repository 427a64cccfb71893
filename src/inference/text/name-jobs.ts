import type { StoredDocument } from '../../domain/document.ts';
import { type MappedText, storedSpan } from '../../domain/reading/mapped-text.ts';
import type { ModelFolder } from '../model/pooled-folder.ts';
import type { DocumentText } from './document-text.ts';
import { prepareText } from './prepare.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Tokens } from './tokens.ts';
import { type WindowJob, windowCapacity, windowIds } from './window-jobs.ts';
import { planWindows } from './windows.ts';

/** A text in which names are looked for: a clean text, or a part of a stored text that cleaning removed. */
export interface NameText {
  /** Place of the document in its batch. */
  readonly document: number;
  /** The stored text. */
  readonly source: string;
  readonly text: string;
  readonly tokens: Tokens;
  /** The range of the stored text that a range of this text comes from. */
  stored(span: Span): Span;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The stored text that a range of a text comes from. */
export function writtenAt({ source, stored }: NameText, span: Span): string {
  const { start, end } = stored(span);
  return source.slice(start, end);
}

/** What a window tells of the names of a text. */
export interface NamePart {
  /** Place of its text among the texts of the batch. */
  readonly text: number;
  /** The first content token of the window. */
  readonly first: number;
  /** The tokens of the text that are judged by this window, end exclusive. */
  readonly from: number;
  readonly to: number;
}

/** A window, and what it tells of names. Of equal tokens the later part counts. */
export interface NameJob {
  readonly job: WindowJob;
  readonly part: NamePart;
}

/** Tokens that a window over the border of two others has on each side, and those that it judges. */
const CONTEXT = 32;
const JUDGED = 16;

/**
 * The windows in which names are looked for: those of the scores; one over each border between them, so that a name that
 * a border cuts is read with what is around it; and those of parts that cleaning removed, such as signatures, because
 * they are stored all the same.
 * @param jobs windows of the scores of these documents
 */
export async function nameJobs(
  model: ModelFolder,
  tokenizer: Tokenizer,
  documents: readonly StoredDocument[],
  texts: readonly DocumentText[],
  jobs: readonly WindowJob[],
): Promise<{ readonly texts: readonly NameText[]; readonly jobs: readonly NameJob[] }> {
  const found: NameText[] = texts.map(({ clean, prepared, tokens }, document) => ({
    ...{ document, source: documents[document]!.text, text: prepared.text, tokens },
    stored: (span) => storedSpan(clean, storedSpan(prepared, span)),
  }));
  const windows = jobs.map((job) => ({ text: job.document, job }));
  const removed = await removedTexts(tokenizer, documents, texts);
  const capacity = windowCapacity(model, tokenizer);
  for (const own of removed) {
    const text = found.push(own) - 1;
    const { start } = own.tokens;
    for (const window of planWindows(start, [{ start: 0, end: own.text.length }], capacity)) {
      const ids = windowIds(tokenizer, own.tokens, window);
      windows.push({ text, job: { document: own.document, window: { ...window, segments: [] }, ids } });
    }
  }
  const inside = windows.map(({ text, job }): NameJob => {
    const { from, to } = job.window;
    return { job: { ...job, perToken: true }, part: { text, first: from, from, to } };
  });
  const borders = inside.flatMap(({ job, part: { text, to: border } }): NameJob[] => {
    const { document, tokens } = found[text]!;
    const count = tokens.ids.length;
    if (border === count) return [];
    const from = Math.max(0, border - CONTEXT);
    const window = { from, to: Math.min(count, border + CONTEXT), segments: [] };
    const ids = windowIds(tokenizer, tokens, window);
    const judged = { from: Math.max(0, border - JUDGED), to: Math.min(count, border + JUDGED) };
    return [
      { job: { ...job, document, window, ids, perToken: true }, part: { text, first: from, ...judged } },
    ];
  });
  return { texts: found, jobs: [...inside, ...borders] };
}

/** Parts of stored texts that their clean texts lack, and that may hold a name. */
async function removedTexts(
  tokenizer: Tokenizer,
  documents: readonly StoredDocument[],
  texts: readonly DocumentText[],
): Promise<NameText[]> {
  const removed = texts.flatMap(({ clean }, document) => {
    const stored = documents[document]!.text;
    return removedSpans(clean, stored).map(({ start, end }) => {
      return { document, at: start, prepared: prepareText(stored.slice(start, end)) };
    });
  });
  if (removed.length === 0) return [];
  const tokens = await tokenizer.encode(removed.map(({ prepared }) => prepared.text));
  return removed.map(({ document, at, prepared }, i) => ({
    ...{ document, source: documents[document]!.text, text: prepared.text, tokens: tokens[i]! },
    stored: (span) => {
      const { start, end } = storedSpan(prepared, span);
      return { start: at + start, end: at + end };
    },
  }));
}

const BARE_TAG = /<\/?[a-z][a-z\d]{0,11}\s*\/?>/gi;
const MAY_NAME = /[\p{Lu}\p{Lt}\p{Lo}]/u;

function removedSpans({ origin }: MappedText, stored: string): Span[] {
  if (!origin) return [];
  const spans: Span[] = [];
  const add = (start: number, end: number) => {
    if (start < end && MAY_NAME.test(stored.slice(start, end).replace(BARE_TAG, '')))
      spans.push({ start, end });
  };
  let at = 0;
  for (const [i, start] of origin.start.entries()) {
    const end = origin.end[i]!;
    add(at, start);
    // A line break in place of a tag or of a quotation.
    if (end > at && stored[start] === '<' && end - start > 1) add(Math.max(at, start), end);
    at = Math.max(at, end);
  }
  add(at, stored.length);
  return spans;
}
