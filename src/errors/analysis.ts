import { type ErrorEntry, failed, usage } from './entry.ts';

/** Errors of the analysis of documents. */
export const ANALYSIS_ERRORS = {
  DOCUMENT_CHANGED: {
    ...failed,
    message: 'The text of {documents} documents of a batch changed or is gone; their results were dropped.',
    fix: 'Postgres was probably restored from a backup. To analyse what is missing: verbatim analyze.',
  },
  GROUP_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'Nothing has failed with the code {code}. Known: {known}.',
    fix: 'Use a code of verbatim failures.',
  },
  WORKER_LOST: {
    ...failed,
    message: 'The worker process was lost {times} times on this document, at last on it alone.',
    fix: 'See the log of the machine (out of memory, a crash in the runtime); then verbatim retry --group WORKER_LOST.',
  },
  ANALYSIS_INCOMPLETE: {
    ...failed,
    message: '{missing} documents have no analysis after {rounds} rounds: {detail}.',
    fix: 'See verbatim status and the log of the workers, then run: verbatim analyze.',
  },
} as const satisfies Record<string, ErrorEntry>;
