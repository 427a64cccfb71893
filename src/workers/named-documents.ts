import { type Database, inTransaction } from '../db/client.ts';
import type { MaskedText, NameMasks } from '../db/privacy/name-masks.ts';
import { anySourceLooksForNames, type NamingSource, namingSources } from '../db/privacy/name-sources.ts';
import { giveNumbers, numberKey } from '../db/privacy/numbers.ts';
import type { DocumentFailure, ModelScores } from '../domain/analysis.ts';
import type { StoredDocument } from '../domain/document.ts';
import type { Name } from '../domain/text/name.ts';
import { WITHOUT_TOKENS } from '../inference/batching/encoder-batch.ts';
import type { Engine } from '../inference/engines/engine.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { type Found, maskedText } from '../privacy/masked-text.ts';
import { treatedNames, unmaskedRanges } from '../privacy/name-rules.ts';
import { valueMac } from '../privacy/value-mac.ts';
import type { NameFinder } from './name-finder.ts';

/** Documents of a batch after names were looked for. */
export interface NamedDocuments extends NameMasks {
  /** What is analysed: documents of which comments keep the text, and masked texts. */
  readonly documents: readonly StoredDocument[];
  /** By id of a document or a masked text, the names that stay in it and are flagged. */
  readonly flagged: ReadonlyMap<number, readonly Name[]>;
  /** Scores that the same runs gave. */
  readonly scores: ReadonlyMap<number, ModelScores>;
  /** Documents that could not be read. One without tokens has no names either. */
  readonly failures: ReadonlyMap<number, DocumentFailure>;
  readonly tokens: number;
  readonly paddedTokens: number;
}

/** With a name masked, another may be found. After so many rounds what is found stays. */
const ROUNDS = 4;

/** A text in which names are looked for. */
interface Item {
  readonly id: number;
  readonly text: string;
  readonly root: StoredDocument;
  /** Null: all of the document. */
  readonly sources: readonly NamingSource[] | null;
  /** In the text of the root, ascending, with the lengths of their masks. */
  readonly found: readonly (Found & { readonly length: number })[];
}

export interface NamingParts {
  readonly database: Database;
  /** Absent: names are not looked for. */
  readonly names?: NameFinder | undefined;
  /** The keys of the installation; null or absent: masks of names have no numbers. */
  readonly keyring?: Keyring | null | undefined;
}

/** The model that finds names; null if no source asks for them, or if there is none. */
export async function finderOf({ database, names }: NamingParts): Promise<Engine | null> {
  return names && (await anySourceLooksForNames(database)) ? names.open() : null;
}

/**
 * Looks for names with a finder. The scores of a worker's own model come with them, so that a text without names is read
 * once.
 */
export async function findNames(
  parts: NamingParts & { readonly engine: Engine },
  finder: Engine | null,
  documents: readonly StoredDocument[],
): Promise<NamedDocuments> {
  if (!finder) return { ...UNNAMED, documents };
  const named = await nameDocuments(parts, finder, documents);
  return finder === parts.engine ? named : { ...named, scores: new Map() };
}

const UNNAMED: Omit<NamedDocuments, 'documents'> = {
  ...{
    masked: [],
    sources: new Map(),
    keyring: null,
    originals: new Set(),
    flagged: new Map(),
    scores: new Map(),
    failures: new Map(),
  },
  ...{ tokens: 0, paddedTokens: 0 },
};

/**
 * Looks for names in documents and masks them in memory, as the rules of their sources say, until none is left. A
 * document whose sources say different things becomes several texts.
 */
export async function nameDocuments(
  parts: NamingParts,
  engine: Engine,
  documents: readonly StoredDocument[],
): Promise<NamedDocuments> {
  const scores = new Map<number, ModelScores>();
  const failures = new Map<number, DocumentFailure>();
  const names = new Map<number, readonly Name[]>();
  const sources = new Map<number, readonly NamingSource[]>();
  const final = new Finished();
  const ids = new Map<string, number>();
  let [tokens, paddedTokens] = [0, 0];
  let pending = documents.map((root): Item => ({ ...root, root, sources: null, found: [] }));
  for (let round = 1; pending.length > 0; round++) {
    const unread = new Map(pending.flatMap((it) => (names.has(it.id) ? [] : [[it.id, it] as const])));
    const run = await engine.analyse([...unread.values()], { names: true });
    tokens += run.tokens;
    paddedTokens += run.paddedTokens;
    for (const score of run.scores) scores.set(score.documentId, score);
    for (const failure of run.failures) {
      if (failure.code !== WITHOUT_TOKENS.code) failures.set(failure.documentId, failure);
    }
    for (const id of unread.keys()) names.set(id, run.names?.get(id) ?? []);
    if (round === 1) {
      const named = documents.filter(({ id }) => names.get(id)!.length > 0).map(({ id }) => id);
      const read = await namingSources(parts.database, named);
      for (const id of named) sources.set(id, read.get(id) ?? []);
    }
    const next: Item[] = [];
    for (const item of pending) {
      const own = names.get(item.id)!;
      const groups = groupsOf(item.sources ?? sources.get(item.root.id) ?? [], own);
      if (groups.length === 0) final.add(item, []);
      for (const group of groups) {
        const part = { ...item, sources: group.sources };
        if (group.masked.length === 0 || round === ROUNDS) final.add(part, group.flagged);
        else next.push(await masked(parts, part, group.masked, ids));
      }
    }
    pending = next;
  }
  const read = new Map([...sources].map(([id, own]) => [id, own.map(({ source }) => source)]));
  const keeping = [...sources.values()].flat().filter(({ rules }) => rules.keepOriginal);
  return {
    ...final.texts(),
    sources: read,
    keyring: parts.keyring ?? null,
    originals: new Set(keeping.map(({ source }) => source)),
    scores,
    failures,
    tokens,
    paddedTokens,
  };
}

/** Texts that are as they will be stored. */
class Finished {
  readonly #documents = new Map<number, StoredDocument>();
  readonly #masked: MaskedText[] = [];
  readonly #flagged = new Map<number, Map<number, Name>>();

  add({ id, text, root, sources, found }: Item, flagged: readonly Name[]): void {
    this.#documents.set(id, { id, text });
    if (flagged.length > 0) {
      const all = this.#flagged.get(id) ?? new Map<number, Name>();
      for (const name of flagged) all.set(name.start, name);
      this.#flagged.set(id, all);
    }
    if (found.length === 0) return;
    const own = (sources ?? []).map(({ source }) => source);
    this.#masked.push({ id, text, found, sources: own, documentId: root.id });
  }

  texts(): Pick<NamedDocuments, 'documents' | 'masked' | 'flagged'> {
    const flagged = [...this.#flagged].map(([id, own]) => {
      return [id, [...own.values()].sort((a, b) => a.start - b.start)] as const;
    });
    return { documents: [...this.#documents.values()], masked: this.#masked, flagged: new Map(flagged) };
  }
}

/** Sources that treat the names of a text alike; each that numbers its masks is by itself. */
function groupsOf(sources: readonly NamingSource[], names: readonly Name[]) {
  const groups = new Map<string, { sources: NamingSource[]; masked: readonly Found[]; flagged: Name[] }>();
  for (const source of sources) {
    const { masked, flagged } = treatedNames(source.rules, names);
    const alone = source.rules.numbered && masked.length > 0 ? source.source : null;
    const key = JSON.stringify([masked, alone]);
    const group = groups.get(key) ?? { sources: [], masked, flagged: [] };
    groups.set(key, group);
    group.sources.push(source);
    group.flagged.push(...flagged);
  }
  return [...groups.values()];
}

/** The text of an item with masks for some of its names. @param more in the text of the item */
async function masked(
  parts: NamingParts,
  item: Item,
  more: readonly Found[],
  ids: Map<string, number>,
): Promise<Item> {
  const { root } = item;
  const all = [...item.found, ...unmaskedRanges(item.found, more)].sort((a, b) => a.start - b.start);
  const numberOf = await numbersOf(parts, item.sources!, root.text, all);
  const found = all.map(({ kind, start, end }) => {
    const number = numberOf(kind, root.text.slice(start, end));
    return { kind, start, end, length: kind.length + 2 + (number === null ? 0 : `${number}`.length + 1) };
  });
  const text = maskedText(root.text, found, numberOf);
  const id = ids.get(text) ?? -1 - ids.size;
  ids.set(text, id);
  return { ...item, id, text, found };
}

/** Numbers stay given if the batch is not stored: the same value gets the same one later. */
async function numbersOf(
  { database, keyring }: NamingParts,
  [first]: readonly NamingSource[],
  text: string,
  found: readonly Found[],
): Promise<(kind: string, value: string) => number | null> {
  if (!keyring || !first?.rules.numbered) return () => null;
  const macOf = (kind: string, value: string) => ({ kind, mac: valueMac(keyring, kind, value) });
  const values = found.map(({ kind, start, end }) => macOf(kind, text.slice(start, end)));
  const numbers = await inTransaction(database, (it) => giveNumbers(it, first.source, values));
  return (kind, value) => numbers.get(numberKey(macOf(kind, value))) ?? null;
}
