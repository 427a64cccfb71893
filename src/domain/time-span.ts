/** From a moment on, and before another: [since, until), ISO 8601 with Z. What is left out does not narrow it. */
export interface TimeSpan {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}
