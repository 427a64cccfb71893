import { type ErrorEntry, failed, usage } from './entry.ts';

/** Errors of a file that is read or written: bytes, header, columns, values. */
export const FILES_ERRORS = {
  FILE_NOT_FOUND: {
    ...usage,
    http: 404,
    message: 'There is no file {file}.',
    fix: 'Check the path; use - to read standard input.',
  },
  FILE_UNREADABLE: {
    ...usage,
    message: '{file} cannot be read: {detail}.',
    fix: 'Check that it is a file and that you may read it.',
  },
  FILE_UNWRITABLE: {
    ...usage,
    message: '{file} cannot be written: {detail}.',
    fix: 'Choose another path with --rejects, --output or --to.',
  },
  FILE_EMPTY: {
    ...usage,
    message: '{file} is empty.',
    fix: 'Give a CSV file with a header row and at least one row.',
  },
  FILE_NO_ROWS: {
    ...usage,
    message: '{file} has a header row and no rows.',
    fix: 'Give a file with at least one row of feedback.',
  },
  FILE_NOT_TEXT: {
    ...usage,
    message: '{file} is not a text file: {detail}.',
    fix: 'Export it as CSV (UTF-8) and import that.',
  },
  FILE_CHANGED: {
    ...failed,
    http: 409,
    retryable: true,
    message: '{file} changed while it was read: {detail}.',
    fix: 'Import it again when nothing writes to it: rows already stored are recognised and not stored twice.',
  },
  FILE_CORRUPT: {
    ...failed,
    http: 400,
    message: '{file} is truncated or damaged after line {line}: {detail}.',
    fix: 'Create the file again and import it again: rows already stored are recognised and not stored twice.',
  },
  FILE_HEADER_INVALID: {
    ...usage,
    message: 'The header row of {file} cannot be read: {detail}.',
    fix: 'Correct the quotes in the first line of the file.',
  },
  HEADER_UNDECIDED: {
    ...usage,
    message:
      'The header row of {file} was not found: rows have {columns} columns, and line {line} fills few of them.',
    fix: 'Give the line of the header, such as --header 4, or of several, such as --header 1-3; --header no if there is none.',
    pageFix:
      'Fill in “Lines of the header” (the setting header): 4, or 1-3 for several; “A row like the others” (no) if there is none.',
  },
  FILE_TOO_WIDE: {
    ...usage,
    message: '{file} has {columns} columns or more; at most {most} are read.',
    fix: 'Check the line ends and the delimiter (--delimiter), or remove columns.',
    pageFix: 'Check the line ends and the delimiter under “Delimiter”, or remove columns.',
  },
  FOLDER_EMPTY: {
    ...usage,
    message: 'The folder {folder} holds no file to import.',
    fix: 'Give a folder with files that end in .csv, .tsv, .ndjson, .jsonl or .json, also packed (.gz, .zst).',
  },
  ENCODING_UNDECIDED: {
    ...usage,
    message:
      '{file} is neither UTF-8 (line {line} is not) nor UTF-16, and reading it as windows-1252 would garble the text.',
    fix: 'Name its encoding, perhaps --encoding {guess}, or export it as UTF-8.',
    pageFix: 'Choose its encoding under “Encoding”, perhaps {guess}, or export the file as UTF-8.',
  },
  ENCODING_UNKNOWN: {
    ...usage,
    message: 'The encoding {encoding} is not known.',
    fix: 'Use a WHATWG name such as utf-8, utf-16le or windows-1252.',
  },
  COLUMN_TEXT_MISSING: {
    ...usage,
    message: 'Text column not found in {file}. Columns seen: {columns}.',
    fix: 'Name it: --map text="COLUMN".',
    pageFix: 'Choose the column under “Text” (the setting map).',
  },
  COLUMN_UNKNOWN: {
    ...usage,
    message: '{file} has no column {column}. Columns seen: {columns}.',
    fix: 'Use one of the columns seen, or #N for the N-th column.',
  },
  COLUMN_DUPLICATE: {
    ...usage,
    message: '{file} has several columns named {column}, which is needed for {field}.',
    fix: 'Name one of them by position: --map {field}=#N.',
    pageFix:
      'Choose one of them under “Which column is what” (the setting map, with #N for the N-th column).',
  },
  DATE_ORDER_UNDECIDED: {
    ...usage,
    message: 'The dates in column {column} of {file} can be read in two ways: {detail}.',
    fix: 'Choose --dates day-first or --dates month-first; --dates iso leaves such dates empty.',
    pageFix:
      'Choose “Day first” or “Month first” under “Dates such as 03/04” (the setting dates); “Leave them alone” (iso) leaves such dates empty.',
  },
  TIMES_UNREAD: {
    ...usage,
    message:
      '{unread} of {cells} cells in column {column} of {file}, which is mapped to time, are no time: {examples}.',
    fix: 'Name another column: --map time="COLUMN"; leave the time out: --map time=; or import these rows without a time: --allow-unread.',
    pageFix:
      'Choose another column or “None” under “Time”, or send the file with the setting allowUnread: then these rows have no time.',
  },
} as const satisfies Record<string, ErrorEntry>;
