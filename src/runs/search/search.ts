import { languageOf } from '../../analysis/language/language.ts';
import { type Fold, foldSame } from '../../analysis/search/folding.ts';
import { type Question, readQuestion } from '../../analysis/search/question.ts';
import { LEAST_SHARE, type Ranked, rankSentences } from '../../analysis/search/ranking.ts';
import { wordsOf } from '../../analysis/words.ts';
import type { Database } from '../../db/client.ts';
import { type FilterSql, filterSql } from '../../db/search/comment-filter.ts';
import {
  commentsOf,
  readSentences,
  type SentenceRow,
  sentencesOfComment,
} from '../../db/search/found-sentences.ts';
import { type SearchedModel, searchedModel } from '../../db/search/searched-model.ts';
import { filteredDocuments } from '../../db/search/sentence-scan.ts';
import { type AskedWords, documentsWithWords } from '../../db/search/word-search.ts';
import type { FoundSentence, SearchFilter } from '../../domain/search/found-sentence.ts';
import { LONGEST_QUESTION, type Searcher, type SearchResult } from '../../domain/search/searcher.ts';
import { keyOf, type SentenceIndex, type SentenceKey } from '../../domain/search/sentence-index.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { assertValues, wholeFilter } from './filter.ts';
import { byMeaning, readWords } from './legs.ts';
import { type OpenEngine, QuestionModel } from './question-model.ts';

export interface SearchParts {
  readonly database: Database;
  readonly openEngine: OpenEngine;
  /** Null: each search reads the embeddings from the tables. */
  readonly index?: SentenceIndex | null;
}

const USUAL_LIMIT = 10;
/** Sentences that each way of search gives at first, and at most: more are read while they say the same. */
const [FIRST, MOST] = [200, 3_200];
/**
 * Cosine below which the best sentence does not answer. For 15 questions that the demo's reviews answer the best has 0.60 or
 * more but for one (0.24); for 15 on other trades it has 0.26 to 0.58, on average 0.39.
 */
const NEAR = 0.45;
/** Sentences of a comment that others are compared with. */
const MOST_OWN = 8;

export function openSearcher({ database, openEngine, index = null }: SearchParts): Searcher {
  const reader = new QuestionModel(openEngine);
  return {
    async search(text, { filter: given = {}, limit = USUAL_LIMIT, by = 'both' } = {}) {
      const question = wellFormed(text);
      const asked = readQuestion(question);
      const searched = await modelToSearch(database);
      const { model } = searched;
      const [filter, read, words] = await Promise.all([
        wholeFilter(database, given),
        by === 'words' ? null : readMeaning(reader, searched, asked, by),
        by === 'meaning'
          ? null
          : readWords(database, question, asked, {
              language: languageOf(asked.wanted, []).language,
              alone: by === 'words',
            }),
      ]);
      const { language, served } = languageOf(asked.wanted, read?.languages ?? []);
      const found = await find(
        { database, index, modelId: model.id, filter, limit },
        {
          vectors: read?.vectors ?? [],
          words: words ?? { ...NO_WORDS, required: asked.required },
          feedback: by === 'both',
        },
      );
      return {
        ...found,
        ...{ model: model.hash, language },
        notes: [
          ...modelNotes(searched),
          ...found.notes,
          ...(read?.notes ?? []),
          ...farNotes(found.sentences),
          ...(served ? [] : [`The model was not made for the language of the question (${language}).`]),
        ],
      };
    },

    async similar(feedbackId, { filter: given = {}, limit = USUAL_LIMIT } = {}) {
      const searched = await modelToSearch(database);
      const { model } = searched;
      const filter = await wholeFilter(database, given);
      const own = await sentencesOfComment(database, model.id, feedbackId, MOST_OWN);
      if (!own) throw new VerbatimError('COMMENT_UNKNOWN', { id: feedbackId });
      const found = await find(
        { database, index, modelId: model.id, filter, limit },
        { vectors: own.embeddings, words: NO_WORDS, feedback: false, without: own.documentId },
      );
      const notes = own.embeddings.length > 0 ? [] : ['The comment has no sentence with an embedding.'];
      return {
        ...found,
        model: model.hash,
        language: null,
        notes: [...modelNotes(searched), ...found.notes, ...notes],
      };
    },

    async judge(texts) {
      const { model } = await modelToSearch(database);
      return reader.judge(model, texts);
    },

    async embed(texts) {
      const { model } = await modelToSearch(database);
      return (await reader.read(model, texts)).vectors;
    },
  };
}

/** @throws VerbatimError QUESTION_EMPTY, QUESTION_TOO_LONG */
export function wellFormed(text: string): string {
  // Postgres stores neither NUL nor halves of surrogate pairs.
  const question = text.replaceAll('\0', ' ').toWellFormed().trim();
  const { length } = question;
  if (length > LONGEST_QUESTION)
    throw new VerbatimError('QUESTION_TOO_LONG', { length, most: LONGEST_QUESTION });
  if (wordsOf(readQuestion(question).wanted).length === 0) throw new VerbatimError('QUESTION_EMPTY');
  return question;
}

/** @throws VerbatimError SEARCH_NO_DATA */
export async function modelToSearch(database: Database): Promise<SearchedModel> {
  const searched = await searchedModel(database);
  if (!searched) throw new VerbatimError('SEARCH_NO_DATA', { detail: 'no comment is analysed yet' });
  return searched;
}

export const modelNotes = ({ model, next }: SearchedModel): string[] =>
  next
    ? [
        `Results of ${modelTitle(model)} were searched. ${modelTitle(next)} is active, and is searched after the next nightly run.`,
      ]
    : [];

/** For a question that nothing answers: the nearest sentences are shown all the same. */
function farNotes(sentences: readonly FoundSentence[]): string[] {
  const best = Math.max(...sentences.map(({ similarity }) => similarity ?? Number.NEGATIVE_INFINITY));
  if (!(best < NEAR) || best < -1 || sentences.some(({ words }) => words !== null)) return [];
  return [`No sentence is near to the question: the best has a similarity of ${best.toFixed(2)}.`];
}

/** The vector of a question; null with the reason if only its words can be searched. */
async function readMeaning(
  reader: QuestionModel,
  { model, dimensions }: SearchedModel,
  { wanted }: Question,
  by: 'both' | 'meaning',
) {
  try {
    if (dimensions === null) {
      throw new VerbatimError('SEARCH_UNREADABLE', { detail: `${modelTitle(model)} gives no embeddings` });
    }
    return { ...(await reader.read(model, [wanted])), notes: [] };
  } catch (error) {
    if (by === 'meaning' || !(error instanceof VerbatimError)) throw error;
    return { vectors: [], languages: [], notes: [`Only words were searched. ${error.message}`] };
  }
}

interface Place {
  readonly database: Database;
  readonly index: SentenceIndex | null;
  readonly modelId: number;
  readonly filter: SearchFilter;
  readonly limit: number;
}

interface Wanted {
  /** Empty: not by meaning. */
  readonly vectors: readonly Float32Array[];
  readonly words: AskedWords;
  /** Whether what is near to the best is near enough. */
  readonly feedback: boolean;
  /** Document that is left out. */
  readonly without?: number | null;
}

const NO_WORDS: AskedWords = { question: '', required: '', words: [], lookups: [] };

type Candidate = Ranked<SentenceRow> & { readonly byMeaning: number | null };

async function find(
  place: Place,
  wanted: Wanted,
): Promise<Pick<SearchResult, 'sentences' | 'searched' | 'notes'>> {
  const { database, limit } = place;
  const { words } = wanted;
  const filter = filterSql(place.filter);
  const within = filter.limitsComments ? await filteredDocuments(database, filter) : null;
  if (within?.length === 0) {
    await assertValues(database, place.filter);
    return { sentences: [], searched: 0, notes: [] };
  }
  let { index } = place;
  for (let most = FIRST; ; most = Math.min(4 * most, MOST)) {
    const documents = most / 2;
    const [near, held] = await Promise.all([
      nearTo({ ...place, index }, wanted, { most, filter, within }),
      words.words.length === 0 ? [] : documentsWithWords(database, words, filter, documents),
    ]);
    const folds = await folded(place, near.sentences, held, filter, wanted);
    const all = near.sentences.length < most && held.length < documents;
    if (folds.length >= limit || (all && near.exact) || (most === MOST && near.exact)) {
      return {
        ...{ searched: near.searched, notes: near.notes },
        sentences: await shown(place, folds, filter),
      };
    }
    // An index may have given sentences that the filter leaves out.
    if (all || most === MOST) index = null;
  }
}

async function nearTo(
  { database, index, modelId }: Place,
  { vectors, without = null }: Wanted,
  { most, filter, within }: { most: number; filter: FilterSql; within: readonly number[] | null },
) {
  if (vectors.length === 0) return { sentences: [], searched: 0, notes: [], exact: true };
  const near = await byMeaning(database, index, { modelId, vectors, most, filter, within });
  if (without === null) return near;
  return { ...near, sentences: near.sentences.filter(({ documentId }) => documentId !== without) };
}

/** Found sentences, best first, those that say the same as one. */
async function folded(
  { database, modelId, limit }: Place,
  near: readonly SentenceKey[],
  documents: readonly number[],
  filter: FilterSql,
  { vectors, words, feedback }: Wanted,
): Promise<Fold<Candidate>[]> {
  const toRead = { modelId, keys: near, documents, leastShare: LEAST_SHARE };
  const rows = await readSentences(database, toRead, filter, words);
  const places = new Map(near.map((key, at) => [keyOf(key), at + 1]));
  const candidates = rankSentences(rows, vectors, feedback).map(
    (one): Candidate => ({ ...one, byMeaning: places.get(keyOf(one.item)) ?? null }),
  );
  const dimensions = rows.find(({ embedding }) => embedding)?.embedding?.length ?? 0;
  const languages = [...new Set(rows.flatMap(({ language }) => language ?? []))];
  return foldSame(
    candidates,
    ({ item: { feedbackId, start, end, sentence, embedding, probabilities } }) => ({
      ...{ feedbackId, start, end, text: sentence },
      embedding: embedding ?? new Float32Array(dimensions),
      sentiment: probabilities,
    }),
    languages,
    limit,
  );
}

async function shown(
  { database }: Place,
  folds: readonly Fold<Candidate>[],
  filter: FilterSql,
): Promise<FoundSentence[]> {
  const said = await commentsOf(
    database,
    folds.map(({ best, others }) => ({
      feedbackId: best.item.feedbackId,
      documentIds: [best, ...others].map(({ item }) => item.documentId),
    })),
    filter,
  );
  return folds.map(({ best: { item, similarity, byWords, byMeaning: meaning } }, at) => {
    const { embedding: _, probabilities: _of, share: _share, words: _words, ...sentence } = item;
    return { ...sentence, meaning, words: byWords, similarity, ...said[at]! };
  });
}
