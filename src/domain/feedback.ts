/** Attribute that holds the text column of a comment, where a file has several. */
export const FIELD_ATTRIBUTE = 'field';

/** A parsed and checked customer comment, not yet stored. */
export interface Feedback {
  /** Physical line of the file on which the row starts, from 1. */
  readonly line: number;
  /** The file's own id of the row; null without an id column. */
  readonly externalId: string | null;
  /** 128 bits of SHA-256 over the whole row, as a UUID string; keyed if something of it was masked. */
  readonly fingerprint: string;
  /** Fingerprints of a row without an id under the columns of earlier files of its source; see `FormerRows`. */
  readonly former?: readonly { readonly fingerprint: string; readonly whole: boolean }[] | undefined;
  /** The column of the text, if the mapping has several text columns; else null. */
  readonly field: string | null;
  /** The question, if the file has a column for it; else null. */
  readonly question: string | null;
  /** Text of the cell, masked; null if it is blank. */
  readonly text: string | null;
  readonly occurredAt: Date | null;
  readonly rating: number | null;
  readonly language: string | null;
  readonly author: string | null;
  /** All other columns by header name, masked. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reasons for rejects. The codes are stable: they are stored and shown. */
export type RejectReason =
  /** The row has fewer fields than the header, and more is missing than empty cells at its end. */
  | 'too_few_fields'
  /** The row has more fields than the header. */
  | 'too_many_fields'
  /** A quoted field that opens in this row is never closed. */
  | 'quote_not_closed'
  /** The row violates the rules of CSV quoting. */
  | 'malformed_row'
  /** The row is longer than the limit for one row. */
  | 'record_too_long'
  /** A text of the row is longer than the limit for one comment. */
  | 'text_too_long'
  /** The row has bytes that are not valid in the encoding of the file. */
  | 'invalid_encoding'
  /** The row is not a JSON object. */
  | 'malformed_json'
  /** The row repeats the header. Only stored by earlier versions, such rows are skipped now. */
  | 'repeated_header'
  /** The row has no value in any column. */
  | 'empty_row'
  /** A spreadsheet rounded the id, as in 1.23457E+12. */
  | 'id_rounded'
  /** The row has a NUL character, which Postgres cannot store. */
  | 'nul_character'
  /** A row of a file of rejects references a reject that is not stored. */
  | 'reject_unknown'
  /** Another row of the file has the same id and text, but other content. */
  | 'id_conflict';

/** A rejected row, kept so that it can be corrected and imported again. */
export interface Reject {
  /** Physical line on which the row starts, from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly reason: RejectReason;
  readonly detail: string;
  /** The row of the file, without what is masked and with U+2400 for NUL. */
  readonly raw: string;
  /** By what the row is known as written, where its columns are; not stored. */
  readonly unmasked?:
    | { readonly externalId: string | null; readonly author: string | null; readonly fingerprint: string }
    | undefined;
  /** The earlier reject of this row, in a file of corrected rejects. */
  readonly rejectId?: number | undefined;
}

/**
 * Counts of one import's rows. `read = accepted + duplicates + changed + rejected + erased`. If the mapping has several text
 * columns, each text of a row counts.
 */
export interface ImportCounts {
  read: number;
  accepted: number;
  /** Rows already stored by an earlier import or earlier in this file (same id or row, same content). */
  duplicates: number;
  /** Rows stored earlier with other content: the new content replaces it, the old is kept as a change. */
  changed: number;
  rejected: number;
  /** Rows that are not stored: their author, id or content was erased. */
  erased: number;
  /** Accepted or changed rows with a blank text: stored, not analysed. */
  withoutText: number;
  /** Documents that are new with this import. */
  newDocuments: number;
}
