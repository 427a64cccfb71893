import { chosenModel, prepareModel } from '../../app/model-choice.ts';
import { type App, openAppQueue, openQueueTarget } from '../../app/open.ts';
import { type FailureGroup, failureGroups } from '../../db/results/failures.ts';
import { findModels } from '../../db/results/models.ts';
import { reopenFailures } from '../../db/results/trials.ts';
import { startRun } from '../../db/runs/runs.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { FailedGroup } from '../../jobs/queue.ts';
import { queueMissing } from './missing.ts';

const RUNTIME = 'other workers';

/**
 * Queues every document that SQL says is missing, and does not wait for it.
 * @param span only documents with a comment in this time range; the active model stays the active one
 * @returns the run, null when nothing is missing
 */
export async function requeueMissing(
  app: App,
  trigger: string,
  span?: TimeSpan,
): Promise<{ documents: number; runId: number | null; model: string; queue: string }> {
  const { database, config } = app;
  const { model, modelId } = await prepareModel(app, { activate: !span });
  const queue = await openAppQueue(app, await openQueueTarget(app), model.hash);
  const queued = await queueMissing({
    ...{ database, queue, modelId, trigger, span, runtime: RUNTIME },
    ...{ device: config.device, batchCharacters: config.batchCharacters },
  });
  const { documents = 0, runId = null } = queued ?? {};
  return { documents, runId, model: model.name, queue: queue.name };
}

/** Documents that were set aside and batches that gave up, by code. */
export interface Failures {
  readonly documents: readonly FailureGroup[];
  readonly jobs: readonly FailedGroup[];
}

export async function readFailures(app: App): Promise<Failures> {
  const { queue, modelId } = await openChosen(app);
  return { documents: await failureGroups(app.database, modelId), jobs: await queue.failedGroups() };
}

/**
 * Makes the documents that failed with a code missing again, and queues them.
 * @returns counts of documents, batches and queued documents
 * @throws VerbatimError GROUP_UNKNOWN
 */
export async function retryFailures(app: App, code: string) {
  const { database, config } = app;
  const { queue, modelId, model } = await openChosen(app);
  const groups = [...(await failureGroups(database, modelId)), ...(await queue.failedGroups())];
  if (!groups.some((group) => group.code === code)) {
    const known = [...new Set(groups.map((group) => group.code))].join(', ') || 'none';
    throw new VerbatimError('GROUP_UNKNOWN', { code, known });
  }
  const run = { trigger: 'retry', modelId, device: config.device, runtime: RUNTIME };
  const runId = await startRun(database, run);
  const documents = await reopenFailures(database, modelId, [code], runId);
  const batches = await queue.forgetFailed(code);
  const { batchCharacters } = config;
  const queued = await queueMissing({ ...run, database, queue, batchCharacters, runId });
  return { code, documents, batches, queued: queued?.documents ?? 0, runId, model };
}

async function openChosen(app: App) {
  const { hash, name } = await chosenModel(app.database, app.config);
  const [stored] = await findModels(app.database, hash);
  return {
    queue: await openAppQueue(app, await openQueueTarget(app), hash),
    model: name,
    modelId: stored?.id ?? 0,
  };
}
