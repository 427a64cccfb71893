import { analysisOf } from '../analysis/judge.ts';
import { languageOf } from '../analysis/language/language.ts';
import { type NoAnswerTest, noAnswerTest } from '../analysis/no-answer.ts';
import { type FinishedBatch, storeBatch } from '../db/results/batch-writes.ts';
import { documentsToAnalyse } from '../db/results/documents.ts';
import { beginWatch, lostWorkers } from '../db/results/trials.ts';
import { type DocumentFailure, type DocumentLanguage, NO_ANSWER } from '../domain/analysis.ts';
import { addCounts } from '../domain/counts.ts';
import type { HashedDocument, StoredDocument } from '../domain/document.ts';
import { cleanText } from '../domain/reading/clean-text.ts';
import { translatedText } from '../domain/text/translation.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Engine } from '../inference/engines/engine.ts';
import { scoresOfOriginal } from '../inference/engines/translated-scores.ts';
import type { AnalysePayload } from '../jobs/payload.ts';
import { traced } from '../tracing.ts';
import { finderOf, findNames, type NamingParts } from './named-documents.ts';
import { maskTranslations } from './named-translations.ts';
import { NO_CLUES, type ReadingClues, readingClues } from './reading-clues.ts';
import { type ForeignDocument, type TranslatedDocuments, translateDocuments } from './translate-documents.ts';
import type { Translators } from './translators.ts';
import { underWatch, watchedGroups, workerLost } from './watched-documents.ts';

export interface BatchCounts {
  readonly documents: number;
  readonly failed: number;
  /** Documents whose text in Postgres changed or is gone. Nothing was stored for them. */
  readonly changed: number;
  readonly tokens: number;
  readonly paddedTokens: number;
  /** Code → documents that were set aside with it. */
  readonly codes: Readonly<Record<string, number>>;
}

export interface BatchParts extends NamingParts {
  readonly engine: Engine;
  /** Absent: no text is translated. */
  readonly translators?: Translators | undefined;
  /** Recognises answers that say nothing. Default: the list of `src/analysis/no-answers.json`. */
  readonly saysNothing?: NoAnswerTest | undefined;
  /**
   * Runs `work` while this process works on no other batch. Default: at once, for a process that works on one batch at a
   * time.
   */
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Processes one batch, from ids to stored results. May run any number of times, even in two workers at once: it skips
 * documents that have a result, and drops a second result.
 * @param suspect true after a worker was lost on this batch: it runs alone, in watched groups
 */
export async function analyseBatch(
  parts: BatchParts,
  payload: AnalysePayload,
  suspect = false,
): Promise<BatchCounts> {
  const { runId: _, modelId, from, to, span } = payload;
  const read = () => documentsToAnalyse(parts.database, modelId, { from, to }, span);
  const documents = await traced('read documents', {}, read);
  if (documents.length === 0) return NOTHING;
  const ids = documents.map(({ id }) => id);
  const lost = await lostWorkers(parts.database, modelId, ids);
  const watched = documents.filter(({ id }) => suspect || (lost.get(id) ?? 0) > 0);
  const usual = documents.filter((document) => !watched.includes(document));
  const counts = [await analyseUsual(parts, payload, usual)];
  if (watched.length > 0) {
    const { alone = (work) => work() } = parts;
    counts.push(await alone(() => analyseWatched(parts, payload, watched, lost)));
  }
  return counts.reduce(added);
}

/** Watches documents from the moment that the device is lost on them: one of them may have caused it. */
async function analyseUsual(
  parts: BatchParts,
  payload: AnalysePayload,
  documents: readonly HashedDocument[],
): Promise<BatchCounts> {
  try {
    return await analyseGroup(parts, payload, documents);
  } catch (error) {
    if (error instanceof VerbatimError && error.code === 'DEVICE_LOST') {
      const ids = documents.map(({ id }) => id);
      await beginWatch(parts.database, payload.modelId, ids).catch(() => {});
    }
    throw error;
  }
}

async function analyseWatched(
  parts: BatchParts,
  payload: AnalysePayload,
  documents: readonly HashedDocument[],
  lost: ReadonlyMap<number, number>,
): Promise<BatchCounts> {
  const { database } = parts;
  const { groups, hopeless } = watchedGroups(documents, lost);
  let counts = NOTHING;
  for (const group of groups) {
    // A lost device counts against a single document only if the device worked before.
    if (group.length === 1) await parts.engine.prove();
    const work = () => analyseGroup(parts, payload, group);
    counts = added(counts, await underWatch(database, payload.modelId, group, work));
  }
  const failures = hopeless.map(({ id }) => workerLost(id));
  if (failures.length > 0) {
    const batch = { documents: hopeless, analyses: [], failures, tokens: 0, paddedTokens: 0 };
    counts = added(counts, await store(parts, payload, batch));
  }
  return counts;
}

/** Processes documents that are known to be missing, from their texts to stored results. */
export async function analyseGroup(
  parts: BatchParts,
  payload: Pick<AnalysePayload, 'runId' | 'modelId'>,
  documents: readonly HashedDocument[],
): Promise<BatchCounts> {
  if (documents.length === 0) return NOTHING;
  const { database, engine } = parts;
  const serves = engine.model.languages;
  const finder = await finderOf(parts);
  const named = await traced('find names', { documents: documents.length }, () =>
    findNames(parts, finder, documents),
  );
  const clues = await traced('read clues', {}, () => readingClues(database, documents, serves));
  const texts = new Map(documents.map(({ id, text }) => [id, text]));
  const roots = new Map(named.masked.map(({ id, documentId }) => [id, documentId]));
  const read = sorted(
    named.documents.filter(({ id }) => !named.failures.has(id)),
    serves,
    ({ id, text }) => {
      const root = roots.get(id);
      const clue = clues.get(root ?? id) ?? NO_CLUES;
      return { ...clue, unmasked: root === undefined ? text : texts.get(root)! };
    },
    parts.saysNothing ?? LISTED,
  );
  const { languages, served, unserved, empty } = read;
  const { translations: made, rest, ...other } = await translate(parts, unserved);
  const translations = finder ? await maskTranslations(database, finder, made, named.masked) : made;
  const translated = translations.map((it) => ({ id: it.documentId, text: translatedText(it) }));
  const unjudged = served.filter(({ id }) => !named.scores.has(id));
  const { scores, ...run } = await traced('infer', { documents: unjudged.length + translated.length }, () =>
    engine.analyse([...unjudged, ...translated]),
  );
  const judged = served.flatMap(({ id }) => named.scores.get(id) ?? []);
  const notJudged = rest.map(({ document, language }) => notServed(document.id, language, serves));
  const failures = [
    ...[...named.failures.values(), ...run.failures, ...other.failures, ...notJudged],
    ...empty.map(({ id }) => noAnswer(id)),
  ];
  const byDocument = new Map(translations.map((it) => [it.documentId, it]));
  const analyses = [...judged, ...scores].map((found) => {
    const translation = byDocument.get(found.documentId);
    const analysis = analysisOf(translation ? scoresOfOriginal(found, translation) : found);
    return { ...analysis, entities: [...analysis.entities, ...(named.flagged.get(found.documentId) ?? [])] };
  });
  const tokens = named.tokens + run.tokens;
  const paddedTokens = named.paddedTokens + run.paddedTokens;
  const { mended } = read;
  const results = { documents, analyses, failures, languages, translations, mended, tokens, paddedTokens };
  return traced('store analyses', { documents: documents.length }, () =>
    store(parts, payload, { ...results, names: named }),
  );
}

async function store(
  { database, engine }: BatchParts,
  { runId, modelId }: Pick<AnalysePayload, 'runId' | 'modelId'>,
  results: Omit<FinishedBatch, 'runId' | 'modelId' | 'modelHash'>,
): Promise<BatchCounts> {
  const { documents, failures, tokens, paddedTokens } = results;
  const changed = await storeBatch(database, { runId, modelId, modelHash: engine.model.hash, ...results });
  const codes: Record<string, number> = {};
  for (const { code } of failures) codes[code] = (codes[code] ?? 0) + 1;
  return { documents: documents.length, failed: failures.length, changed, tokens, paddedTokens, codes };
}

/** A token classifier gets no translations: its entities would not occur in the original text. */
function translate(
  { database, engine, translators }: BatchParts,
  unserved: readonly ForeignDocument[],
): Promise<TranslatedDocuments> | TranslatedDocuments {
  if (!translators || unserved.length === 0 || engine.model.kind === 'token-classification') {
    return { translations: [], failures: [], rest: unserved };
  }
  const { languages } = engine.model;
  return traced('translate', { documents: unserved.length }, () =>
    translateDocuments(database, translators, unserved, languages),
  );
}

/** Sorts documents by language: served by the model, in another language, or without an answer. */
function sorted(
  documents: readonly StoredDocument[],
  serves: readonly string[],
  cluesOf: (document: StoredDocument) => ReadingClues & { readonly unmasked: string },
  saysNothing: NoAnswerTest,
) {
  const languages: DocumentLanguage[] = [];
  const served: StoredDocument[] = [];
  const unserved: ForeignDocument[] = [];
  const empty: StoredDocument[] = [];
  const mended: number[] = [];
  for (const document of documents) {
    const clues = cluesOf(document);
    if (clues.noAnswer || saysNothing(document.text)) {
      empty.push(document);
      continue;
    }
    const clean = cleanText(document.text);
    if (clean.mended) mended.push(document.id);
    // What is left beside masks may be too little: "[person] hai, paise [person]" would be French.
    const spoken = clues.unmasked === document.text ? clean : cleanText(clues.unmasked);
    const found = languageOf(spoken.text, serves, clues);
    const { language, confidence } = found;
    if (language) languages.push({ documentId: document.id, language, confidence });
    if (found.served) served.push(document);
    else unserved.push({ document, language: language ?? 'und' });
  }
  return { languages, served, unserved, empty, mended };
}

const noAnswer = (documentId: number): DocumentFailure => ({
  documentId,
  code: NO_ANSWER,
  message: 'it says nothing, as "N/A" and "no comment" do',
});

const LISTED = noAnswerTest();

const notServed = (documentId: number, language: string, serves: readonly string[]): DocumentFailure => ({
  documentId,
  code: 'LANGUAGE_UNSUPPORTED',
  message: `it is written in ${language === 'und' ? 'another language' : `"${language}"`}, and the model serves ${serves.join(', ')}`,
});

const NOTHING: BatchCounts = { documents: 0, failed: 0, changed: 0, tokens: 0, paddedTokens: 0, codes: {} };

function added(a: BatchCounts, b: BatchCounts): BatchCounts {
  const codes: Record<string, number> = { ...a.codes };
  addCounts(codes, b.codes);
  return {
    documents: a.documents + b.documents,
    failed: a.failed + b.failed,
    changed: a.changed + b.changed,
    tokens: a.tokens + b.tokens,
    paddedTokens: a.paddedTokens + b.paddedTokens,
    codes,
  };
}
