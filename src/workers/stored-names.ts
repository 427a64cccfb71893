import { maskDocuments } from '../db/privacy/name-masks.ts';
import { lastDocument } from '../db/privacy/unmasked-rows.ts';
import { type StoredScope, storedDocuments } from '../db/results/documents.ts';
import { addCounts } from '../domain/counts.ts';
import { finderOf, type NamingParts, nameDocuments } from './named-documents.ts';

export interface StoredNames {
  /** Documents in which names were looked for. */
  readonly documents: number;
  /** Names that were masked, by kind. */
  readonly masked: Readonly<Record<string, number>>;
}

interface StoredNamesOptions extends StoredScope {
  /** Called after each range, with the last document of it and how many were looked at. */
  readonly onProgress?: (last: number, documents: number) => void;
  /** Last document of a run that was interrupted. Default: from the first. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

/** Documents of one transaction. */
const AT_ONCE = 500;

/**
 * Masks names in stored documents, as the rules of all of their sources say now. The results of masked texts are missing
 * then: the next analysis makes them. May stop anywhere and begin again: what is masked has no names left.
 * @returns null where no source looks for names, or no model finds them
 */
export async function maskStoredNames(
  parts: NamingParts,
  { onProgress, after = 0, signal, ...scope }: StoredNamesOptions,
): Promise<StoredNames | null> {
  const finder = await finderOf(parts);
  if (!finder) return null;
  const { database } = parts;
  const masked: Record<string, number> = {};
  let documents = 0;
  // Texts that this run stores have no names.
  const end = await lastDocument(database);
  for (let last = after; ; ) {
    signal?.throwIfAborted();
    const some = await storedDocuments(database, scope, last, end, AT_ONCE);
    if (some.length === 0) return { documents, masked };
    const named = await nameDocuments(parts, finder, some);
    const counts = named.masked.length > 0 ? await maskDocuments(database, named, some) : {};
    addCounts(masked, counts);
    last = some.at(-1)!.id;
    documents += some.length;
    onProgress?.(last, documents);
  }
}
