import { type ErrorEntry, failed, usage } from './entry.ts';

/** Errors of an upload over HTTP, until it is an import. */
export const UPLOADS_ERRORS = {
  UPLOAD_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no import {id}.',
    fix: 'See GET /imports.',
  },
  UPLOAD_TYPE_UNKNOWN: {
    ...usage,
    http: 415,
    message: 'A body of the type {type} is not understood.',
    fix: 'Send multipart/form-data, text/csv, application/x-ndjson or application/json; docs/http.md shows how.',
  },
  UPLOAD_INVALID: {
    ...usage,
    message: 'The upload cannot be read: {detail}.',
    fix: 'Correct the request; docs/http.md shows how.',
  },
  UPLOAD_TOO_LARGE: {
    ...usage,
    http: 413,
    message: 'The upload is larger than {limit}.',
    fix: 'Send it in parts, packed with gzip, or raise VERBATIM_UPLOAD_MEGABYTES; JSON that is not NDJSON is limited to 16 MB.',
  },
  UPLOAD_BROKEN_OFF: {
    ...usage,
    message: 'The upload ended early. Nothing was imported.',
    fix: 'Send it again.',
  },
  UPLOAD_KEY_REUSED: {
    ...usage,
    http: 409,
    message: 'The Idempotency-Key was used before with another body.',
    fix: 'Use a new key for a new upload.',
  },
  UPLOAD_ENDED: {
    ...usage,
    http: 409,
    message: 'The import has ended: it is {state}.',
    fix: 'There is nothing left to stop.',
  },
  UPLOAD_LOST: {
    ...failed,
    message: 'The spooled file of the import is gone.',
    fix: 'Send it again; rows already stored are recognised and not stored twice.',
  },
  UPLOAD_GAVE_UP: {
    ...failed,
    message: 'The import was started {attempts} times and never ended.',
    fix: 'See the log of verbatim serve, correct the cause and send the file again.',
  },
  SPOOL_FAILED: {
    ...failed,
    http: 507,
    message: 'The upload could not be kept on disk: {detail}.',
    fix: 'Free space in the folder of VERBATIM_UPLOAD_FOLDER, or name another.',
  },
} as const satisfies Record<string, ErrorEntry>;
