import type { Pause } from '../../analysis/themes/k-means.ts';
import type { App } from '../../app/open.ts';
import { inTransaction, type Queryable } from '../../db/client.ts';
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
 * @param options others: topics whose examples are counter-examples, these included; default: the topics. checked:
 *   with the check of each, which takes four times as long as the judge
 * @throws VerbatimError TOPICS_UNREADABLE, INTERRUPTED
 */
export async function trialJudges(
  app: App,
  topics: readonly Topic[],
  signal: AbortSignal,
  { others = topics, checked = false }: { others?: readonly Topic[]; checked?: boolean } = {},
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
  const pause = pauseUntil(signal, 'results of topics');
  const set = { topics, others, dimensions };
  return { model, ...(await judgesOf(database, model, texts, set, { pause, checked })) };
}

interface JudgedSet {
  readonly topics: readonly Topic[];
  /** Topics whose examples are counter-examples, these included. */
  readonly others: readonly Topic[];
  readonly dimensions: number;
}

/** Judges of topics in the stored space, or in a new one where that is outgrown. */
export async function judgesOf(
  reader: Queryable,
  model: StoredModel,
  texts: TextVectors,
  { topics, others, dimensions }: JudgedSet,
  options: { readonly pause: Pause; readonly checked: boolean },
): Promise<Pick<TrialJudges, 'place' | 'judges'>> {
  const vectors = await texts.of([...topics, ...others].flatMap(textsOf));
  const subjects = others.filter(({ kind }) => kind === 'subject');
  const place = await judgePlace(reader, model.id, dimensions, subjects, (of) => texts.of(of));
  return { place, judges: await judgesFor(topics, others, vectors, place, options) };
}

/** Topics in use. @throws VerbatimError TOPICS_NONE */
export async function topicsInUse({ database }: App): Promise<Topic[]> {
  const topics = (await readTopics(database)).filter(({ retired }) => !retired);
  if (topics.length === 0) throw new VerbatimError('TOPICS_NONE');
  return topics;
}
