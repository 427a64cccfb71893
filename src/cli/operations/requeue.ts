import { prepareModel } from '../../app/model-choice.ts';
import { type App, openQueueTarget } from '../../app/open.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import { openQueue } from '../../jobs/queue.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { queueMissing } from '../../runs/analysis/analysis-run.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim requeue` and `analyze --no-wait`: puts into the queue what SQL says is missing, and returns. */
export async function requeue(app: App, trigger: string, span?: TimeSpan): Promise<Outcome> {
  const { database, config, lifecycle } = app;
  const { model, modelId } = await prepareModel(app, { activate: !span });
  const queue = lifecycle.opened('queue', openQueue(await openQueueTarget(app), model.hash), (it) =>
    it.close(),
  );
  const queued = await queueMissing({
    ...{ database, queue, modelId, trigger, device: config.device, runtime: 'other workers' },
    batchCharacters: config.batchCharacters,
    span,
  });
  const documents = queued?.documents ?? 0;
  const text =
    documents > 0
      ? `${count(documents, 'document')} queued for ${model.name}; verbatim worker processes take them.`
      : 'Nothing is missing: every document is analysed or set aside.';
  return done({ documents, runId: queued?.runId ?? null, queue: queue.name }, text);
}
