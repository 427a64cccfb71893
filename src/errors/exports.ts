import { type ErrorEntry, failed, usage } from './entry.ts';

/** Errors of views that are written to files and buckets. */
export const EXPORTS_ERRORS = {
  EXPORT_VIEW_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'The login {role} can read no view {view}.{hint}',
    fix: 'See verbatim export --list. Views with comments need the role verbatim_analyst.',
  },
  EXPORT_NOT_INCREMENTAL: {
    ...usage,
    message: 'The view {view} has no time of change, so --new cannot tell its new rows.',
    fix: 'Export it whole, without --new. --new takes: {known}.',
  },
  EXPORT_MARK: {
    ...usage,
    http: 409,
    message: '{file} belongs to another export: {detail}.',
    fix: 'Name another folder with --to. To export everything again, empty the folder.',
  },
  EXPORT_BUSY: {
    ...failed,
    http: 409,
    retryable: true,
    message: 'Another export to {place} is active.',
    fix: 'Wait until it ends, then try again.',
  },
} as const satisfies Record<string, ErrorEntry>;
