import type { TopicShares } from '../../analysis/themes/naming/topic-fit.ts';
import type { App } from '../../app/open.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { themeSamples } from '../../db/themes/samples.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { USUAL_THRESHOLD } from '../../domain/topics/topic.ts';
import { leavesOf } from '../topics/candidates.ts';
import { openJudgeScorer } from '../topics/judge-scorer.ts';
import { preparedJudges } from '../topics/prepared.ts';
import { TextVectors } from '../topics/text-vectors.ts';
import type { ThemeJudging } from './theme-run.ts';

/** Sentences of each theme that are judged. */
const SAMPLE = 200;

/**
 * Judges a sample of each theme's sentences by the user's topics. Not by the catalogue: its names were wrong for some
 * themes of Banking77, and judging it takes 17 s (docs/decisions/theme-names.md).
 */
export const judgeByTopics =
  (app: App): ThemeJudging =>
  async (writer, { modelId, dimensions, pause }) => {
    const model = (await feedbackModel(writer, modelId))!;
    const own = (await readTopics(writer)).filter(({ retired, kind }) => !retired && kind === 'subject');
    const judged = leavesOf(own);
    const topics = judged.map((topic) => ({
      ...{ name: topic.name, names: topic.names },
      texts: [
        ...[topic.name, ...Object.values(topic.names), topic.description],
        ...topic.examples.flatMap(({ text, counter }) => (counter ? [] : [text])),
      ],
    }));
    if (topics.length === 0) return { topics, themes: [] };
    const texts = new TextVectors(app, model, { reader: writer, write: (work) => work(writer) });
    const { place, make } = await preparedJudges(writer, model, texts, { topics: own, dimensions });
    const judges = await make(judged, { pause, checked: false });
    const scorer = await openJudgeScorer(dimensions, place.space, judges);
    try {
      const themes: TopicShares[] = [];
      for (const { embeddings, ...theme } of await themeSamples(writer, modelId, dimensions, SAMPLE)) {
        const probabilities = await scorer.score(embeddings);
        const hits = topics.map(() => 0);
        for (const [i, probability] of probabilities.entries()) {
          if (probability >= USUAL_THRESHOLD) hits[i % topics.length]!++;
        }
        const read = probabilities.length / topics.length;
        themes.push({ ...theme, shares: hits.map((count) => count / read) });
        await pause();
      }
      return { topics, themes };
    } finally {
      await scorer.close();
    }
  };
