import { judged } from '../../analysis/topics/direction.ts';
import { projectAll } from '../../analysis/topics/space.ts';
import { endToEnd, vectorAt } from '../../analysis/vectors.ts';
import type { App } from '../../app/open.ts';
import { type TopicLabel, topicLabels } from '../../db/review/topic-labels.ts';
import { editTopics } from '../../db/topics/edits.ts';
import { comparableName, type Topic, type TopicExample } from '../../domain/topics/topic.ts';
import { changeTopic, inUse } from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { judgeTrials, topicsInUse } from '../topics/prepared.ts';
import { type TopicsResult, updateTopics } from '../topics/update.ts';

/** Of both kinds, below which a check tells nothing. */
const LEAST_SENTENCES = 20;
const FOLDS = 5;

/** How a topic is told from others on labelled sentences that it was not made from; null: nothing to count. */
interface TopicFit {
  readonly precision: Estimate | null;
  readonly recall: Estimate | null;
  /** 0..1. */
  readonly f1: number | null;
}

/** What labels make of a topic. */
export interface TopicTuning {
  readonly topic: { readonly id: string; readonly name: string };
  /** Labelled sentences about it, and not about it. */
  readonly about: number;
  readonly not: number;
  readonly divided: number;
  /** Labels that belong to no single sentence. */
  readonly unplaced: number;
  readonly before: TopicFit;
  /** By five-fold cross-validation. */
  readonly after: TopicFit;
  /** Examples and counter-examples that it has in addition; null: not applied. */
  readonly added: number | null;
  readonly run: TopicsResult | null;
}

/**
 * Labelled sentences as examples and counter-examples of a topic: how well it is told by the examples it has, and with
 * these, on sentences that were left out.
 * @param apply whether the topic gets them
 * @throws VerbatimError TOPIC_UNKNOWN, TOPIC_RETIRED, TOPICS_UNREADABLE, TUNING_TOO_FEW_LABELS, TUNING_ONE_LABEL
 */
export async function tuneTopic(
  app: App,
  wanted: string,
  { apply = false, signal }: { readonly apply?: boolean | undefined; readonly signal: AbortSignal },
): Promise<TopicTuning> {
  const all = await topicsInUse(app);
  const topic = inUse(all, wanted);
  const current = await judgeTrials(app, all, signal);
  const { sentences, unplaced } = await topicLabels(app.database, current.model.id, topic.id);
  const labelled = distinctRows(sentences);
  const known = new Set(topic.examples.map(({ text }) => comparableName(text)));
  // An example of the topic would be found again for that.
  const rows = labelled.filter(({ text }) => !known.has(comparableName(text)));
  const about = rows.filter((row) => row.about).length;
  if (rows.length < LEAST_SENTENCES) {
    const left = [
      ...(rows.length < labelled.length ? [`${labelled.length - rows.length} are examples already`] : []),
      ...(unplaced > 0 ? [`${unplaced} labels belong to no single sentence`] : []),
    ];
    const detail = ` with the topic ${topic.name}${left.length > 0 ? ` (${left.join(', ')})` : ''}`;
    throw new VerbatimError('TUNING_TOO_FEW_LABELS', {
      ...{ least: LEAST_SENTENCES, texts: rows.length, detail },
    });
  }
  if (about === 0 || about === rows.length) {
    throw new VerbatimError('TUNING_ONE_LABEL', { texts: rows.length, value: about === 0 ? 'no' : 'yes' });
  }
  const found = async (
    trials: Awaited<ReturnType<typeof judgeTrials>>,
    judgedTopic: Topic,
    held: readonly TopicRow[],
  ) => {
    const { space, dimensions } = trials.place;
    const [judge] = await trials.judges([judgedTopic]);
    const vectors = projectAll(
      space,
      endToEnd(
        held.map(({ embedding }) => embedding),
        dimensions,
      ),
    );
    return held.map((_, i) => judged(judge!, vectorAt(vectors, i)) >= topic.threshold);
  };
  const before = await found(current, topic, rows);
  const after: boolean[] = new Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const kept = rows.filter((_, i) => i % FOLDS !== fold);
    const held = [...rows.keys()].filter((i) => i % FOLDS === fold);
    const taught: Topic = { ...topic, examples: [...topic.examples, ...asExamples(kept)] };
    const among = all.map((it) => (it.id === topic.id ? taught : it));
    const own = await found(
      await judgeTrials(app, among, signal),
      taught,
      held.map((i) => rows[i]!),
    );
    for (const [k, i] of held.entries()) after[i] = own[k]!;
  }
  const result = {
    ...{ topic: { id: topic.id, name: topic.name }, about, not: rows.length - about, unplaced },
    divided: sentences.filter((it) => it.about === null).length,
    ...{ before: fitOf(rows, before), after: fitOf(rows, after) },
  };
  if (!apply) return { ...result, added: null, run: null };
  const { changed } = await editTopics(
    app.database,
    changeTopic(topic.id, { addExamples: asExamples(rows) }),
  );
  const now = changed.find(({ id }) => id === topic.id) ?? topic;
  const added = now.examples.length - topic.examples.length;
  return { ...result, added, run: await updateTopics(app, { signal }) };
}

type TopicRow = TopicLabel & { readonly about: boolean };

/** Longer sentences cannot be examples. */
const MOST_CHARACTERS = 2_000;

/**
 * One row for each text, the two kinds mixed evenly, so that each part of the cross-validation has both. A text that has
 * both labels has none.
 */
function distinctRows(sentences: readonly TopicLabel[]): TopicRow[] {
  const texts = new Map<string, TopicRow | null>();
  for (const row of sentences) {
    const { about, text } = row;
    if (about === null || text === '' || text.length > MOST_CHARACTERS) continue;
    const name = comparableName(text);
    const known = texts.get(name);
    if (known === undefined) texts.set(name, { ...row, about });
    else if (known?.about !== about) texts.set(name, null);
  }
  const rows = [...texts.values()].filter((row) => row !== null);
  return [...rows.filter((row) => row.about), ...rows.filter((row) => !row.about)];
}

const asExamples = (rows: readonly TopicRow[]): TopicExample[] =>
  rows.map(({ text, language, about, feedbackId }) => ({ text, language, counter: !about, feedbackId }));

function fitOf(rows: readonly TopicRow[], found: readonly boolean[]): TopicFit {
  let [hits, alarms, misses] = [0, 0, 0];
  for (const [i, { about }] of rows.entries()) {
    if (about && found[i]) hits++;
    else if (found[i]) alarms++;
    else if (about) misses++;
  }
  return {
    precision: wilsonShare(hits, hits + alarms),
    recall: wilsonShare(hits, hits + misses),
    f1: hits + alarms + misses === 0 ? null : (2 * hits) / (2 * hits + alarms + misses),
  };
}
