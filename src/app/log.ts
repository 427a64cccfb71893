import pino, { type Logger } from 'pino';
import { VERSION } from '../version.ts';

/** Structured lines on standard error, written at once: ids, codes and states, never feedback. */
export function openLog(level: string): Logger {
  const destination = pino.destination({ dest: 2, sync: true });
  // A full disk costs lines of the log, not the process.
  destination.on('error', () => {});
  return pino({ level, base: { version: VERSION } }, destination);
}
