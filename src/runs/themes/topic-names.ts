import type { TopicShares } from '../../analysis/themes/naming/topic-fit.ts';
import type { App } from '../../app/open.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { themeSamples } from '../../db/themes/samples.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { findTopic, type Topic, USUAL_THRESHOLD } from '../../domain/topics/topic.ts';
import { candidatesOf, catalogueFiles, leavesOf } from '../topics/candidates.ts';
import { openJudgeScorer } from '../topics/judge-scorer.ts';
import { judgesOf } from '../topics/prepared.ts';
import { TextVectors } from '../topics/text-vectors.ts';
import type { ThemeJudging } from './theme-run.ts';

/** Sentences of each theme that are judged. */
const SAMPLE = 200;

/**
 * Judges a sample of each theme's sentences by the user's topics and those of the catalogue. The embeddings of the
 * catalogue's texts are stored, so only the first run reads them.
 */
export const judgeByTopics =
  (app: App): ThemeJudging =>
  async (writer, { modelId, dimensions, pause }) => {
    const model = (await feedbackModel(writer, modelId))!;
    const own = (await readTopics(writer)).filter(({ retired }) => !retired);
    const files = catalogueFiles();
    const catalogue: readonly Topic[] = files.length === 0 ? [] : await candidatesOf(files);
    const known = ({ key, name }: Topic) => findTopic(own, key ?? name) ?? findTopic(own, name);
    const all = [...own, ...catalogue.filter((topic) => !known(topic))];
    const judged = leavesOf(all);
    const topics = judged.map((topic) => ({
      ...{ name: topic.name, names: topic.names, own: own.includes(topic) },
      texts: [
        ...[topic.name, ...Object.values(topic.names), topic.description],
        ...topic.examples.flatMap(({ text, counter }) => (counter ? [] : [text])),
      ],
    }));
    if (topics.length === 0) return { topics, themes: [] };
    const texts = new TextVectors(app, model, { reader: writer, write: (work) => work(writer) });
    const set = { topics: judged, others: all, dimensions };
    const { place, judges } = await judgesOf(writer, model, texts, set, { pause, checked: false });
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
