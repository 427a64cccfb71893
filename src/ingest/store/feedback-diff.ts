import type { StoredFeedback } from '../../db/imports/feedback-changes.ts';
import type { Feedback } from '../../domain/feedback.ts';

type Values = Record<string, unknown>;

/**
 * What a row says otherwise than what is stored, by column name of `feedback`, the text left out; null when it says
 * the same.
 * @param text the row's text as a document would hold it: its hash (hex), and the cell where that differs
 */
export function feedbackDiff(
  stored: StoredFeedback,
  row: Feedback,
  text: { readonly hash: string | null; readonly rawText: string | null },
): { oldValues: Values; newValues: Values } | null {
  const pairs: [name: string, before: unknown, after: unknown][] = [
    ['raw_text', stored.rawText, text.rawText],
    ['occurred_at', stored.occurredAt?.toISOString() ?? null, row.occurredAt?.toISOString() ?? null],
    ['rating', stored.rating, row.rating],
    ['language', stored.language, row.language],
    ['author', stored.author, row.author],
  ];
  const differing = pairs.filter(([, before, after]) => before !== after);
  if (!sameAttributes(stored.attributes, row.attributes)) {
    differing.push(['attributes', stored.attributes, row.attributes]);
  }
  if (differing.length === 0 && stored.documentHash === text.hash) return null;
  return {
    oldValues: Object.fromEntries(differing.map(([name, before]) => [name, before])),
    newValues: Object.fromEntries(differing.map(([name, , after]) => [name, after])),
  };
}

function sameAttributes(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
