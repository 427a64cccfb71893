/** The time range [since, until), ISO 8601 with Z. A missing end is open. */
export interface TimeSpan {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}
