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

/** A quote of such a comment, or a sentence of a writer that such a comment bears out. */
function quotes(item: unknown, gone: ReadonlySet<number>): boolean {
  const { feedbackId, sources } = (item ?? {}) as {
    readonly feedbackId?: unknown;
    readonly sources?: readonly { readonly feedbackId?: unknown }[];
  };
  const named = Array.isArray(sources) ? sources.map((it) => it?.feedbackId) : [];
  return [feedbackId, ...named].some((id) => gone.has(id as number));
}
