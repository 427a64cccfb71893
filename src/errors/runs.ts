import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of nightly runs, their schedule, themes and digests. */
export const RUNS_ERRORS = {
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
} as const satisfies Record<string, ErrorEntry>;
