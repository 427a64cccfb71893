import { VerbatimError } from '../errors/verbatim-error.ts';
import { COLUMN_TREATMENTS, type ColumnTreatment } from './rules.ts';

const PAIR = /\s*(?:"([^"]*(?:""[^"]*)*)"|([^"=,]+?))\s*=\s*([^,]*?)\s*(?:,|$)/y;

/**
 * Reads what is done with columns: `phone=drop,"Name, first"=hash`.
 * @throws VerbatimError USAGE
 */
export function parseTreatments(value: string): Record<string, ColumnTreatment> {
  const columns: Record<string, ColumnTreatment> = {};
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < value.length) {
    const from = PAIR.lastIndex;
    const match = PAIR.exec(value);
    if (!match) {
      const detail = `--column takes HEADER=TREATMENT; it cannot be read from ${JSON.stringify(value.slice(from))} on.`;
      throw new VerbatimError('USAGE', { detail });
    }
    const name = match[1]?.replaceAll('""', '"') ?? match[2]!;
    columns[name] = treatment(match[3]!);
  }
  if (Object.keys(columns).length === 0) {
    throw new VerbatimError('USAGE', { detail: '--column takes HEADER=TREATMENT, such as phone=drop.' });
  }
  return columns;
}

/** @throws VerbatimError USAGE */
export function treatment(value: string): ColumnTreatment {
  const known = COLUMN_TREATMENTS.find((it) => it === value);
  if (known) return known;
  const detail = `--column takes ${COLUMN_TREATMENTS.join(', ')} for a column, not ${JSON.stringify(value)}.`;
  throw new VerbatimError('USAGE', { detail });
}

/**
 * Reads a kind of the user: `order=ORD-\d{6}`.
 * @throws VerbatimError USAGE
 */
export function parsePattern(value: string): Record<string, string> {
  const at = value.indexOf('=');
  if (at < 1) {
    throw new VerbatimError('USAGE', { detail: '--pattern takes KIND=REGEX, such as order=ORD-\\d{6}.' });
  }
  return { [value.slice(0, at).trim()]: value.slice(at + 1) };
}
