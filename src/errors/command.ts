import { type ErrorEntry, EXIT, failed, usage } from './entry.ts';

/** Errors of the command line, the settings and the operating system. */
export const COMMAND_ERRORS = {
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
    fix: 'Run the same command again; it resumes where it stopped.',
  },
  OUTPUT_CLOSED: {
    ...failed,
    exit: EXIT.closed,
    message: 'The reader of standard output closed it; nothing is printed.',
    fix: 'Read all of it, or name a file with --output.',
  },
  OUTPUT_UNWRITABLE: {
    ...failed,
    message: 'Standard output cannot be written: {detail}.',
    fix: 'Free space on its disk.',
  },
  SYSTEM_REFUSED: {
    ...failed,
    message: 'The operating system refused an operation: {detail}.',
    fix: 'Check that the path exists, may be used and has room. For EMFILE allow more open files: ulimit -n 1024.',
  },
} as const satisfies Record<string, ErrorEntry>;
