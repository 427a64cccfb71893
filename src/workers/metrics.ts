import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BatchCounts } from './analyse-batch.ts';
import type { WorkerOptions } from './analyse-worker.ts';

/** Counts of one worker process, for Prometheus. Labels are codes and outcomes, never text. */
interface WorkerMetrics {
  readonly registry: Registry;
  /** Gets the events of the worker's log. */
  readonly observe: WorkerOptions['log'];
}

/** Facts of the event `batch` (analyse-worker.ts). */
interface FinishedFacts extends BatchCounts {
  readonly seconds: number;
  /** Unix milliseconds. */
  readonly queued: number;
}

export function openWorkerMetrics(model: string, device: string): WorkerMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ model, device });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name: `verbatim_worker_${name}`, help, labelNames, registers });
  const documents = counter('documents_total', 'Documents worked on, those set aside included.');
  const tokens = counter('tokens_total', 'Tokens run, special tokens included.');
  const padded = counter('padded_tokens_total', 'Tokens run, padding included.');
  const failures = counter('failed_documents_total', 'Documents set aside, by code.', ['code']);
  const changed = counter(
    'changed_documents_total',
    'Documents whose text in Postgres was another one when their result came.',
  );
  const batches = counter('batches_total', 'Batches, by what became of them.', ['outcome']);
  const troubles = counter('troubles_total', 'Retries and troubles, by code.', ['code']);
  const seconds = new Histogram({
    name: 'verbatim_worker_batch_seconds',
    help: 'From taking a batch to its stored results.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const waited = new Histogram({
    name: 'verbatim_worker_queue_seconds',
    help: 'From queueing a batch to its stored results.',
    buckets: [1, 5, 30, 60, 300, 900, 3_600, 14_400, 86_400],
    registers,
  });
  const share = new Gauge({
    name: 'verbatim_worker_padding_share',
    help: 'Share of padding in the tokens of the last batch, 0..1.',
    registers,
  });
  const last = new Gauge({
    name: 'verbatim_worker_last_batch_timestamp_seconds',
    help: 'When the last batch was stored, in Unix seconds.',
    registers,
  });
  const code = (facts: Record<string, unknown>) => String(facts.code ?? 'INTERNAL');
  return {
    registry,
    observe(event, facts) {
      if (event === 'retry' || event === 'trouble' || event === 'left') troubles.inc({ code: code(facts) });
      if (event === 'failed' || event === 'returned' || event === 'stalled') batches.inc({ outcome: event });
      if (event !== 'batch') return;
      const done = facts as unknown as FinishedFacts;
      batches.inc({ outcome: 'done' });
      documents.inc(done.documents);
      changed.inc(done.changed);
      tokens.inc(done.tokens);
      padded.inc(done.paddedTokens);
      for (const [name, n] of Object.entries(done.codes)) failures.inc({ code: name }, n);
      seconds.observe(done.seconds);
      waited.observe(Math.max(0, (Date.now() - done.queued) / 1000));
      if (done.paddedTokens > 0) share.set(1 - done.tokens / done.paddedTokens);
      last.setToCurrentTime();
    },
  };
}
