import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

/** Standard output and standard error: the one place that writes to them. */

// A stream that fails emits an error, which would end the process with a stack trace. A failed write to standard output
// is an error of writeOut; without standard error a command still does its work.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

/**
 * Writes to standard output. A terminal gets control characters as visible text; files and pipes get every byte.
 * Resolves when the stream has accepted the text.
 * @throws VerbatimError OUTPUT_CLOSED if the reader is gone, OUTPUT_UNWRITABLE if the disk is full
 */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(process.stdout.isTTY ? visible(text) : text, (error) => {
      if (!error) resolve();
      else if ((error as NodeJS.ErrnoException).code === 'EPIPE') reject(new VerbatimError('OUTPUT_CLOSED'));
      else reject(new VerbatimError('OUTPUT_UNWRITABLE', { detail: detailOf(error) }, { cause: error }));
    });
  });
}

/** Writes to standard error. Control characters are visible text: logs are read on terminals, too. */
export const writeError = (text: string): void => void process.stderr.write(visible(text));

/** Writes one line for people to standard error. */
export const note = (line: string): void => writeError(`${line}\n`);

/** Resolves when all output is written, so that nothing is lost at exit. */
export const flush = (): Promise<unknown> =>
  Promise.all([process.stdout, process.stderr].map((stream) => new Promise((end) => stream.write('', end))));

// Control characters of terminals (C0, DEL, C1), and characters that change text direction or end a line invisibly.
const CONTROLS = /(?!\r\n|[\t\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Escapes controls as JSON does, `\\u001b`: text stays readable, and JSON stays the same document. */
const visible = (text: string): string =>
  text.replace(CONTROLS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Replaces line breaks by spaces. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n\u0085\u2028\u2029]+\s*/g, ' ');

/** Replaces passwords of addresses by `…`. */
export const withoutPasswords = (text: string): string =>
  text.replace(/(\w:\/\/[^\s:/@]*):[^\s/]*@/g, '$1:…@');
