import { NearestSentences } from '../../analysis/search/nearest.ts';
import type { Question } from '../../analysis/search/question.ts';
import { rarestWords, wordWeight } from '../../analysis/search/word-weights.ts';
import type { Database } from '../../db/client.ts';
import type { FilterSql } from '../../db/search/comment-filter.ts';
import { scanSentences } from '../../db/search/sentence-scan.ts';
import { questionWords, sentencesWithWords, wordCounts } from '../../db/search/word-search.ts';
import {
  keyOf,
  type Nearest,
  type NearSentence,
  type SentenceIndex,
  type SentenceKey,
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
const MOST_DOCUMENTS = 2_000;

/** The sentences that hold the words of a question, the heaviest first. */
export async function byWords(
  database: Database,
  search: { readonly modelId: number; readonly most: number; readonly filter: FilterSql },
  question: string,
  { wanted, required }: Question,
): Promise<SentenceKey[]> {
  const byRules = await questionWords(database, wanted);
  const lexemes = [...new Set(byRules.flatMap((it) => it.lexemes))];
  if (lexemes.length === 0) return [];
  const { counts, documents } = await wordCounts(database, lexemes);
  const words = byRules.map((it) => ({
    ...it,
    weights: it.lexemes.map((lexeme) => wordWeight(counts.get(lexeme) ?? 0, documents)),
  }));
  const rare = rarestWords(counts, MOST_DOCUMENTS);
  const { filter, ...rest } = search;
  return sentencesWithWords(database, { ...rest, question, required, words, rare }, filter);
}
