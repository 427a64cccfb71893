import { CLEAR } from '../../analysis/source-segment.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import { makes, SUGGESTION } from '../../analysis/topics/statement-cues.ts';
import type { App } from '../../app/open.ts';
import type { Connection } from '../../db/client.ts';
import { withLoneRun } from '../../db/lone-run.ts';
import { feedbackModel, type StoredModel } from '../../db/results/models.ts';
import { embeddingDimensions } from '../../db/themes/vectors.ts';
import { sentenceTexts } from '../../db/topics/figures.ts';
import { readJudges, type StoredJudge, writeJudges } from '../../db/topics/judges.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { dropScores, markScored, type ScoreRow, writeScores } from '../../db/topics/scores.ts';
import { clearSentences, type SentenceBlock, sentenceBlocks } from '../../db/topics/sentences.ts';
import { type StoredSpace, writeSpace } from '../../db/topics/spaces.ts';
import { dropTextVectors, textHash } from '../../db/topics/texts.ts';
import { BY_SENTIMENT, isBySentiment, LEAST_PROBABILITY, type Topic } from '../../domain/topics/topic.ts';
import { pauseUntil } from '../pause.ts';
import { catalogueTopics } from './candidates.ts';
import { openJudgeScorer } from './judge-scorer.ts';
import { definitionsOf, judgeMaker, judgePlace, textsOf } from './judges.ts';
import { storeStatements } from './statements.ts';
import { TextVectors } from './text-vectors.ts';

interface TopicsOptions {
  /** Model whose sentences to judge; default: the active one. */
  readonly modelId?: number;
  /** Judge all topics on all sentences again. */
  readonly rebuild?: boolean;
  /** Aborts the run, which then stores nothing. */
  readonly signal?: AbortSignal;
}

export interface TopicsResult {
  /** Hash of the model; null if there is none, or it gives no sentence embeddings. */
  readonly model: string | null;
  /** Subjects in use; kinds of statement, which every installation has, are not among them. */
  readonly topics: number;
  /** Of them judged on all sentences: new, changed, or in another space. */
  readonly rejudged: number;
  /** Documents that all topics were judged on for the first time. */
  readonly documents: number;
  /** Sentences that were judged, those of both kinds together. */
  readonly sentences: number;
  /** Results that were stored. */
  readonly results: number;
}

const NOTHING = { topics: 0, rejudged: 0, documents: 0, sentences: 0, results: 0 };

/**
 * Judges topics: those that were changed on all sentences, the others on sentences that are new. All are judged as they
 * are defined when it begins; a change meanwhile is for the next run. One transaction: a run that was killed and started
 * again has the same result.
 * @throws VerbatimError TOPICS_BUSY, INTERRUPTED, and those of the engine
 */
export async function updateTopics(app: App, options: TopicsOptions = {}): Promise<TopicsResult> {
  const { database } = app;
  const model = await feedbackModel(database, options.modelId ?? null);
  const dimensions = model && (await embeddingDimensions(database, model.id));
  if (!model || !dimensions) return { ...NOTHING, model: null };
  await storeStatements(database, model);
  return withLoneRun(database, 'topics', async (run) => {
    const { reader } = run;
    const topics = (await readTopics(reader)).filter(({ retired }) => !retired);
    if (topics.length === 0) return { ...NOTHING, model: model.hash };
    const subjects = topics.filter(({ kind }) => kind === 'subject');
    const pause = pauseUntil(options.signal, 'results of topics');
    const texts = new TextVectors(app, model, run);
    const place = await judgePlace(reader, model.id, dimensions, subjects, (of) => texts.of(of));
    const { space, estimatedFrom } = place;
    const stored = options.rebuild ? [] : await readJudges(reader, model.id);
    const known = new Map(stored.map((judge) => [judge.topicId, judge]));
    const definitionOf = definitionsOf(topics, space.hash);
    const changed = topics.filter((topic) => known.get(topic.id)?.definition !== definitionOf(topic));
    const stale = topics.filter(
      (it) => changed.includes(it) || (dependsOnWishes(it) && changed.some(dependsOnWishes)),
    );
    const fresh = topics.filter((topic) => !stale.includes(topic)).map(({ id }) => known.get(id)!);
    const made =
      stale.length === 0
        ? []
        : await (await judgeMaker(topics, await texts.of(topics.flatMap(textsOf)), place))(stale, { pause });
    const scored = await run.write(async (writer) => {
      if (estimatedFrom !== null) await writeSpace(writer, model.id, { ...space, sentences: estimatedFrom });
      const statements = new Map(
        topics.flatMap(({ id, kind, key }) => (kind === 'statement' && key !== null ? [[id, key]] : [])),
      );
      const scoring = { model, dimensions, space, statements, pause };
      const first = await scoreNew(reader, writer, { ...scoring, judges: fresh });
      if (made.length > 0) {
        await dropScores(
          writer,
          model.id,
          made.map(({ topicId }) => topicId),
        );
      }
      const again = await scoreAll(reader, writer, { ...scoring, judges: made });
      await writeJudges(writer, model.id, made);
      if (made.length > 0) {
        // Those of the catalogue take longest to make, and hold no words of customers.
        const kept = [...topics, ...(await catalogueTopics())].flatMap(textsOf);
        await dropTextVectors(writer, model.id, kept.map(textHash));
      }
      return {
        documents: first.documents,
        sentences: first.sentences + again.sentences,
        results: first.results + again.results,
      };
    });
    const rejudged = stale.filter(({ kind }) => kind === 'subject').length;
    return { model: model.hash, topics: subjects.length, rejudged, ...scored };
  });
}

/** What is a suggestion is no complaint: these kinds are judged together. */
const dependsOnWishes = (topic: Topic): boolean =>
  isBySentiment(topic) || (topic.kind === 'statement' && topic.key === SUGGESTION);

interface Scoring {
  readonly model: StoredModel;
  readonly dimensions: number;
  readonly space: StoredSpace;
  readonly judges: readonly StoredJudge[];
  /** Keys of kinds of statement, by id. */
  readonly statements: ReadonlyMap<string, string>;
  readonly pause: Pause;
}

/** Judges topics on the sentences of new documents, and notes these. */
async function scoreNew(reader: Connection, writer: Connection, scoring: Scoring) {
  const { model, dimensions } = scoring;
  const score = await scorerOf(reader, scoring);
  let [documents, sentences, results] = [0, 0, 0];
  try {
    for await (const block of sentenceBlocks(reader, model.id, dimensions, 'new')) {
      const rows = await score.rows(block);
      await writeScores(writer, rows);
      await markScored(writer, model.id, block.documents);
      documents += block.documents.length;
      sentences += scoring.judges.length > 0 ? block.ordinals.length : 0;
      results += rows.length;
      await scoring.pause();
    }
  } finally {
    await score.close();
  }
  return { documents, sentences, results };
}

/** Judges topics on all sentences. */
async function scoreAll(reader: Connection, writer: Connection, scoring: Scoring) {
  let [sentences, results] = [0, 0];
  if (scoring.judges.length === 0) return { sentences, results };
  const score = await scorerOf(reader, scoring);
  const blocks = sentenceBlocks(reader, scoring.model.id, scoring.dimensions, 'all');
  try {
    // Postgres finds the next block while this one is judged and stored.
    let next = blocks.next();
    for (;;) {
      const { value: block, done } = await next;
      if (done) break;
      next = blocks.next();
      next.catch(() => {});
      const rows = await score.rows(block);
      await writeScores(writer, rows);
      sentences += block.ordinals.length;
      results += rows.length;
      await scoring.pause();
    }
  } finally {
    await score.close();
  }
  return { sentences, results };
}

/** Judges blocks of sentences. */
async function scorerOf(reader: Connection, { model, dimensions, space, judges, statements }: Scoring) {
  if (judges.length === 0) return { rows: async (): Promise<ScoreRow[]> => [], close: async () => {} };
  const scorer = await openJudgeScorer(dimensions, space, judges);
  const sides = new Map(
    judges.flatMap(({ topicId }) => {
      const side = BY_SENTIMENT[statements.get(topicId) ?? ''];
      return side ? [[topicId, side] as const] : [];
    }),
  );
  return {
    async rows({ documentIds, ordinals, embeddings }: SentenceBlock): Promise<ScoreRow[]> {
      if (ordinals.length === 0) return [];
      const probabilities = await scorer.score(embeddings);
      const rows: ScoreRow[] = [];
      for (let at = 0; at < probabilities.length; at++) {
        if (!(probabilities[at]! >= LEAST_PROBABILITY)) continue;
        const sentence = Math.floor(at / judges.length);
        const { topicId } = judges[at % judges.length]!;
        if (sides.has(topicId)) continue;
        const probability = Math.round(probabilities[at]! * 1e4) / 1e4;
        rows.push([topicId, documentIds[sentence]!, model.id, ordinals[sentence]!, probability]);
      }
      const found = await confirmed(reader, rows, statements);
      if (sides.size === 0) return found;
      const wishes = new Set(
        found
          .filter(([id]) => statements.get(id) === SUGGESTION)
          .map(([, document, , ordinal]) => `${document} ${ordinal}`),
      );
      for (const sentence of await clearSentences(reader, model.id, { documentIds, ordinals }, CLEAR)) {
        const [document, ordinal] = [documentIds[sentence.at - 1]!, ordinals[sentence.at - 1]!];
        for (const [topicId, side] of sides) {
          if (sentence[side] < CLEAR || (side === 'negative' && wishes.has(`${document} ${ordinal}`)))
            continue;
          found.push([topicId, document, model.id, ordinal, Math.round(sentence[side] * 1e4) / 1e4]);
        }
      }
      return found;
    },
    close: () => scorer.close(),
  };
}

/** Results without the statements that the words of their sentence deny. */
async function confirmed(
  reader: Connection,
  rows: readonly ScoreRow[],
  statements: ReadonlyMap<string, string>,
): Promise<ScoreRow[]> {
  const [other, stated] = [
    rows.filter(([id]) => !statements.has(id)),
    rows.filter(([id]) => statements.has(id)),
  ];
  if (stated.length === 0) return other;
  const places = stated.map(([, documentId, , ordinal]) => ({ documentId, ordinal }));
  const texts = await sentenceTexts(reader, stated[0]![2], places);
  // An erased sentence has no text.
  const kept = stated.filter(([id, document, , ordinal]) => {
    const text = texts.get(`${document} ${ordinal}`);
    return text !== undefined && makes(statements.get(id)!, text);
  });
  return [...other, ...kept];
}
