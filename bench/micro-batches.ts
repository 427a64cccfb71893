import { LookAhead, type Waiting } from '../src/inference/batching/look-ahead.ts';
import type { WindowJob } from '../src/inference/text/window-jobs.ts';

/** The micro-batches that the engine forms of the windows of one caller. @param budget padded tokens of each */
export function microBatches(jobs: readonly WindowJob[], budget: number): WindowJob[][] {
  const waiting = new LookAhead<Waiting & { readonly job: WindowJob }>();
  waiting.add(jobs.map((job) => ({ job, length: job.ids.length, caller: 0 })));
  const batches: WindowJob[][] = [];
  while (waiting.size > 0) batches.push(waiting.take(budget).map(({ job }) => job));
  return batches;
}
