import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Settings of an import that have a field of their own on the upload page, and its label. */
const PAGE_FIELDS = {
  asks: 'The question asks for',
  delimiter: 'Delimiter',
  header: 'Lines of the header',
  map: 'Which column is what',
  nps: 'Asks to recommend (NPS)',
  preset: 'Export of',
  scale: 'Scale',
  timeZone: 'Time zone',
} as const;

const FLAGS = new Map(Object.entries(PAGE_FIELDS).map(([setting, field]) => [flagOf(setting), field]));

function flagOf(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)}`;
}

/** A note about a file in the words of the upload page: its fields where the command line has flags. */
export const pageNote = (note: string): string =>
  note.replaceAll(/--[a-z-]+/g, (flag) => (FLAGS.has(flag) ? `“${FLAGS.get(flag)}”` : flag));

/**
 * USAGE for a setting that is not valid. The command line names its flag, the upload page its field and HTTP its name.
 * @param detail what follows the name: `takes faults or praise, not "x".`
 */
export function settingError(
  setting: keyof typeof PAGE_FIELDS | 'quote' | 'ignore',
  detail: string,
): VerbatimError {
  const field = setting in PAGE_FIELDS ? PAGE_FIELDS[setting as keyof typeof PAGE_FIELDS] : null;
  const name = field === null ? `The setting ${setting}` : `“${field}” (the setting ${setting})`;
  return new VerbatimError('USAGE', {
    detail: `${flagOf(setting)} ${detail}`,
    pageDetail: `${name} ${detail}`,
  });
}
