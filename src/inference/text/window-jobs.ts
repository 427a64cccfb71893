import { storedSpan } from '../../domain/reading/mapped-text.ts';
import type { ModelFolder } from '../model/pooled-folder.ts';
import type { SessionInput } from '../session/protocol.ts';
import { splitClauses } from './clauses.ts';
import type { DocumentText } from './document-text.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Tokens } from './tokens.ts';
import { planWindows, type Window } from './windows.ts';

/** One window of one document, ready to run. */
export interface WindowJob {
  /** Place of the document in its batch. */
  readonly document: number;
  readonly window: Window;
  readonly ids: Int32Array;
  /** Whether the outputs for its tokens are read too. Default: no. */
  readonly perToken?: boolean;
}

/** Windows of documents. Clauses are found in the clean text; their offsets point into the stored text. */
export function windowJobs(
  model: ModelFolder,
  tokenizer: Tokenizer,
  documents: readonly DocumentText[],
): WindowJob[] {
  const capacity = windowCapacity(model, tokenizer);
  return documents.flatMap(({ clean, prepared, tokens }, document) => {
    const { origin, text: encoded } = prepared;
    const start = wordStarts(tokens, encoded);
    const starts = origin ? start.map((unit) => origin.start[unit] ?? clean.text.length) : start;
    return planWindows(starts, splitClauses(clean.text), capacity).map((window) => ({
      document,
      window: { ...window, segments: window.segments.map((segment) => storedSpan(clean, segment)) },
      ids: windowIds(tokenizer, tokens, window),
    }));
  });
}

/** Content tokens of one window, at most. */
export const windowCapacity = (
  { maxLength }: Pick<ModelFolder, 'maxLength'>,
  { prefix, suffix }: Tokenizer,
): number => maxLength - prefix.length - suffix.length;

/** Token ids of a range of a text, special tokens included. */
export const windowIds = (
  { prefix, suffix }: Tokenizer,
  { ids }: Tokens,
  { from, to }: Pick<Window, 'from' | 'to'>,
): Int32Array => Int32Array.from([...prefix, ...ids.subarray(from, to), ...suffix]);

/** Starts of tokens without their leading blanks, which SentencePiece joins to the word after them. */
export function wordStarts({ start, end }: Tokens, text: string): Int32Array {
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
    perToken: jobs.some((job) => job.perToken),
  };
}
