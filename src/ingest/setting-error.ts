import { VerbatimError } from '../errors.ts';

/** Settings of an import that have a field of their own on the upload page, and its label. */
const PAGE_FIELDS = {
  asks: 'The question asks for',
  delimiter: 'Delimiter',
  header: 'Lines of the header',
  map: 'Which column is what',
  nps: 'Asks to recommend (NPS)',
  scale: 'Scale',
  timeZone: 'Time zone',
} as const;

/**
 * USAGE for a setting that is not valid. The command line names its flag, the upload page its field and HTTP its name.
 * @param detail what follows the name: `takes faults or praise, not "x".`
 */
export function settingError(
  setting: keyof typeof PAGE_FIELDS | 'quote' | 'ignore',
  detail: string,
): VerbatimError {
  const flag = `--${setting.replaceAll(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)}`;
  const field = setting in PAGE_FIELDS ? PAGE_FIELDS[setting as keyof typeof PAGE_FIELDS] : null;
  const name = field === null ? `The setting ${setting}` : `“${field}” (the setting ${setting})`;
  return new VerbatimError('USAGE', { detail: `${flag} ${detail}`, pageDetail: `${name} ${detail}` });
}
