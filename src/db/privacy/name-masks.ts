import type { Keyring } from '../../privacy/keyring.ts';
import type { Found } from '../../privacy/masked-text.ts';
import type { Connection } from '../client.ts';
import { holdKeys } from './keys.ts';
import { sourcesOf } from './name-sources.ts';
import { keyNames } from './named-rows.ts';
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
  /** The keys of the installation; null: what comments are known by stays plain. */
  readonly keyring: Keyring | null;
  /** Sources that keep their comments encrypted as they came, where there is a key. */
  readonly originals: ReadonlySet<string>;
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
  { masked, sources, keyring, originals }: NameMasks,
  locked: ReadonlySet<number>,
): Promise<StoredMasks> {
  const present = await sourcesOf(
    connection,
    [...sources.keys()].filter((id) => locked.has(id)),
  );
  const late = new Set(
    [...present].flatMap(([id, own]) => (own.every((it) => sources.get(id)!.includes(it)) ? [] : [id])),
  );
  const stored = masked.filter(({ documentId }) => locked.has(documentId) && !late.has(documentId));
  if (keyring && stored.length > 0) {
    await holdKeys(connection, keyring);
    await keyNames(connection, keyring, stored);
  }
  const groups = new Map<string, MaskedText[]>();
  for (const text of stored) {
    const key = JSON.stringify(text.sources);
    groups.set(key, [...(groups.get(key) ?? []), text]);
  }
  const ids = new Map<number, number>();
  const counts: Record<string, number> = {};
  const gone = new Set<number>();
  for (const texts of groups.values()) {
    for (const source of keyring ? texts[0]!.sources : []) {
      if (!originals.has(source)) continue;
      const documents = texts.map(({ documentId }) => documentId);
      await keepTexts(connection, keyring!, source, documents);
    }
    const repointed = await repointDocuments(connection, texts, texts[0]!.sources);
    for (const { id, documentId, found } of texts) {
      ids.set(id, repointed.ids.get(documentId)!);
      if (!repointed.kept.has(documentId)) gone.add(documentId);
      for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return { ids, late, gone, counts };
}
