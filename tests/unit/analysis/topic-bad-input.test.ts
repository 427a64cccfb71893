import { expect, test } from 'vitest';
import { judged } from '../../../src/analysis/topics/direction.ts';
import { fitSpace, projectAll } from '../../../src/analysis/topics/space.ts';
import { vectorAt } from '../../../src/analysis/vectors.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import type { Topic } from '../../../src/domain/topics/topic.ts';
import { checkTopics } from '../../../src/domain/topics/topic-check.ts';
import { addTopic, changeTopic } from '../../../src/domain/topics/topic-edits.ts';
import { openJudgeScorer } from '../../../src/runs/topics/judge-scorer.ts';
import { judgeMaker, textsOf } from '../../../src/runs/topics/judges.ts';
import { plantedVectors } from '../../support/models/planted-vectors.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const DIMENSIONS = 32;
const pause = async () => {};

/** Judges of topics whose texts have planted vectors, and sentences in the space. */
async function judgesOf(topics: readonly Topic[]) {
  const texts = [...new Set(topics.flatMap(textsOf))];
  const { vectors } = plantedVectors(7, [texts.length], DIMENSIONS, 0.1);
  const sentences = plantedVectors(8, [40], DIMENSIONS, 0.1).vectors;
  const space = { ...fitSpace(sentences, vectors), hash: 'h', segments: 40, texts: texts.length };
  const known = new Map(texts.map((text, i) => [text, vectorAt(vectors, i)]));
  const place = { space, estimatedFrom: null, dimensions: DIMENSIONS, sample: async () => sentences };
  const judges = await (await judgeMaker(topics, known, place))(topics, { pause });
  return { judges, space, sentences };
}

test('2,000 topics are judged, each by its own judge', async () => {
  // As a codebook stores them; adding one checks all.
  const [one] = addTopic(uuid(0), { name: 'Topic 0', description: 'About subject 0.' })([]);
  const topics = Array.from({ length: 2_000 }, (_, n): Topic => {
    return { ...one!, id: uuid(n), name: `Topic ${n}`, description: `About subject ${n}.` };
  });
  const { judges, space, sentences } = await judgesOf(topics);
  expect(judges.map(({ topicId }) => topicId)).toEqual(topics.map(({ id }) => id));
  const scorer = await openJudgeScorer(DIMENSIONS, space, judges);
  try {
    const first = [0, 1, 2].map((i) => vectorAt(sentences, i));
    const scores = await scorer.score(encodeHalfFloats(first, DIMENSIONS));
    expect(scores.length).toBe(6_000);
    const place = vectorAt(projectAll(space, sentences), 2);
    for (const topic of [0, 999, 1_999]) {
      expect(scores[2 * 2_000 + topic]).toBeCloseTo(judged(judges[topic]!, place), 2);
    }
  } finally {
    await scorer.close();
  }
});

test('a description of one word, also the name itself, makes a judge', async () => {
  const [name, mark] = ['Price', '!'].map((description, n) => {
    return addTopic(uuid(n), { name: 'Price', description })([])[0]!;
  });
  expect(textsOf(name!)).toEqual(['Price', 'Price', 'Price. Price']);
  for (const topic of [name!, mark!]) {
    const { judges } = await judgesOf([topic]);
    expect(judges[0]!.weights.every(Number.isFinite)).toBe(true);
    expect(judges[0]!.weights.some((weight) => weight !== 0)).toBe(true);
    expect(Number.isFinite(judges[0]!.bias)).toBe(true);
  }
});

test('an edit that makes a circle of two or three topics is refused', () => {
  const of = (parent: string | null) => ({ description: 'What is said of it.', parent });
  let topics: Topic[] = addTopic(uuid(1), { name: 'A', ...of(null) })([]);
  topics = addTopic(uuid(2), { name: 'B', ...of('A') })(topics);
  topics = addTopic(uuid(3), { name: 'C', ...of('B') })(topics);
  for (const parent of ['A', 'B', 'C']) {
    const edited = changeTopic('A', { parent })(topics);
    expect(() => checkTopics(edited)).toThrow(expect.objectContaining({ code: 'TOPIC_CIRCLE' }));
  }
});
