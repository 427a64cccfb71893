import { type ErrorCode, VerbatimError } from '../../errors/verbatim-error.ts';
import { isDeviceLoss } from './device-fault.ts';

/** Errors of the engine itself, independent of the text. */
const FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DEVICE_LOST',
  'DEVICE_UNAVAILABLE',
  'SESSIONS_BROKEN',
  'MODEL_CHANGED',
]);

/** Whether an error is of the engine and not of a text. The engine is unusable after it. */
export const isEngineFault = (error: unknown): boolean =>
  error instanceof VerbatimError && FAULTS.has(error.code);

/**
 * The engine fault to report when a known good text fails on a fresh session, or no session opens.
 * @param error of that text, or from opening the session
 */
export function asEngineFault(error: unknown, device: string): VerbatimError {
  const detail = String((error as VerbatimError).params?.detail ?? (error as Error).message);
  const code = error instanceof VerbatimError ? error.code : null;
  if (code === 'DEVICE_UNAVAILABLE' || isDeviceLoss(detail)) {
    return new VerbatimError('DEVICE_LOST', { device, detail }, { cause: error });
  }
  if (isEngineFault(error)) return error as VerbatimError;
  return new VerbatimError('SESSIONS_BROKEN', { detail }, { cause: error });
}
