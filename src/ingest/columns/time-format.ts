import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Which of the first two numbers of `03/04/2024` is the day. */
export const DATE_ORDERS = ['day-first', 'month-first'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** How the cells of one time column are read. */
export interface TimeFormat {
  /** Null: `03/04/2024` is not understood. */
  readonly order: DateOrder | null;
  /** IANA name; the zone of cells that have none. */
  readonly zone: string;
  /** Plain numbers are days since 1900, as spreadsheets count them. */
  readonly serial: boolean;
}

export const UTC_TIMES: TimeFormat = { order: null, zone: 'UTC', serial: false };

/**
 * The value of `--time-zone`.
 * @throws VerbatimError USAGE
 */
export function parseTimeZone(value: string): string {
  if (isTimeZone(value)) return value;
  throw new VerbatimError('USAGE', {
    detail: `--time-zone takes a name such as Europe/Berlin or UTC, not ${JSON.stringify(value)}.`,
  });
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
