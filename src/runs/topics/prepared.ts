import type { JudgeEffort } from '../../analysis/topics/judge.ts';
import type { App } from '../../app/open.ts';
import { inTransaction, type Queryable } from '../../db/client.ts';
import { activeModel, type StoredModel } from '../../db/results/models.ts';
import { embeddingDimensions } from '../../db/themes/vectors.ts';
import type { StoredJudge } from '../../db/topics/judges.ts';
import { readTopics } from '../../db/topics/rows.ts';
import type { Topic } from '../../domain/topics/topic.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { pauseUntil } from '../pause.ts';
import { type JudgePlace, type JudgeTrial, judgeMaker, judgePlace, textsOf } from './judges.ts';
import { TextVectors } from './text-vectors.ts';

/** Makes judges to look at, not to store results. */
interface JudgeTrials {
  readonly model: StoredModel;
  readonly place: JudgePlace;
  /** In the order of the topics. */
  judges(topics: readonly Topic[], effort?: JudgeEffort): Promise<StoredJudge[]>;
}

/**
 * Prepares judges of topics that need not be stored.
 * @param all topics whose examples are counter-examples, those to be judged included
 * @param trial judges may be made of less
 * @throws VerbatimError TOPICS_UNREADABLE, INTERRUPTED
 */
export async function judgeTrials(
  app: App,
  all: readonly Topic[],
  signal: AbortSignal,
  trial?: JudgeTrial,
): Promise<JudgeTrials> {
  const { database } = app;
  const model = await activeModel(database, 'feedback');
  const dimensions = model && (await embeddingDimensions(database, model.id));
  if (!model || !dimensions) {
    throw new VerbatimError('TOPICS_UNREADABLE', {
      detail: model ? 'the active model gave none' : 'nothing is analysed',
    });
  }
  const write = (work: Parameters<typeof inTransaction>[1]) => inTransaction(database, work) as Promise<void>;
  const texts = new TextVectors(app, model, { reader: database, write });
  const { place, make } = await preparedJudges(database, model, texts, { topics: all, dimensions, trial });
  const pause = pauseUntil(signal, 'results of topics');
  return { model, place, judges: (topics, effort) => make(topics, { checked: false, ...effort, pause }) };
}

/** What makes judges of topics in the stored space, or in a new one where that is outgrown. @param set all topics */
export async function preparedJudges(
  reader: Queryable,
  model: StoredModel,
  texts: TextVectors,
  {
    topics,
    dimensions,
    trial,
  }: {
    readonly topics: readonly Topic[];
    readonly dimensions: number;
    readonly trial?: JudgeTrial | undefined;
  },
): Promise<{ readonly place: JudgePlace; readonly make: Awaited<ReturnType<typeof judgeMaker>> }> {
  const vectors = await texts.of(topics.flatMap(textsOf));
  const subjects = topics.filter(({ kind }) => kind === 'subject');
  const place = await judgePlace(reader, model.id, dimensions, subjects, (of) => texts.of(of), trial);
  return { place, make: await judgeMaker(topics, vectors, place) };
}

/** Topics in use. @throws VerbatimError TOPICS_NONE */
export async function topicsInUse({ database }: App): Promise<Topic[]> {
  const topics = (await readTopics(database)).filter(({ retired }) => !retired);
  if (topics.length === 0) throw new VerbatimError('TOPICS_NONE');
  return topics;
}
