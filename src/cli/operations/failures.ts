import { chosenModel } from '../../app/model-choice.ts';
import { type App, openQueueTarget } from '../../app/open.ts';
import { failureGroups } from '../../db/results/failures.ts';
import { findModels } from '../../db/results/models.ts';
import { reopenFailures } from '../../db/results/trials.ts';
import { startRun } from '../../db/runs/runs.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { openQueue } from '../../jobs/queue.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { queueMissing } from '../../runs/analysis/analysis-run.ts';
import { done, type Outcome } from '../output.ts';

async function open(app: App) {
  const { database, config, lifecycle } = app;
  const { hash, name } = await chosenModel(database, config);
  const [stored] = await findModels(database, hash);
  const queue = lifecycle.opened('queue', openQueue(await openQueueTarget(app), hash), (it) => it.close());
  return { queue, name, modelId: stored?.id ?? 0 };
}

/** `verbatim failures`: documents set aside and batches that gave up, by code. */
export async function failures(app: App): Promise<Outcome> {
  const { queue, modelId } = await open(app);
  const documents = await failureGroups(app.database, modelId);
  const jobs = await queue.failedGroups();
  const lines = [
    ...documents.map(({ code, documents: n, message, lastAt, examples }) => {
      const when = lastAt.toISOString().slice(0, 16).replace('T', ' ');
      return `${code}\n  ${count(n, 'document')} set aside, last ${when} UTC, such as ${examples.join(', ')}\n  ${message}`;
    }),
    ...jobs.map(
      ({ code, jobs: n, detail }) => `${code}\n  ${count(n, 'batch', 'batches')} gave up\n  ${detail}`,
    ),
  ];
  const text =
    lines.length > 0
      ? [...lines, '', 'Try a group again: verbatim retry --group CODE'].join('\n')
      : 'Nothing is set aside, and no batch gave up.';
  return done({ documents, jobs }, text);
}

/**
 * `verbatim retry --group CODE`: its documents are missing again, and queued.
 * @throws VerbatimError GROUP_UNKNOWN
 */
export async function retry(app: App, code: string): Promise<Outcome> {
  const { database, config } = app;
  const { queue, modelId, name } = await open(app);
  const groups = [...(await failureGroups(database, modelId)), ...(await queue.failedGroups())];
  if (!groups.some((group) => group.code === code)) {
    const known = [...new Set(groups.map((group) => group.code))].join(', ') || 'none';
    throw new VerbatimError('GROUP_UNKNOWN', { code, known });
  }
  const run = { trigger: 'retry', modelId, device: config.device, runtime: 'other workers' };
  const runId = await startRun(database, run);
  const documents = await reopenFailures(database, modelId, [code], runId);
  const batches = await queue.forgetFailed(code);
  const { batchCharacters } = config;
  const queued = await queueMissing({ ...run, database, queue, batchCharacters, runId });
  const text =
    `${count(documents, 'document')} and ${count(batches, 'batch', 'batches')} of ${code} are tried again: ` +
    `${whole(queued?.documents ?? 0)} queued for ${name}; verbatim worker processes or verbatim analyze take them.`;
  return done({ code, documents, batches, queued: queued?.documents ?? 0, runId }, text);
}
