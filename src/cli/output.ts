import { note, oneLine, withoutPasswords, writeOut } from '../app/streams.ts';
import { EXIT } from '../errors/entry.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { VERSION } from '../version.ts';

/** The result of a command: what it prints on standard output, and its exit code. */
export interface Outcome {
  /** The one JSON document of `--json`. */
  readonly json: unknown;
  readonly text: string;
  readonly exit: number;
}

export const done = (json: unknown, text: string, exit: number = EXIT.ok): Outcome => ({ json, text, exit });

/** Prints the outcome of a command. @throws VerbatimError as {@link writeOut} */
export async function printOutcome(outcome: Outcome, asJson: boolean): Promise<void> {
  const text = asJson ? JSON.stringify(outcome.json, null, 2) : outcome.text;
  if (text) await writeOut(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints cause and fix, or a stack trace for an error that is not in the table. Returns the exit code. */
export async function printError(thrown: unknown, asJson: boolean): Promise<number> {
  const error = asRefusal(thrown) ?? thrown;
  if (!(error instanceof VerbatimError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const lines = withoutPasswords(stack);
    note(`verbatim ${VERSION}: This is a bug. Please report it with these lines:\n${lines}`);
    return EXIT.failed;
  }
  // The reader that closed the pipe has read enough.
  if (error.code === 'OUTPUT_CLOSED') return error.exit;
  const { code, fix, exit } = error;
  // A name with line breaks must not look like lines of our own.
  note(`verbatim: ${oneLine(error.message)}\n          ${oneLine(fix)}  [${code}]`);
  if (!asJson || code === 'OUTPUT_UNWRITABLE') return exit;
  try {
    await writeOut(`${JSON.stringify({ error: { code, message: error.message, fix } }, null, 2)}\n`);
  } catch {
    // The error itself is on standard error, and decides the exit code.
  }
  return exit;
}

/** A refusal of the operating system (too many open files, a read-only folder, a full disk) is not a bug. */
function asRefusal(error: unknown): VerbatimError | null {
  if (error instanceof VerbatimError || !(error instanceof Error)) return null;
  if ((error as NodeJS.ErrnoException).syscall === undefined) return null;
  return new VerbatimError('SYSTEM_REFUSED', { detail: detailOf(error) }, { cause: error });
}

/** Columns of the terminal, 60 to 120; 80 without a terminal. */
export const terminalWidth = (): number => Math.min(120, Math.max(60, process.stdout.columns ?? 80));
