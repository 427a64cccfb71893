import type { Connection } from '../../db/client.ts';
import type { StoredFeedback } from '../../db/imports/feedback-changes.ts';
import { repointDocuments } from '../../db/privacy/repoint.ts';
import type { RowMasking } from '../masking/row-masking.ts';

/**
 * Replaces the texts of rows that are about to change by masked ones, where they were stored before they were masked:
 * a change keeps what was.
 * @returns document → that of its masked text
 */
export async function maskStoredTexts(
  connection: Connection,
  source: string,
  rows: readonly StoredFeedback[],
  masking: RowMasking,
): Promise<ReadonlyMap<number, number>> {
  const pairs = new Map<
    number,
    { documentId: number; text: string; found: ReturnType<RowMasking['findStored']> }
  >();
  for (const { documentId, text } of rows) {
    if (documentId === null || text === null) continue;
    const found = masking.findStored(text);
    if (found.length > 0) pairs.set(documentId, { documentId, text: masking.text(text), found });
  }
  return (await repointDocuments(connection, [...pairs.values()], [source])).ids;
}

/** Old values of a changed row, without what is masked now. */
export function maskedValues(
  { text }: StoredFeedback,
  values: Readonly<Record<string, unknown>>,
  masking: RowMasking,
): Readonly<Record<string, unknown>> {
  const isMasked = text !== null && masking.findStored(text).length > 0;
  const kept = Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'external_id') return [];
    if (name === 'raw_text') return [[name, isMasked ? null : value]];
    if (name === 'author') return [[name, typeof value === 'string' ? masking.author(value) : value]];
    if (name === 'attributes') return [[name, masking.attributes(value as Record<string, string>)]];
    return [[name, value]];
  });
  return Object.fromEntries(kept);
}
