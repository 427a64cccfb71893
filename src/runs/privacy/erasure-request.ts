import type { Selector } from '../../db/erasure/selected-rows.ts';
import { documentHash, normaliseText } from '../../domain/document.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { storedAuthor, storedId } from '../../privacy/tombstone-macs.ts';

/** Whose comments, or which, as the company knows them. */
export interface ErasureRequest {
  readonly by: 'author' | 'id' | 'source' | 'match';
  /** Only of this source; null: of all. */
  readonly source: string | null;
  readonly authors: readonly string[];
  readonly ids: readonly string[];
  readonly texts: readonly string[];
}

const VALUES_AT_ONCE = 1_000;

/** Selectors of a request. Values are looked for as given and as an import stores them. */
export function selectorsOf(request: ErasureRequest, keyring: Keyring | null): Selector[] {
  const { by, source, authors, ids, texts } = request;
  if (by === 'source') return [{ by, source: source! }];
  const forms = (values: readonly string[], stored: (keyring: Keyring, value: string) => string) =>
    inParts(values.flatMap((it) => [it.trim(), ...(keyring ? [stored(keyring, it.trim())] : [])]));
  const hashes = inParts(texts.map((text) => documentHash(normaliseText(text))));
  return [
    ...forms(authors, storedAuthor).map((values) => ({ by: 'author' as const, values })),
    ...forms(ids, storedId).map((values) => ({ by: 'id' as const, values, source })),
    ...hashes.map((values) => ({ by: 'text' as const, values, source })),
  ];
}

/** A selector of an erasure that began before keys were added: authors have been renewed since. */
export const underAllKeys = (selector: Selector, keyring: Keyring): Selector =>
  selector.by !== 'author'
    ? selector
    : {
        ...selector,
        values: [...new Set(selector.values.flatMap((value) => [value, storedAuthor(keyring, value)]))],
      };

/** Names that a search of the tables looks for, even if no comment has them. */
export const namesOf = (selector: Selector): readonly string[] =>
  selector.by === 'author' || selector.by === 'id' ? selector.values : [];

function inParts(values: readonly string[]): string[][] {
  const distinct = [...new Set(values)];
  const parts: string[][] = [];
  for (let from = 0; from < distinct.length; from += VALUES_AT_ONCE) {
    parts.push(distinct.slice(from, from + VALUES_AT_ONCE));
  }
  return parts;
}
