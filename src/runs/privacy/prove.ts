import type { Database } from '../../db/client.ts';
import { type DeletedWords, forgetNumbers, type MaskNumber } from '../../db/erasure/erased-rows.ts';
import { themeWords, type WithdrawnThemes, withdrawThemes, wordsOf } from '../../db/erasure/erased-themes.ts';
import { goneDigests } from '../../db/erasure/erasure-plan.ts';
import { type DigestToRepeat, endErasure, type OpenErasure } from '../../db/erasure/erasures.ts';
import { countRows, deleteTextVectors, textColumns, vacuumTables } from '../../db/erasure/text-columns.ts';
import { type SearchedColumn, searchColumns } from '../../db/erasure/text-search.ts';
import { activeModel } from '../../db/results/models.ts';
import { countOpenUploads } from '../../db/uploads/lists.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { WordFinder } from '../../privacy/erased-words.ts';
import { makeAndStoreDigest } from '../digest/make-digest.ts';

/** What is left of erased comments: nothing, if `found` is 0. It holds no text. */
export interface Proof {
  readonly tables: readonly { readonly table: string; readonly before: number; readonly after: number }[];
  readonly columns: readonly SearchedColumn[];
  /** Cells that hold what was erased. */
  readonly found: number;
  readonly words: {
    /** Texts, sentences, ids and pseudonyms that were searched for. */
    readonly searched: number;
    /** Of them not told apart from what other comments say. */
    readonly saidByOthers: number;
    /** Texts too short to tell a person. */
    readonly tooShort: number;
  };
  readonly themes: { readonly withdrawn: number; readonly renamed: number };
  readonly digests: { readonly withdrawn: number; readonly madeAgain: number };
  /** Uploads whose import has not ended: a server keeps their files, as sent, until then. */
  readonly openUploads: number;
  readonly vacuum: 'plain' | 'full' | 'none' | 'refused';
}

interface ProofOptions {
  readonly vacuum: 'plain' | 'full' | 'none';
  /** Before each column: stops the erasure by throwing. */
  readonly next: () => Promise<void>;
  readonly onProgress?: (done: number, what: 'comments' | 'columns') => void;
}

/** Texts, sentences and names that one search looks for at once, in 50 MB at most: memory stays flat. */
const WORDS_AT_ONCE = 1_000_000;

/**
 * Removes the last words of deleted comments from what people wrote and from themes, makes digests again, and searches
 * every column of every table for what is left.
 */
export async function proveErasure(
  database: Database,
  { id, before }: OpenErasure,
  words: () => AsyncGenerator<DeletedWords>,
  options: ProofOptions,
): Promise<{ readonly feedback: number; readonly documents: number; readonly proof: Proof }> {
  await forgetNumbers(database, numbersIn(words()));
  const vectors = await forgetVectors(database, words());
  const themes = await forgetThemes(database, words());
  const columns = await textColumns(database);
  const results = new Map<string, SearchedColumn>();
  const counted = { searched: 0, saidByOthers: 0, tooShort: 0 };
  let searched = 0;
  for await (const finder of finders(words())) {
    await searchColumns(database, columns, finder, results, async () => {
      options.onProgress?.(++searched, 'columns');
      await options.next();
    });
    counted.searched += finder.size;
    counted.saidByOthers += finder.leftOut;
    counted.tooShort += finder.tooShort;
  }
  for (const column of results.values()) if (column.table === 'topic_text') column.deleted = vectors;
  const digests = await repeatDigests(database, before.digests);
  // The sealed parts go in the transaction that stores the proof.
  const after: Record<string, number> = { ...(await countRows(database)), 'verbatim.erasure_part': 0 };
  const tables = Object.entries(before.rows).map(([table, rows]) => ({
    ...{ table: table.replace(/^verbatim\./, ''), before: rows, after: after[table] ?? 0 },
  }));
  const fewer = Object.keys(before.rows).filter((table) => (after[table] ?? 0) < before.rows[table]!);
  const found = [...results.values()].reduce((sum, column) => sum + column.found, 0);
  const { withdrawn, renamed } = themes;
  const proof: Proof = {
    ...{ tables, columns: [...results.values()], found, words: counted },
    ...{ themes: { withdrawn, renamed }, digests, openUploads: await countOpenUploads(database) },
    vacuum: await vacuumed(database, fewer, options.vacuum),
  };
  return { ...(await endErasure(database, id, found === 0 ? 'done' : 'failed', proof)), proof };
}

/** Searches for all words, one after the other. */
async function* finders(parts: AsyncGenerator<DeletedWords>): AsyncGenerator<WordFinder> {
  let finder = new WordFinder();
  for await (const part of parts) {
    finder.add(part);
    if (finder.size < WORDS_AT_ONCE) continue;
    yield finder;
    finder = new WordFinder();
  }
  yield finder;
}

const NUMBERED = /\[([a-z_]{1,24}) (\d{1,9})\]/g;

/** Numbers of masks in erased texts, part by part. */
async function* numbersIn(parts: AsyncGenerator<DeletedWords>): AsyncGenerator<MaskNumber[]> {
  for await (const { texts } of parts) {
    yield texts.flatMap((text) =>
      [...text.matchAll(NUMBERED)].map(([, kind, number]) => ({ kind: kind!, number: Number(number) })),
    );
  }
}

async function forgetVectors(database: Database, parts: AsyncGenerator<DeletedWords>): Promise<number> {
  let deleted = 0;
  for await (const { texts } of parts) deleted += await deleteTextVectors(database, texts);
  return deleted;
}

async function forgetThemes(
  database: Database,
  parts: AsyncGenerator<DeletedWords>,
): Promise<Omit<WithdrawnThemes, 'lostWords'>> {
  const themes = new Set<number>();
  const known = await themeWords(database);
  const erased = new Set<string>();
  for await (const { texts, themes: touched } of parts) {
    for (const id of touched) themes.add(id);
    for (const text of texts) {
      for (const word of wordsOf(text)) if (known.has(word)) erased.add(word);
    }
  }
  return withdrawThemes(database, [...themes], erased);
}

/** Digests that went are made again, without what was erased, if the model that they are of is active. */
async function repeatDigests(
  database: Database,
  digests: readonly DigestToRepeat[],
): Promise<Proof['digests']> {
  const gone = await goneDigests(database, digests);
  const model = gone.length > 0 ? await activeModel(database, 'feedback') : null;
  let madeAgain = 0;
  for (const { period, first, last, by, modelId } of gone) {
    if (model?.id !== modelId) continue;
    try {
      const options = { model, period: { name: period, first, last }, by };
      if ((await makeAndStoreDigest(database, options)).fresh) madeAgain++;
    } catch (error) {
      // Nothing is left of its period, or no roll-up can be made of it now.
      if (!(error instanceof VerbatimError)) throw error;
    }
  }
  return { withdrawn: gone.length, madeAgain };
}

async function vacuumed(
  database: Database,
  tables: readonly string[],
  way: ProofOptions['vacuum'],
): Promise<Proof['vacuum']> {
  if (way === 'none') return way;
  try {
    await vacuumTables(database, tables, way);
    return way;
  } catch (error) {
    // Only the owner of a table may; the deletion itself is complete.
    if ((error as { code?: string }).code === '42501') return 'refused';
    throw error;
  }
}
