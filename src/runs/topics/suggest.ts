import { vectorsOf } from '../../analysis/vectors.ts';
import type { App } from '../../app/open.ts';
import { inTransaction } from '../../db/client.ts';
import { feedbackLanguages } from '../../db/themes/texts.ts';
import { type SentencePlace, sentenceTexts } from '../../db/topics/figures.ts';
import { sentenceBlocks } from '../../db/topics/sentences.ts';
import { encodeHalfFloats } from '../../domain/half-float.ts';
import { type Topic, USUAL_THRESHOLD } from '../../domain/topics/topic.ts';
import { pauseUntil } from '../pause.ts';
import { openJudgeScorer } from './judge-scorer.ts';
import { judgeTrials } from './prepared.ts';

const QUOTES = 3;
const UNCOVERED = 10;
/** Topics that are judged. */
const MOST_JUDGED = 30;
/** Examples of each topic by which they are chosen. */
const EXAMPLES = 4;
/** Sentences that space and judges are made of. */
const SAMPLE = 700;

export interface TopicSuggestions {
  /** Texts with sentences, and sentences. */
  readonly documents: number;
  readonly sentences: number;
  /** Topics that a sentence is about, most texts first. */
  readonly topics: readonly {
    readonly topic: Topic;
    /** Texts with a sentence about it. */
    readonly documents: number;
    readonly sentences: number;
    /** The most certain sentences. */
    readonly quotes: readonly string[];
  }[];
  /** Sentences that no topic covers: their count, and some of them. */
  readonly uncovered: { readonly sentences: number; readonly quotes: readonly string[] };
}

/**
 * Counts the sentences that topics would have, without storing anything but the embeddings of their texts. Of many topics
 * only the {@link MOST_JUDGED} are judged that most sentences of a sample are about by similarity alone: heads take most
 * of the time.
 * @throws VerbatimError TOPICS_UNREADABLE, INTERRUPTED
 */
export async function suggestTopics(
  app: App,
  given: readonly Topic[],
  signal: AbortSignal,
): Promise<TopicSuggestions> {
  const chosen = await likelyTopics(app, given, signal);
  const { topics } = chosen;
  const trials = await judgeTrials(app, topics, signal, { sample: SAMPLE, ...chosen.space });
  const { model, place } = trials;
  const judges = await trials.judges(topics);
  const { dimensions, space } = place;
  const scorer = await openJudgeScorer(dimensions, space, judges);
  const pause = pauseUntil(signal, 'results of topics');
  const found = topics.map((topic) => ({ topic, documents: 0, sentences: 0, last: 0, best: [] as Scored[] }));
  const uncovered: SentencePlace[] = [];
  let [documents, sentences, uncoveredCount, last] = [0, 0, 0, 0];
  try {
    await inTransaction(app.database, async (reader) => {
      await reader.query('set transaction isolation level repeatable read, read only');
      for await (const { documentIds, ordinals, embeddings } of sentenceBlocks(
        reader,
        model.id,
        dimensions,
        'all',
      )) {
        const probabilities = await scorer.score(embeddings);
        for (const [at, documentId] of documentIds.entries()) {
          const ordinal = ordinals[at]!;
          sentences++;
          if (documentId !== last) documents++;
          last = documentId;
          let covered = false;
          for (const [judge, own] of found.entries()) {
            const probability = probabilities[at * found.length + judge]!;
            if (!(probability >= USUAL_THRESHOLD)) continue;
            covered = true;
            own.sentences++;
            if (own.last !== documentId) own.documents++;
            own.last = documentId;
            keepBest(own.best, { documentId, ordinal, probability });
          }
          if (covered) continue;
          uncoveredCount++;
          // The sentences that are kept are spread over the corpus: every one that doubles the count, and the latest.
          if (uncovered.length < UNCOVERED) uncovered.push({ documentId, ordinal });
          else if (uncoveredCount % UNCOVERED === 0) {
            uncovered[(uncoveredCount / UNCOVERED) % UNCOVERED] = { documentId, ordinal };
          }
        }
        await pause();
      }
    });
  } finally {
    await scorer.close();
  }
  const shown = found
    .filter((own) => own.sentences > 0)
    .sort((a, b) => b.documents - a.documents || b.sentences - a.sentences);
  const places = [...shown.flatMap(({ best }) => best), ...uncovered];
  const texts = await sentenceTexts(app.database, model.id, places);
  return {
    ...{ documents, sentences },
    topics: shown.map(({ best, last: _, ...own }) => ({
      ...own,
      quotes: best.flatMap((it) => texts.get(`${it.documentId} ${it.ordinal}`) ?? []),
    })),
    uncovered: {
      sentences: uncoveredCount,
      quotes: uncovered.flatMap((it) => texts.get(`${it.documentId} ${it.ordinal}`) ?? []),
    },
  };
}

/** The topics that most sentences of a sample are about, by similarity to their texts; and the space of these. */
async function likelyTopics(app: App, given: readonly Topic[], signal: AbortSignal) {
  if (given.length <= MOST_JUDGED) return { topics: given, space: {} };
  const topics = spokenParts(given, await feedbackLanguages(app.database));
  const { place, judges: judgesOf } = await judgeTrials(app, topics, signal, { sample: SAMPLE });
  const judges = await judgesOf(topics, { trained: false });
  const scorer = await openJudgeScorer(place.dimensions, place.space, judges);
  try {
    const sample = vectorsOf(await place.sample());
    const probabilities = await scorer.score(encodeHalfFloats(sample, place.dimensions));
    const hits = given.map((topic) => ({ topic, sum: 0 }));
    for (const [i, probability] of probabilities.entries()) {
      if (probability >= USUAL_THRESHOLD) hits[i % hits.length]!.sum += probability;
    }
    const most = hits.sort((a, b) => b.sum - a.sum).slice(0, MOST_JUDGED);
    return { topics: most.map(({ topic }) => topic), space: { space: place.space } };
  } finally {
    await scorer.close();
  }
}

const codeOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0]!;

/** Topics without the names of languages that few comments have, and a few examples of the others. @param languages of the comments, BCP 47 */
function spokenParts(topics: readonly Topic[], languages: readonly string[]): Topic[] {
  const spoken = new Set(languages.map(codeOf));
  const isSpoken = (language: string | null) =>
    language === null || spoken.size === 0 || spoken.has(codeOf(language));
  return topics.map((topic) => {
    const examples = topic.examples.filter(({ language }) => isSpoken(language));
    const names = Object.fromEntries(Object.entries(topic.names).filter(([language]) => isSpoken(language)));
    return {
      ...topic,
      names,
      examples: (examples.length > 0 ? examples : topic.examples).slice(0, EXAMPLES),
    };
  });
}

interface Scored extends SentencePlace {
  readonly probability: number;
}

/** One sentence a text, so that quotes are of different people. */
function keepBest(best: Scored[], one: Scored): void {
  const same = best.findIndex(({ documentId }) => documentId === one.documentId);
  if (same >= 0) {
    if (best[same]!.probability >= one.probability) return;
    best.splice(same, 1);
  }
  if (best.length === QUOTES && best.at(-1)!.probability >= one.probability) return;
  best.push(one);
  best.sort((a, b) => b.probability - a.probability);
  best.length = Math.min(best.length, QUOTES);
}
