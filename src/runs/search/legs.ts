import { NearestSentences } from '../../analysis/search/nearest.ts';
import type { Question } from '../../analysis/search/question.ts';
import { lookups, wordWeight } from '../../analysis/search/word-weights.ts';
import type { Database } from '../../db/client.ts';
import type { FilterSql } from '../../db/search/comment-filter.ts';
import { scanSentences } from '../../db/search/sentence-scan.ts';
import { type AskedWords, questionWords, wordCounts } from '../../db/search/word-search.ts';
import {
  keyOf,
  type Nearest,
  type NearSentence,
  type SentenceIndex,
} from '../../domain/search/sentence-index.ts';

export interface MeaningSearch {
  readonly modelId: number;
  /** Sentences near to any of them are found. */
  readonly vectors: readonly Float32Array[];
  readonly most: number;
  readonly filter: FilterSql;
  /** Documents of the comments of the filter, ascending; null: all. */
  readonly within: readonly number[] | null;
}

/** The nearest sentences: of an index, which may hold sentences that the filter leaves out, else of all in the tables. */
export async function byMeaning(
  database: Database,
  index: SentenceIndex | null,
  { modelId, vectors, most, filter, within }: MeaningSearch,
): Promise<Nearest & { readonly exact: boolean }> {
  let notes: readonly string[] = [];
  if (index) {
    const options = { modelId, most, ...(within ? { within } : {}) };
    const found = await Promise.all(vectors.map((vector) => index.nearest(vector, options)));
    notes = [...new Set(found.flatMap((it) => it.notes))];
    const ready = found.filter((it) => 'sentences' in it);
    if (ready.length === found.length) return { ...merged(ready, most), notes, exact: false };
  }
  const nearest = new NearestSentences(vectors, most);
  const model = { modelId, dimensions: vectors[0]!.length };
  await scanSentences(database, model, filter, within, (block) => nearest.add(block));
  return { sentences: nearest.best, searched: nearest.searched, notes, exact: true };
}

function merged(found: readonly Nearest[], most: number): Omit<Nearest, 'notes'> {
  if (found.length === 1) return found[0]!;
  const best = new Map<string, NearSentence>();
  for (const one of found.flatMap(({ sentences }) => sentences)) {
    const key = keyOf(one);
    if (!(one.similarity <= (best.get(key)?.similarity ?? Number.NEGATIVE_INFINITY))) best.set(key, one);
  }
  const sentences = [...best.values()].sort((a, b) => b.similarity - a.similarity).slice(0, most);
  return { sentences, searched: Math.max(...found.map(({ searched }) => searched)) };
}

/** Documents that the rare words of a question may bring in. */
const MOST_DOCUMENTS = 400;
/** Words that more documents hold take long to look up, and tell little. */
const COMMON = 20_000;

/**
 * The words of a question with their weights; null: it has none that a search by words knows.
 * @param alone whether nothing but words is searched: then common ones are looked up, too
 */
export async function readWords(
  database: Database,
  question: string,
  { wanted, required }: Question,
  { language, alone }: { readonly language: string | null; readonly alone: boolean },
): Promise<AskedWords | null> {
  const byRules = await questionWords(database, wanted, language);
  const lexemes = [...new Set(byRules.flatMap((it) => it.lexemes))];
  if (lexemes.length === 0) return null;
  const { counts, documents } = await wordCounts(database, lexemes);
  const words = byRules.map((it) => ({
    ...it,
    weights: it.lexemes.map((lexeme) => wordWeight(counts.get(lexeme) ?? 0, documents)),
  }));
  const chosen = lookups(counts, MOST_DOCUMENTS, alone ? Number.POSITIVE_INFINITY : COMMON);
  return { question: chosen.length > 0 || required !== '' ? question : '', required, words, lookups: chosen };
}
