import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of reports and the dashboard. */
export const REPORTS_ERRORS = {
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
    message: '{period} is not a period.',
    fix: 'Use all, 7d, 4w, today, last-week, this-month, 2026, 2026-Q1, 2026-03, 2026-W10, 2026-03-05 or 2026-01-01..2026-01-31.',
  },
  REPORT_TIMEOUT: {
    ...transient,
    message: 'The report exceeded its time limit and was cancelled.',
    fix: 'Narrow it by period or source, use a report of nightly figures (verbatim report --list), or raise VERBATIM_REPORT_SECONDS.',
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
    message: 'The query took longer than {seconds} s.',
    fix: 'Choose a shorter period. Attributes that nightly runs count by are fast: verbatim nightly --by NAME.',
  },
  ATTRIBUTE_UNKNOWN: {
    ...usage,
    message: 'No feedback has the attribute {attribute}. Known: {known}.',
    fix: 'Use one of the known attributes.',
  },
  ATTRIBUTE_NOT_COUNTED: {
    ...usage,
    message: 'Nightly runs do not count by the attribute {attribute}. They count by: {known}.',
    fix: 'Name it once with verbatim nightly --by, or use one of these.',
  },
  THEME_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no theme {theme}.{hint}',
    fix: 'See verbatim report themes for names and numbers.',
  },
} as const satisfies Record<string, ErrorEntry>;
