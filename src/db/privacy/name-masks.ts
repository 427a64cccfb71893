import type { Keyring } from '../../privacy/keyring.ts';
import type { Found } from '../../privacy/masked-text.ts';
import type { Connection } from '../client.ts';
import { sourcesOf } from './name-sources.ts';
import { keepTexts } from './originals.ts';
import { repointDocuments } from './repoint.ts';

/** A text with masks, for the comments of some sources of a document. */
export interface MaskedText {
  /** Below 0 until it is stored; equal texts have the same. */
  readonly id: number;
  readonly documentId: number;
  readonly sources: readonly string[];
  readonly text: string;
  /** What was masked in the document's text. */
  readonly found: readonly Found[];
}

export interface NameMasks {
  readonly masked: readonly MaskedText[];
  /** Documents with names → the sources whose rules were followed. */
  readonly sources: ReadonlyMap<number, readonly string[]>;
  /** Sources that keep their comments encrypted as they came, and the keys for it. */
  readonly originals: { readonly keyring: Keyring; readonly sources: ReadonlySet<string> } | null;
}

export interface StoredMasks {
  /** Id of a masked text → its document. */
  readonly ids: ReadonlyMap<number, number>;
  /** Documents whose names were not masked, because another source has them now. */
  readonly late: ReadonlySet<number>;
  /** Documents that nobody has any more. */
  readonly gone: ReadonlySet<number>;
  /** Names that were masked, by kind. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Gives comments their masked texts, in a transaction of the caller's.
 * @param locked documents that nobody can refer to until it ends; others are left alone
 */
export async function storeMasks(
  connection: Connection,
  { masked, sources, originals }: NameMasks,
  locked: ReadonlySet<number>,
): Promise<StoredMasks> {
  const present = await sourcesOf(
    connection,
    [...sources.keys()].filter((id) => locked.has(id)),
  );
  const late = new Set(
    [...present].flatMap(([id, own]) => (own.every((it) => sources.get(id)!.includes(it)) ? [] : [id])),
  );
  const groups = new Map<string, MaskedText[]>();
  for (const text of masked) {
    if (!locked.has(text.documentId) || late.has(text.documentId)) continue;
    const key = JSON.stringify(text.sources);
    groups.set(key, [...(groups.get(key) ?? []), text]);
  }
  const ids = new Map<number, number>();
  const counts: Record<string, number> = {};
  const gone = new Set<number>();
  for (const texts of groups.values()) {
    for (const source of originals ? texts[0]!.sources : []) {
      if (!originals!.sources.has(source)) continue;
      const documents = texts.map(({ documentId }) => documentId);
      await keepTexts(connection, originals!.keyring, source, documents);
    }
    const stored = await repointDocuments(connection, texts, texts[0]!.sources);
    for (const { id, documentId, found } of texts) {
      ids.set(id, stored.ids.get(documentId)!);
      if (!stored.kept.has(documentId)) gone.add(documentId);
      for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return { ids, late, gone, counts };
}
