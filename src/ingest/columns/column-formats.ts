import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { DateVotes, DecimalVotes } from './column-facts.ts';
import type { DecimalSign } from './ratings.ts';
import type { DateOrder, TimeFormat } from './time-format.ts';

/** Share of the cells that tell an order which must tell the same one. */
const CLEAR = 0.95;

/** Share of the cells of the time column, and number of cells, that may be no time; relative ones do not count. */
const UNREAD = { share: 0.2, cells: 2 };

/** @throws VerbatimError TIMES_UNREAD when more than a fifth of the column, and more than two cells, are no time */
export function assertTimesRead(votes: DateVotes | undefined, place: { file: string; column: string }): void {
  if (!votes) return;
  const { plain, either, serial, other } = votes;
  const cells = plain + votes['day-first'] + votes['month-first'] + either + serial + other;
  if (other <= Math.max(UNREAD.cells, cells * UNREAD.share)) return;
  // Cells that were cut are no dates but prose, which no error may hold.
  const examples = votes.examples
    .map((cell) => (cell.endsWith('…') ? 'a longer text' : JSON.stringify(cell)))
    .join(', ');
  throw new VerbatimError('TIMES_UNREAD', { ...place, unread: other, cells, examples });
}

/**
 * How the dates of one column are read: by what its cells tell over the whole file.
 * @param given the setting; `iso` leaves `03/04/2024` alone. `usual` decides where no cell does
 * @throws VerbatimError DATE_ORDER_UNDECIDED when nothing decides
 */
export function decideTimeFormat(
  votes: DateVotes | undefined,
  given: {
    dates?: DateOrder | 'iso' | undefined;
    usual?: DateOrder | undefined;
    timeZone?: string | undefined;
  },
  place: { file: string; column: string },
): TimeFormat {
  const zone = given.timeZone ?? 'UTC';
  if (!votes) return { order: null, zone, serial: false };
  // Spreadsheets leave as text what they could not read as a date, so one column has both.
  const serial = votes.serial > 0;
  const order =
    given.dates === 'iso'
      ? null
      : (given.dates ?? (tellsNoOrder(votes) ? given.usual : undefined) ?? decideOrder(votes, place));
  return { order, zone, serial };
}

/** True where both orders make each date of the column one. */
export const tellsNoOrder = (votes: DateVotes): boolean =>
  votes.either > 0 && votes['day-first'] + votes['month-first'] === 0;

function decideOrder(votes: DateVotes, place: { file: string; column: string }): DateOrder | null {
  const [day, month] = [votes['day-first'], votes['month-first']];
  const told = day + month;
  if (told === 0 && votes.either === 0) return null;
  if (told > 0 && day >= told * CLEAR) return 'day-first';
  if (told > 0 && month >= told * CLEAR) return 'month-first';
  const detail =
    told === 0
      ? `no date of the file tells whether the day or the month stands first (first such date: line ${votes.firstEither})`
      : `${day} dates can only have the day first and ${month} only the month`;
  throw new VerbatimError('DATE_ORDER_UNDECIDED', { ...place, detail });
}

/** The decimal sign of one column, by the whole file; null where it makes no difference. */
export function decideDecimal(
  votes: DecimalVotes | undefined,
  given: DecimalSign | undefined,
  delimiter: string,
): DecimalSign | null {
  if (given || !votes) return given ?? null;
  if (votes.comma !== votes.point) return votes.comma > votes.point ? 'comma' : 'point';
  if (votes.comma === 0 && votes.grouped === 0) return null;
  // 1,234 alone: where fields are separated by semicolons, the comma is the decimal sign.
  return delimiter === ';' ? 'comma' : 'point';
}
