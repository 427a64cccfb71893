import type { RejectReason } from '../../domain/feedback.ts';

/** One record of the file: its cells, or why it has none. Exactly one of `cells` and `flaw` is set. */
export interface ScannedRecord {
  /** Physical lines, counted from 1: the record's first and last. */
  readonly line: number;
  readonly endLine: number;
  /** As written in the file, without its line end. */
  readonly raw: string;
  readonly cells: string[] | null;
  readonly flaw: { readonly reason: RejectReason; readonly detail: string } | null;
}
