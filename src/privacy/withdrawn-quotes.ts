/**
 * JSON of a digest without its quotes of some comments, and without sentences of a writer that rest on these.
 * @param gone ids of feedback
 */
export function withoutQuotes(content: unknown, gone: ReadonlySet<number>): unknown {
  if (Array.isArray(content)) {
    return content.filter((item) => !quotes(item, gone)).map((item) => withoutQuotes(item, gone));
  }
  if (content === null || typeof content !== 'object') return content;
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [name, withoutQuotes(value, gone)]),
  );
}

function quotes(item: unknown, gone: ReadonlySet<number>): boolean {
  const { feedbackId, source } = (item ?? {}) as { feedbackId?: unknown; source?: { feedbackId?: unknown } };
  return gone.has(feedbackId as number) || gone.has(source?.feedbackId as number);
}
