import { ANALYSIS_ERRORS } from './analysis.ts';
import { AUDITS_ERRORS } from './audits.ts';
import { COMMAND_ERRORS } from './command.ts';
import { DATABASE_ERRORS } from './database.ts';
import type { ErrorEntry } from './entry.ts';
import { FILES_ERRORS } from './files.ts';
import { IMPORTS_ERRORS } from './imports.ts';
import { MODELS_ERRORS } from './models.ts';
import { QUEUE_ERRORS } from './queue.ts';
import { REPORTS_ERRORS } from './reports.ts';
import { RUNS_ERRORS } from './runs.ts';
import { SERVER_ERRORS } from './server.ts';
import { UPLOADS_ERRORS } from './uploads.ts';

/** Every error that Verbatim raises on purpose. docs/errors.md lists the same codes; a test compares both. */
export const ERRORS = {
  ...COMMAND_ERRORS,
  ...FILES_ERRORS,
  ...IMPORTS_ERRORS,
  ...UPLOADS_ERRORS,
  ...DATABASE_ERRORS,
  ...QUEUE_ERRORS,
  ...ANALYSIS_ERRORS,
  ...MODELS_ERRORS,
  ...RUNS_ERRORS,
  ...AUDITS_ERRORS,
  ...REPORTS_ERRORS,
  ...SERVER_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
