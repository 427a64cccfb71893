import type { Feedback } from '../../domain/feedback.ts';

/** A row as the file has it. None of it is stored as it is. */
export interface Unmasked {
  readonly externalId: string | null;
  readonly author: string | null;
  /** Of its cells as written. */
  readonly fingerprint: string;
  readonly text: string | null;
  readonly question: string | null;
  /** Cells that were masked, dropped or hashed, by column; and its texts. */
  readonly cells: () => Readonly<Record<string, string>>;
}

/** A row that can be stored. */
export interface FeedbackRow {
  readonly feedback: Feedback;
  readonly unmasked: Unmasked;
  /** Whether something of it was masked, dropped or hashed. */
  readonly touched: boolean;
  /** Parts that were masked, by kind; null: none. */
  readonly masks: Readonly<Record<string, number>> | null;
  /** The row as a reject stores it. */
  readonly raw: () => string;
  /** The reject that it mends. */
  readonly rejectId?: number | undefined;
}
