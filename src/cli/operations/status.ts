import { chosenModel } from '../../app/model-choice.ts';
import { type App, openAppQueue, openQueueTarget } from '../../app/open.ts';
import { assertMigrated } from '../../db/migrate.ts';
import { readStatus } from '../../db/reports/status.ts';
import { type Freshness, readFreshness } from '../../db/runs/nightly-runs.ts';
import { readSchedule } from '../../db/runs/nightly-schedule.ts';
import type { HeardWorker } from '../../db/runs/workers.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { withNext } from '../../jobs/nightly-schedule.ts';
import { count, duration, minute, whole } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim status`: what is stored, what is missing, what waits, how the last run ended. */
export async function status(app: App): Promise<Outcome> {
  await assertMigrated(app.database, 'the database');
  const stored = await readStatus(app.database);
  const hash = stored.model?.hash ?? (await chosenModel(app.database, app.config)).hash;
  const target = await openQueueTarget(app);
  const queue = await openAppQueue(app, target, hash);
  const waiting = await queue.counts();
  const { model, lastRun } = stored;
  const night = await readFreshness(app.database);
  const schedule = withNext(await readSchedule(app.database), new Date());
  const lines = [
    `Feedback    ${whole(stored.feedback)} rows from ${whole(stored.imports)} imports, ${whole(stored.rejects)} open rejects`,
    `Documents   ${whole(stored.documents)} distinct texts`,
    `Model       ${model ? modelTitle(model) : 'none yet'}`,
    `Analysed    ${whole(stored.analysed)}, missing ${whole(stored.missing)}, set aside ${whole(stored.failed)}, say nothing ${whole(stored.noAnswer)}`,
    ...stored.failures.map(({ code, count }) => `            ${whole(count)} set aside: ${code}`),
    `Queue       ${whole(waiting.waiting)} batches wait, ${whole(waiting.active)} run, ${whole(waiting.failed)} gave up (${target.kind})`,
    `Workers     ${stored.workers.length === 0 ? 'none' : stored.workers.map(workerText).join('\n            ')}`,
    lastRun
      ? `Last run    ${lastRun.status} (${lastRun.trigger}), ${whole(lastRun.analysed)} documents in ${duration(lastRun.seconds)}, ${minute(lastRun.startedAt)}`
      : 'Last run    none yet',
    `Nightly     ${nightlyText(night)}${schedule?.next ? `, the next ${minute(schedule.next)}` : ''}`,
  ];
  if (stored.missing > 0 && waiting.waiting + waiting.active === 0) {
    lines.push('', 'Documents are missing and nothing is queued: run verbatim analyze.');
  }
  return done({ ...stored, night, schedule, queue: { backend: target.kind, ...waiting } }, lines.join('\n'));
}

function workerText(worker: HeardWorker): string {
  const { host, process, device, held, finished, silence, heard, waitsFor, leftCode } = worker;
  const state = leftCode
    ? `left the queue: ${leftCode}`
    : heard
      ? waitsFor
        ? `takes no batch, waits for: ${waitsFor}`
        : `holds ${whole(held)} batches, finished ${whole(finished)}`
      : 'gone, or cannot reach Postgres';
  return `${host} ${process} on ${device}: ${state}; last heard ${duration(silence)} ago`;
}

const nightlyText = ({ asOf, newer }: Freshness) =>
  asOf ? `as of ${minute(asOf)}, ${count(newer, 'comment')} stored since` : 'none yet';
