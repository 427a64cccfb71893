import { type ErrorCode, VerbatimError } from '../../errors/verbatim-error.ts';
import { isDeviceLoss } from './device-fault.ts';

/** Codes of what is wrong with the engine of a process, whatever text it reads. */
const FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DEVICE_LOST',
  'DEVICE_UNAVAILABLE',
  'SESSIONS_BROKEN',
  'MODEL_CHANGED',
]);

/** True where no text is to blame: the engine serves nobody any more. */
export const isEngineFault = (error: unknown): boolean =>
  error instanceof VerbatimError && FAULTS.has(error.code);

/**
 * Why an engine ended, after a text that is known to be good has failed on a fresh session, or none could be opened.
 * @param error of that text, or of the opening
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
