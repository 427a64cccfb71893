/** Exit codes of the command line. */
export const EXIT = { ok: 0, failed: 1, usage: 2, partial: 3, stale: 4, gate: 5, closed: 141 } as const;

/** One kind of error that Verbatim raises on purpose. `{name}` in a text is replaced by the parameter of that name. */
export interface ErrorEntry {
  /** What failed, where and why. Never holds feedback. */
  readonly message: string;
  /** What to do, in terms of the command line. */
  readonly fix: string;
  /** What to do, in terms of HTTP and the upload page; only where `fix` names flags. */
  readonly pageFix?: string;
  readonly exit: number;
  readonly http: number;
  /** True when the same attempt may succeed later without a change by the user. */
  readonly retryable: boolean;
}

export const usage = { exit: EXIT.usage, http: 400, retryable: false } as const;
export const failed = { exit: EXIT.failed, http: 500, retryable: false } as const;
export const transient = { exit: EXIT.failed, http: 503, retryable: true } as const;
