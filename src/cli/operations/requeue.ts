import type { App } from '../../app/open.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import { count, minute, whole } from '../../reporting/formats/quantities.ts';
import { readFailures, requeueMissing, retryFailures } from '../../runs/analysis/requeue.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim failures`: documents set aside and batches that gave up, by code. */
export async function failures(app: App): Promise<Outcome> {
  const { documents, jobs } = await readFailures(app);
  const lines = [
    ...documents.map(({ code, documents: n, message, lastAt, examples }) => {
      return `${code}\n  ${count(n, 'document')} set aside, last ${minute(lastAt)}, such as ${examples.join(', ')}\n  ${message}`;
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

/** `verbatim retry --group CODE`. @throws VerbatimError GROUP_UNKNOWN */
export async function retry(app: App, group: string): Promise<Outcome> {
  const { model, ...retried } = await retryFailures(app, group);
  const { code, documents, batches, queued } = retried;
  const text =
    `${count(documents, 'document')} and ${count(batches, 'batch', 'batches')} of ${code} are tried again: ` +
    `${whole(queued)} queued for ${model}; verbatim worker processes or verbatim analyze take them.`;
  return done(retried, text);
}

/** `verbatim requeue` and `analyze --no-wait`: queues what SQL says is missing, and returns. */
export async function requeue(app: App, trigger: string, span?: TimeSpan): Promise<Outcome> {
  const { model, ...queued } = await requeueMissing(app, trigger, span);
  const text =
    queued.documents > 0
      ? `${count(queued.documents, 'document')} queued for ${model}; verbatim worker processes take them.`
      : 'Nothing is missing: every document is analysed or set aside.';
  return done(queued, text);
}
