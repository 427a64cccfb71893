/** One customer comment, parsed and checked, not yet stored. */
export interface Feedback {
  /** Physical line of the file on which the row starts, counted from 1. */
  readonly line: number;
  /** The customer's own id of the row, when the file has one. */
  readonly externalId: string | null;
  /** 128 bits of SHA-256 over the whole row, as a UUID string. */
  readonly fingerprint: string;
  /** A row without an id as earlier files of its source would have it, whose columns were others; see `FormerRows`. */
  readonly former?: readonly { readonly fingerprint: string; readonly whole: boolean }[] | undefined;
  /** The column of the text, where the mapping has several; else null. */
  readonly field: string | null;
  /** The cell of the column that holds the question of each row, when the file has one. */
  readonly question: string | null;
  /** As the file has it; null when the cell is empty or blank. */
  readonly text: string | null;
  readonly occurredAt: Date | null;
  readonly rating: number | null;
  readonly language: string | null;
  readonly author: string | null;
  /** Every other column, by header name, as written. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Why a row could not be taken. Stable codes: they are stored and shown. */
export const REJECT_REASONS = {
  too_few_fields:
    'The row breaks off: it has fewer fields than the header, and not for want of trailing cells.',
  too_many_fields: 'The row has more fields than the header.',
  quote_not_closed: 'A quoted field that opens in this row is never closed.',
  malformed_row: 'The row breaks the rules of CSV quoting.',
  record_too_long: 'The row is longer than the limit for one row.',
  text_too_long: 'A text of the row is longer than the limit for one comment.',
  invalid_encoding: 'The row has bytes that are not valid in the encoding of the file.',
  malformed_json: 'The row is not a JSON object.',
  // Stored by earlier versions; such rows are skipped now.
  repeated_header: 'The row repeats the header.',
  empty_row: 'The row has no value in any column.',
  id_rounded: 'A spreadsheet has rounded the id, as in 1.23457E+12.',
  nul_character: 'The row has a NUL character, which Postgres cannot store.',
  reject_unknown: 'The row of a rejects file names a reject that is not stored.',
  id_conflict: 'Another row of the file has this id and this text, and other content.',
} as const;
export type RejectReason = keyof typeof REJECT_REASONS;

/** A row that could not be taken, kept so that it can be mended and imported again. */
export interface Reject {
  /** Physical line on which the row starts, counted from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly reason: RejectReason;
  readonly detail: string;
  /** The row as it stands in the file; NUL shown as U+2400. */
  readonly raw: string;
  /** The reject that this one repeats, in a file of mended rejects. */
  readonly rejectId?: number | undefined;
}

/**
 * What became of the rows of one import. `read = accepted + duplicates + changed + rejected`. Where the mapping has
 * several text columns, each text of a row counts.
 */
export interface ImportCounts {
  read: number;
  accepted: number;
  /** Rows that were already stored by an earlier import or earlier in this file (same id or row, same content). */
  duplicates: number;
  /** Rows that were stored with other content: the new content is stored, the old is kept as a change. */
  changed: number;
  rejected: number;
  /** Accepted or changed rows whose text is empty or blank: stored, not analysed. */
  withoutText: number;
  /** Documents that no earlier row had. */
  newDocuments: number;
}
