import { EXIT, VerbatimError } from '../errors.ts';
import { VERSION } from '../version.ts';

/** How a command ended: what it prints on standard output, and its exit code. */
export interface Outcome {
  /** The one JSON document of `--json`. */
  readonly json: unknown;
  readonly text: string;
  readonly exit: number;
}

export const done = (json: unknown, text: string, exit: number = EXIT.ok): Outcome => ({ json, text, exit });

export function printOutcome(outcome: Outcome, asJson: boolean): void {
  const text = asJson ? JSON.stringify(outcome.json, null, 2) : outcome.text;
  if (text) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** A line for people, on standard error. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** One line for cause and place, one for the way out. Never a stack trace for an error that we know. */
export function printError(error: unknown, asJson: boolean): number {
  if (error instanceof VerbatimError) {
    if (asJson) {
      const { code, message, fix } = error;
      process.stdout.write(`${JSON.stringify({ error: { code, message, fix } }, null, 2)}\n`);
    }
    process.stderr.write(`verbatim: ${error.message}\n          ${error.fix}  [${error.code}]\n`);
    return error.exit;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`verbatim ${VERSION}: This is a bug. Please report it with these lines:\n${stack}\n`);
  return EXIT.failed;
}

/** Columns of the terminal, 80 where there is none; wider than 120 reads badly. */
export const terminalWidth = (): number => Math.min(120, Math.max(60, process.stdout.columns ?? 80));

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const whole = (value: number): string => WHOLE.format(value);

/** "1 row", "2 rows", "1,000 rows". */
export const count = (value: number, noun: string, plural = `${noun}s`): string =>
  `${whole(value)} ${value === 1 ? noun : plural}`;

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
