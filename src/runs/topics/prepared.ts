import type { App } from '../../app/open.ts';
import { inTransaction } from '../../db/client.ts';
import { activeModel, type StoredModel } from '../../db/results/models.ts';
import { embeddingDimensions } from '../../db/themes/vectors.ts';
import type { StoredJudge } from '../../db/topics/judges.ts';
import { readTopics } from '../../db/topics/rows.ts';
import type { Topic } from '../../domain/topics/topic.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { pauseUntil } from '../pause.ts';
import { type JudgePlace, judgePlace, judgesFor, textsOf } from './judges.ts';
import { TextVectors } from './text-vectors.ts';

/** Judges that were made to look at, not to store results. */
export interface TrialJudges {
  readonly model: StoredModel;
  readonly place: JudgePlace;
  /** In the order of the topics. */
  readonly judges: readonly StoredJudge[];
}

/**
 * Makes judges of topics that need not be stored.
 * @param others topics whose examples are counter-examples, these included; default: the topics
 * @throws VerbatimError TOPICS_UNREADABLE, INTERRUPTED
 */
export async function trialJudges(
  app: App,
  topics: readonly Topic[],
  signal: AbortSignal,
  others: readonly Topic[] = topics,
): Promise<TrialJudges> {
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
  const vectors = await texts.of([...topics, ...others].flatMap(textsOf));
  const subjects = others.filter(({ kind }) => kind === 'subject');
  const place = await judgePlace(database, model.id, dimensions, subjects, (of) => texts.of(of));
  const judges = await judgesFor(topics, others, vectors, place, pauseUntil(signal, 'results of topics'));
  return { model, place, judges };
}

/** Topics in use. @throws VerbatimError TOPICS_NONE */
export async function topicsInUse({ database }: App): Promise<Topic[]> {
  const topics = (await readTopics(database)).filter(({ retired }) => !retired);
  if (topics.length === 0) throw new VerbatimError('TOPICS_NONE');
  return topics;
}
