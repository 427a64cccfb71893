import { type ErrorEntry, failed, usage } from './entry.ts';

/** Errors of searches. */
export const SEARCH_ERRORS = {
  QUESTION_EMPTY: {
    ...usage,
    message: 'The question has no words.',
    fix: 'Ask in a few words or a sentence: verbatim search "refunds that took weeks".',
  },
  QUESTION_TOO_LONG: {
    ...usage,
    message: 'The question has {length} characters; {most} are read.',
    fix: 'Ask for one thing, in a sentence or two.',
  },
  FILTER_VALUE_UNKNOWN: {
    ...usage,
    message: 'No comment has {what} {value}.{hint}',
    fix: 'Use a value that comments have: verbatim report attributes, verbatim source list.',
  },
  FILTER_INVALID: {
    ...usage,
    message: 'The filter {what} cannot be used: {detail}.',
    fix: 'Correct it; docs/search.md lists the filters.',
  },
  SEARCH_NO_DATA: {
    ...usage,
    http: 404,
    message: 'There is nothing to search: {detail}.',
    fix: 'Import and analyse a file first: verbatim run FILE.',
  },
  SEARCH_UNREADABLE: {
    ...failed,
    http: 409,
    message: 'Sentences cannot be compared by meaning: {detail}.',
    fix: 'Search by words only (--by words), or analyse with a model that has the head embedding, such as the built-in one: verbatim analyze.',
    pageFix: 'Search by words only (by=words), or analyse with a model that has the head embedding.',
  },
  COMMENT_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no comment {id}.',
    fix: 'Use the feedback_id of reporting.feedback_analysis, or that of a search.',
  },
  VECTOR_EXTENSION_MISSING: {
    ...usage,
    message: 'The index needs pgvector 0.7 or newer on the Postgres server, which has {found}.',
    fix: 'Install pgvector on the server (package postgresql-18-pgvector or the like) and run the command again. Searches work without it.',
  },
  VECTOR_EXTENSION_REFUSED: {
    ...usage,
    message: 'The extension vector cannot be created: {detail}.',
    fix: 'As a superuser of the database: CREATE EXTENSION vector. Then run the command again.',
  },
} as const satisfies Record<string, ErrorEntry>;
