import type { StoredDocument } from '../../domain/document.ts';
import { cleanText } from '../../domain/reading/clean-text.ts';
import { storedSpan } from '../../domain/reading/mapped-text.ts';
import type { ModelFolder } from '../model/pooled-folder.ts';
import type { SessionInput } from '../session/protocol.ts';
import { splitClauses } from './clauses.ts';
import { prepareText } from './prepare.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Tokens } from './tokens.ts';
import { planWindows, type Window } from './windows.ts';

/** One window of one document, ready to run. */
export interface WindowJob {
  /** Place of the document in its batch. */
  readonly document: number;
  readonly window: Window;
  readonly ids: Int32Array;
}

/**
 * Cleans, prepares, tokenises and windows documents: all work before a session run. Clauses are found in the clean
 * text; their offsets point into the stored text.
 */
export async function windowJobs(
  model: ModelFolder,
  tokenizer: Tokenizer,
  documents: readonly StoredDocument[],
): Promise<WindowJob[]> {
  const { prefix, suffix } = tokenizer;
  const capacity = model.maxLength - prefix.length - suffix.length;
  const clean = documents.map((document) => cleanText(document.text));
  const prepared = clean.map(({ text }) => prepareText(text));
  const tokens = await tokenizer.encode(prepared.map((text) => text.text));
  return clean.flatMap((read, document) => {
    const { text } = read;
    const { ids } = tokens[document]!;
    const { origin, text: encoded } = prepared[document]!;
    const start = wordStarts(tokens[document]!, encoded);
    const starts = origin ? start.map((unit) => origin.start[unit] ?? text.length) : start;
    return planWindows(starts, splitClauses(text), capacity).map((window) => ({
      document,
      window: { ...window, segments: window.segments.map((segment) => storedSpan(read, segment)) },
      ids: Int32Array.from([...prefix, ...ids.subarray(window.from, window.to), ...suffix]),
    }));
  });
}

/** Starts of tokens without their leading blanks, which SentencePiece joins to the word after them. */
function wordStarts({ start, end }: Tokens, text: string): Int32Array {
  return start.map((at, i) => {
    let first = at;
    while (first < end[i]! && BLANK.test(text[first]!)) first++;
    return first;
  });
}

const BLANK = /\s/;

/** The input of one session run. @param prefix count of special tokens before the content */
export function sessionInput(jobs: readonly WindowJob[], prefix: number): SessionInput {
  return {
    ids: Int32Array.from(jobs.flatMap((job) => [...job.ids])),
    lengths: Int32Array.from(jobs, (job) => job.ids.length),
    segmentCounts: Int32Array.from(jobs, (job) => job.window.segments.length),
    segments: Int32Array.from(
      jobs.flatMap(({ window }) =>
        window.segments.flatMap(({ from, to }) => [from - window.from + prefix, to - window.from + prefix]),
      ),
    ),
  };
}
