import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of nightly runs, their schedule, themes and digests. */
export const RUNS_ERRORS = {
  NIGHT_BUSY: {
    ...transient,
    message: 'Another nightly run is in progress.',
    fix: 'Wait until it has ended; verbatim status shows it. Only one nightly run works at a time.',
  },
  LEASE_LOST: {
    ...transient,
    message:
      'This process lost Postgres for so long that another process may have taken over its work ({name}).',
    fix: 'Run the same command again: it resumes from what is stored. verbatim status shows what runs.',
  },
  NIGHT_CHECK_FAILED: {
    ...failed,
    message: 'The tables of the nightly run do not agree: {detail}.',
    fix: 'Please report it. Until then: verbatim nightly --rebuild counts everything again.',
  },
  DIGEST_OUTDATED: {
    ...transient,
    message: 'A comment that the digest quotes was deleted while the digest was made.',
    fix: 'Nothing was stored. Make the digest again.',
  },
  DIGEST_NOTHING: {
    ...usage,
    message: 'No comment is analysed yet.',
    fix: 'Run verbatim run FILE, or verbatim analyze, first.',
  },
  PERIOD_INVALID: {
    ...usage,
    message: '{period} is not a period.',
    fix: 'Use {known}, or two days such as 2026-01-01..2026-01-31.',
  },
  WEBHOOK_FAILED: {
    ...transient,
    message: 'The webhook at {host} did not accept the digest: {detail}.',
    fix: 'The digest is stored. The next nightly run, or verbatim digest with the same flags, sends it again.',
  },
  SCHEDULE_INVALID: {
    ...usage,
    message: 'The schedule is not valid: {detail}.',
    fix: 'Use five fields such as "0 2 * * *", and a zone such as Europe/Berlin.',
  },
  THEMES_BUSY: {
    ...transient,
    message: 'Another process is updating themes.',
    fix: 'Wait until it has ended and run the same command again.',
  },
} as const satisfies Record<string, ErrorEntry>;
