import { text } from 'node:stream/consumers';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/**
 * The value of a flag, or the lines of standard input for `-`: other users of the machine see command lines.
 * @throws VerbatimError USAGE when there is none
 */
export async function linesOf(flag: string, value: string): Promise<string[]> {
  const lines = (value === '-' ? (await text(process.stdin)).split('\n') : [value])
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) throw new VerbatimError('USAGE', { detail: `${flag} has no value.` });
  return lines;
}
