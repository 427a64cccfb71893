import { ALERTS_ERRORS } from './alerts.ts';
import { ANALYSIS_ERRORS } from './analysis.ts';
import { AUDITS_ERRORS } from './audits.ts';
import { COMMAND_ERRORS } from './command.ts';
import { DATABASE_ERRORS } from './database.ts';
import type { ErrorEntry } from './entry.ts';
import { EXPORTS_ERRORS } from './exports.ts';
import { FILES_ERRORS } from './files.ts';
import { IMPORTS_ERRORS } from './imports.ts';
import { LABELS_ERRORS } from './labels.ts';
import { MODELS_ERRORS } from './models.ts';
import { PRIVACY_ERRORS } from './privacy.ts';
import { REPORTS_ERRORS } from './reports.ts';
import { RUNS_ERRORS } from './runs.ts';
import { SEARCH_ERRORS } from './search.ts';
import { SERVER_ERRORS } from './server.ts';
import { SOURCES_ERRORS } from './sources.ts';
import { TOPICS_ERRORS } from './topics.ts';
import { WRITERS_ERRORS } from './writers.ts';

/** Every error that Verbatim raises on purpose. docs/errors.md lists the same codes; a test compares both. */
export const ERRORS = {
  ...COMMAND_ERRORS,
  ...FILES_ERRORS,
  ...IMPORTS_ERRORS,
  ...SOURCES_ERRORS,
  ...DATABASE_ERRORS,
  ...ANALYSIS_ERRORS,
  ...MODELS_ERRORS,
  ...RUNS_ERRORS,
  ...AUDITS_ERRORS,
  ...ALERTS_ERRORS,
  ...LABELS_ERRORS,
  ...PRIVACY_ERRORS,
  ...REPORTS_ERRORS,
  ...EXPORTS_ERRORS,
  ...TOPICS_ERRORS,
  ...SEARCH_ERRORS,
  ...SERVER_ERRORS,
  ...WRITERS_ERRORS,
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
  /** The message with `pageDetail` for `detail` where the latter names flags: the words of the upload page and of HTTP. */
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

/** INTERRUPTED, with the reason of the signal. @param detail what is stored, or what happens next */
export const interrupted = (signal: AbortSignal, detail: string): VerbatimError =>
  new VerbatimError('INTERRUPTED', { signal: String(signal.reason ?? 'a signal'), detail });

/** The first line of any thrown thing, for the `detail` of a typed error. */
export function detailOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return detailOf(error.errors[0]);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return (text.split('\n')[0] ?? '').replace(/\.$/, '').slice(0, 300);
}
