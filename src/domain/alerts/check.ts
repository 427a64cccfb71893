/** What a check of all rules did. */
export interface AlertLook {
  readonly rules: number;
  readonly tests: number;
  /** Last day with feedback; null: none. */
  readonly lastDay: string | null;
  /** Numbers of the alerts that are new, that are told of again, and that ended by themselves. */
  readonly found: readonly number[];
  readonly again: readonly number[];
  readonly ended: readonly number[];
}

/** What was sent, and what no channel took. */
export interface Delivered {
  readonly sent: number;
  readonly unsent: readonly { readonly channel: string; readonly code: string; readonly message: string }[];
}

export interface AlertCheck extends AlertLook, Delivered {}
