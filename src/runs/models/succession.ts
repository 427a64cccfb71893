import { setTimeout as pause } from 'node:timers/promises';
import { chosenModel, type PreparedModel } from '../../app/model-choice.ts';
import { type App, openAppQueue } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { lastActivation } from '../../db/results/activations.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { AnalyseQueue, QueueTarget } from '../../jobs/queue.ts';

const LOOK_MS = 5_000;

/**
 * Resolves with true when a worker is to take the batches of another model: it was activated, promoted or rolled back to,
 * and no batch of the present one is left, since a run may wait for it. Resolves with false when `signal` aborts.
 */
export async function succeeded(
  app: App,
  target: QueueTarget,
  { model }: PreparedModel,
  signal: AbortSignal,
): Promise<boolean> {
  let seen: number | null = null;
  let follows = false;
  let queue: AnalyseQueue | null = null;
  const look = async (): Promise<boolean> => {
    const last = await lastActivation(app.database, 'feedback');
    if (last !== seen) follows = (await nextHash(app, model.hash)) !== model.hash;
    seen = last;
    if (!follows) return false;
    queue ??= await openAppQueue(app, target, model.hash);
    const { waiting, active } = await queue.counts();
    return waiting + active === 0;
  };
  for (;;) {
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return false;
    // The lookout of the worker reports servers that are away.
    if (await look().catch(() => false)) return true;
  }
}

/** The hash of the model that this process would run if it started now. */
async function nextHash({ database, config }: App, present: string): Promise<string> {
  try {
    return (await chosenModel(database, config)).hash;
  } catch (error) {
    if (!(error instanceof VerbatimError)) throw error;
    note(`The model that is active now cannot run here, so this worker keeps its own. ${error.message}`);
    return present;
  }
}
