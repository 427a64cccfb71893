import { type ErrorEntry, EXIT, failed, usage } from './entry.ts';

/** Errors of an import, its mapping, rejects and source, and of an upload until it is an import. */
export const IMPORTS_ERRORS = {
  MAPPING_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'No mapping is saved as {name}. Known: {known}.',
    fix: 'Save one with --save-mapping {name}.',
    pageFix: 'Save one with the setting saveMapping.',
  },
  PRESET_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no preset {name}. Known: {known}.',
    fix: 'Use one of these, a YAML file (--preset ./{name}.yaml), or --preset none. verbatim preset save FILE stores one.',
    pageFix: 'Choose one of these under “Export of” (the setting preset), or none.',
  },
  PRESET_UNREADABLE: {
    ...usage,
    message: '{file} is no preset: {detail}.',
    fix: 'Correct it: docs/presets.md has the form. A stored one that is not read any more: verbatim preset remove NAME.',
  },
  PRESET_UNFIT: {
    ...usage,
    message: '{file} has none of the columns of the preset {preset}: {needed}. Columns seen: {columns}.',
    fix: 'Leave out --preset, or use --preset none to read it like any other file.',
    pageFix: 'Choose “Detect” or “None” under “Export of” (the setting preset).',
  },
  ID_CLASH: {
    ...usage,
    http: 409,
    message:
      '{file} does not look like source {source}: of {stored} stored ids, {different} have another text in this file (first: line {line}). Nothing was written.',
    fix: 'Give it a source of its own: --source NAME. If it corrects what is stored: --update. If the id names a person: --map id=.',
    pageFix:
      'Fill in another “Source”. If the file corrects what is stored, send it with the setting update. If the id names a person, choose “None” under “Id”.',
  },
  SOURCE_KNOWN: {
    ...usage,
    message: '{known} of the first {rows} rows of {file} are already stored, under the source {other}.',
    fix: 'To add what is new to that source: --source "{other}". To store the rows a second time: --source "{source}".',
    pageFix:
      'To add what is new to that source, fill in “Source” with {other}. To store the rows a second time, fill in {source}.',
  },
  REJECTS_TOO_MANY: {
    ...failed,
    exit: EXIT.partial,
    message:
      '{rejected} of {rows} rows of {file} were rejected ({share} %), so the analysis was not started. Most often: {reason}.',
    fix: 'See why: verbatim rejects --import {import}. Read the file in another way (--map, --header, --delimiter), or continue with --allow-rejects.',
  },
  REJECTS_MIXED: {
    ...usage,
    message: '{file} holds rejects of several sources: {sources}.',
    fix: 'Write a file for each: verbatim rejects --source NAME.',
  },
  REJECTS_UNKNOWN: {
    ...usage,
    message: '{file} is a file of rejects, but none of them is stored in this database.',
    fix: 'Import it where verbatim rejects wrote it.',
  },
  IMPORT_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no import {id}.',
    fix: 'verbatim report imports shows them.',
  },
  IMPORT_RUNNING: {
    ...usage,
    http: 409,
    message: 'Import {id} of source {source} is still running.',
    fix: 'Wait until it has ended, or stop it; verbatim report imports shows it.',
  },
  IMPORT_LABELLED: {
    ...usage,
    http: 409,
    message: 'Comments of import {id} have {labels} labels by people, which would be deleted.',
    fix: 'To delete them too: --with-labels. To see what would be deleted: --dry-run.',
  },
  SOURCE_UNDOING: {
    ...usage,
    http: 409,
    message: 'An import of source {source} is being undone.',
    fix: 'Wait until it has ended. If it was interrupted, verbatim report imports shows its id, and verbatim import undo ID resumes it.',
  },
  SOURCE_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no source {source}. Known: {known}.',
    fix: 'verbatim source list shows them.',
  },
  SOURCE_EXISTS: {
    ...usage,
    http: 409,
    message: 'The source {source} exists already.',
    fix: 'To merge both: verbatim source merge FROM INTO, first with --dry-run.',
  },
  SOURCE_CLASH: {
    ...usage,
    http: 409,
    message:
      '{clashes} comments of {from} have ids under which {into} has other comments. Nothing was changed.',
    fix: 'Keep the sources apart, or delete those comments of the first source: --drop-clashes.',
  },
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
