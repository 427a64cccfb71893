import { createHash } from 'node:crypto';
import type { Pause } from '../../analysis/themes/k-means.ts';
import { type JudgeEffort, makeJudge } from '../../analysis/topics/judge.ts';
import { fitSpace, projectAll, type TopicSpace } from '../../analysis/topics/space.ts';
import { SUGGESTION } from '../../analysis/topics/statement-cues.ts';
import { topicTexts } from '../../analysis/topics/texts.ts';
import { endToEnd, type Vectors, vectorAt, vectorCount } from '../../analysis/vectors.ts';
import type { Queryable } from '../../db/client.ts';
import type { StoredJudge } from '../../db/topics/judges.ts';
import { countSentences, mostSentences, sampleSentences } from '../../db/topics/sentences.ts';
import { readSpace, type StoredSpace, spaceHash } from '../../db/topics/spaces.ts';
import { isBySentiment, type Topic } from '../../domain/topics/topic.ts';

/** Raised with every change of how a topic is judged: all are judged anew. */
const JUDGE = 2;
/** Sentences that space and judges are made of. */
const SAMPLE = 10_000;
/** The space is estimated again when sentences, or texts of topics, have grown by this factor. */
const GROWN = 2;
/** Fewer texts make no difference. */
const SOME_TEXTS = 100;

/** What judges are made in: the space, and sentences of the corpus. */
export interface JudgePlace {
  readonly space: StoredSpace;
  /** Set when the space was estimated just now, from so many sentences. */
  readonly estimatedFrom: number | null;
  readonly dimensions: number;
  /** Sentences of the corpus, not projected; read on first use, since a run without changes needs none. */
  readonly sample: () => Promise<Vectors>;
}

/** Of judges whose results are not stored: they may be made of less. */
export interface JudgeTrial {
  /** Most sentences of the corpus that space and judges are made of, and most texts that the space is. */
  readonly sample: number;
  /** Of an earlier trial. */
  readonly space?: StoredSpace;
}

/** SHA-256 of what the results of a topic depend on. @param all topics in use */
export function definitionsOf(all: readonly Topic[], spaceHash: string): (topic: Topic) => string {
  const own = ({ name, names, description, examples }: Topic) => [
    ...[JUDGE, spaceHash, name, Object.entries(names).sort(), description],
    examples.map(({ text, counter }) => [text, counter]).sort(),
  ];
  // Complaints are judged again when the suggestions among them change, are retired or come back.
  const wishes = all.find(({ kind, key }) => kind === 'statement' && key === SUGGESTION);
  return (topic) => {
    const related = isBySentiment(topic) ? [wishes ? own(wishes) : null] : [];
    return createHash('sha256')
      .update(JSON.stringify([...own(topic), ...related]))
      .digest('hex');
  };
}

/** The stored space, or a new one where there is none or the corpus has outgrown it. */
export async function judgePlace(
  reader: Queryable,
  modelId: number,
  dimensions: number,
  topics: readonly Topic[],
  vectorsOf: (texts: readonly string[]) => Promise<ReadonlyMap<string, Float32Array>>,
  trial?: JudgeTrial,
): Promise<JudgePlace> {
  let counted: Promise<number> | null = null;
  const count = () => (counted ??= countSentences(reader, modelId));
  let read: Promise<Float32Array> | null = null;
  const sample = async (): Promise<Vectors> => {
    const of = await count();
    read ??= sampleSentences(reader, modelId, { dimensions, of, most: trial?.sample ?? SAMPLE });
    return { values: await read, dimensions };
  };
  if (trial?.space) return { space: trial.space, estimatedFrom: null, dimensions, sample };
  const stored = await readSpace(reader, modelId);
  const all = [...new Set(topics.flatMap(textsOf))];
  const step = Math.max(1, Math.ceil(all.length / (trial?.sample ?? all.length)));
  const texts = all.filter((_, i) => i % step === 0);
  const enough = (now: number, then: number) => now < GROWN * then;
  if (
    stored &&
    enough(texts.length, Math.max(SOME_TEXTS, stored.texts)) &&
    // Counting reads the whole table; its size often tells enough.
    (enough(await mostSentences(reader, dimensions), stored.segments) ||
      enough(await count(), stored.segments))
  ) {
    return { space: stored, estimatedFrom: null, dimensions, sample };
  }
  const sentences = await sample();
  const fitted: TopicSpace = fitSpace(
    sentences,
    endToEnd([...(await vectorsOf(texts)).values()], dimensions),
  );
  const space = {
    ...fitted,
    spread: Math.fround(fitted.spread),
    hash: spaceHash(fitted),
    segments: await count(),
    texts: texts.length,
  };
  return { space, estimatedFrom: vectorCount(sentences), dimensions, sample };
}

/** All texts of a topic, in the order in which {@link judgeMaker} looks them up. */
export const textsOf = (topic: Topic): string[] => [
  ...topicTexts(topic).map(({ text }) => text),
  ...topic.examples.map(({ text }) => text),
];

/** Makes judges of topics. Called twice, it projects texts and sentences once. */
type JudgeMaker = (
  topics: readonly Topic[],
  options: JudgeEffort & { readonly pause: Pause },
) => Promise<StoredJudge[]>;

/**
 * @param all topics in use, whose examples are counter-examples of the others
 * @param vectors text → embedding; a text without one is left out
 */
export async function judgeMaker(
  all: readonly Topic[],
  vectors: ReadonlyMap<string, Float32Array>,
  { space, dimensions, sample }: JudgePlace,
): Promise<JudgeMaker> {
  const background = projectAll(space, await sample());
  const known = [...vectors.keys()];
  const projected = projectAll(space, endToEnd([...vectors.values()], dimensions));
  const places = new Map(known.map((text, i) => [text, vectorAt(projected, i)]));
  const related = relatives(all);
  const definitionOf = definitionsOf(all, space.hash);
  const judgeOf = (topic: Topic, { checked, trained }: JudgeEffort): StoredJudge => {
    const examples = topic.examples.filter(({ counter }) => !counter);
    const counters = topic.examples.filter(({ counter }) => counter);
    const vectorsAt = (rows: readonly { readonly text: string }[]) =>
      rows.flatMap(({ text }) => places.get(text) ?? []);
    const near = related(topic.id);
    // A sentence about a topic is about the one above it, too.
    const others = all
      .filter(({ id, kind }) => kind === topic.kind && !near.has(id))
      .flatMap((other) => other.examples.filter((it) => !it.counter));
    const texts = topicTexts(topic).flatMap(({ text, weight }) => {
      const vector = places.get(text);
      return vector ? [{ vector, weight }] : [];
    });
    // The sentiment of a sentence decides these kinds, so no head is trained for them.
    const heads = !isBySentiment(topic);
    const judge = makeJudge(
      {
        texts,
        examples: heads ? vectorsAt(examples) : [],
        counterExamples: heads ? vectorsAt(counters) : [],
        others: heads ? vectorsAt(others) : [],
      },
      background,
      space.spread,
      // By default, those of subjects are checked.
      { checked: checked ?? topic.kind === 'subject', trained },
    );
    return {
      ...{ topicId: topic.id, definition: definitionOf(topic), method: judge.method },
      ...{ weights: judge.weights, bias: judge.bias, check: judge.check },
      ...{ examples: examples.length, counterExamples: counters.length },
    };
  };
  return async (topics, { pause, ...effort }) => {
    const judges: StoredJudge[] = [];
    for (const topic of topics) {
      judges.push(judgeOf(topic, effort));
      await pause();
    }
    return judges;
  };
}

/** Ids of a topic, of those above it and of those below it. */
function relatives(topics: readonly Topic[]): (id: string) => ReadonlySet<string> {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const above = (id: string): string[] => {
    const parent = byId.get(id)?.parentId;
    return parent ? [parent, ...above(parent)] : [];
  };
  const lines = new Map(topics.map(({ id }) => [id, above(id)]));
  return (id) =>
    new Set([
      id,
      ...(lines.get(id) ?? []),
      ...topics.filter((it) => lines.get(it.id)!.includes(id)).map((it) => it.id),
    ]);
}
