import { type ErrorEntry, failed, usage } from './entry.ts';

/** Errors of audits, labels and baselines. */
export const AUDITS_ERRORS = {
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
    message: 'No attributes to audit by.',
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
    message: 'Model {model} has a frozen baseline already, of {at}.',
    fix: 'Measure against it, or replace it: --replace.',
  },
  AUDIT_NUMBERS_INVALID: {
    ...failed,
    message: 'The audit statistic {statistic} was given {detail}.',
    fix: 'This is a fault of Verbatim, not of your data: report it with this message.',
  },
} as const satisfies Record<string, ErrorEntry>;
