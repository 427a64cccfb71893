import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start, verbatim } from '../../support/cli.ts';
import { poisonModel } from '../../support/models/model-folder.ts';
import { startCollector } from '../../support/servers/collector.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { dockerAnswers, freePort, type Stop, startRedis } from '../../support/servers/services.ts';

const CANARY = 'kanarienvogel';
const stops: Stop[] = [];
let redis: string | null = null;
beforeAll(async () => {
  redis = await startRedis(dockerAnswers(), stops);
  if (!redis && process.env.CI) throw new Error('CI must be able to start a Redis.');
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

function poisonedModel(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'model');
  stops.push(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  return poisonModel(folder);
}

const metric = (text: string, name: string, labels = '') => {
  const line = text.split('\n').find((it) => it.startsWith(name) && it.includes(labels));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};

test('logs, metrics and traces tell what happened, and none of them, nor Redis, nor an error, holds a text', async ({
  skip,
}) => {
  if (!redis) skip();
  const collector = await startCollector();
  const { url, drop } = await makeDatabase();
  const [metricsPort, port] = [await freePort(), await freePort()];
  const env = {
    ...{ DATABASE_URL: url, REDIS_URL: redis!, VERBATIM_LOG_LEVEL: 'debug', VERBATIM_MODEL: poisonedModel() },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, VERBATIM_SESSIONS: '1', VERBATIM_WAIT_SECONDS: '5' },
  };
  const rows = Array.from({ length: 40 }, (_, i) => `${i},The ${CANARY} sang song ${i} and it was fine.`);
  rows.push(
    `40,"POISON ${CANARY}"`,
    `41,${CANARY},one,cell,too,many`,
    `3,Another ${CANARY} with the same id`,
  );
  const csv = `id,text\n${rows.join('\n')}\n`;

  const worker = start(['worker', '--metrics-port', String(metricsPort)], env);
  const serve = start(['serve', '--port', String(port)], env);
  await Promise.all([worker.saw('Metrics on'), serve.saw('Listening on')]);
  const get = async (address: string) => (await fetch(`http://127.0.0.1:${address}`)).text();
  expect(JSON.parse(await get(`${metricsPort}/health/ready`))).toEqual({ ok: true });

  const run = await verbatim(['run', '-', '--source', 's', '--no-worker', '--json'], env, csv);
  expect(run.code, run.stderr).toBe(3);
  const failures = await verbatim(['failures'], env);
  expect(failures.stdout).toMatch(/^SESSION_FAILED\n {2}1 document set aside/);
  const unknown = await verbatim(['retry', '--group', 'NO_SUCH'], env);
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.stderr).toContain('SESSION_FAILED');

  const ofWorker = await get(`${metricsPort}/metrics`);
  expect(metric(ofWorker, 'verbatim_worker_documents_total')).toBe(42);
  expect(metric(ofWorker, 'verbatim_worker_failed_documents_total', 'code="SESSION_FAILED"')).toBe(1);
  expect(metric(ofWorker, 'verbatim_worker_tokens_total')).toBeGreaterThan(41 * 8);
  expect(metric(ofWorker, 'verbatim_worker_padding_share')).toBeGreaterThanOrEqual(0);
  expect(metric(ofWorker, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  const ofServer = await get(`${port}/metrics`);
  expect(metric(ofServer, 'verbatim_documents', 'state="analysed"')).toBe(41);
  expect(metric(ofServer, 'verbatim_documents', 'state="missing"')).toBe(0);
  expect(metric(ofServer, 'verbatim_failed_documents', 'code="SESSION_FAILED"')).toBe(1);
  expect(metric(ofServer, 'verbatim_queue_batches', 'state="waiting"')).toBe(0);
  expect(metric(ofServer, 'verbatim_queue_oldest_seconds')).toBe(0);
  expect(metric(ofServer, 'verbatim_up', 'part="queue"')).toBe(1);
  expect(metric(ofServer, 'verbatim_run_documents_total')).toBe(42);
  expect(metric(ofServer, 'verbatim_run_tokens_total')).toBe(
    metric(ofWorker, 'verbatim_worker_tokens_total'),
  );
  expect(metric(ofServer, 'verbatim_run_padded_tokens_total')).toBe(
    metric(ofWorker, 'verbatim_worker_padded_tokens_total'),
  );
  expect(metric(ofServer, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);

  // An upload, from its import to the rows of its analyses.
  const sent = await fetch(`http://127.0.0.1:${port}/imports?source=up`, {
    ...{ method: 'POST', headers: { 'content-type': 'text/csv' } },
    body: `id,text\n1,The ${CANARY} came as an upload.\n`,
  });
  const upload = (await sent.json()) as { url: string };
  await expect
    .poll(async () => JSON.parse(await get(`${port}${upload.url}`)).analysis?.status, { timeout: 30_000 })
    .toBe('done');

  // What is tried again fails again, and is set aside again.
  const retry = await verbatim(['retry', '--group', 'SESSION_FAILED', '--json'], env);
  expect(JSON.parse(retry.stdout)).toMatchObject({ documents: 1, queued: 1 });
  let contents = '';
  const client = new Redis(redis!);
  for (const key of await client.keys('*'))
    contents += key + ((await client.dumpBuffer(key))?.toString('latin1') ?? '');
  client.disconnect();
  await expect
    .poll(async () => (await verbatim(['failures', '--json'], env)).stdout, {
      timeout: 300_000,
      interval: 500,
    })
    .toContain('SESSION_FAILED');

  worker.child.kill('SIGTERM');
  serve.child.kill('SIGTERM');
  const [ofWorkerLog, ofServerLog] = [await worker.ended, await serve.ended];
  expect([ofWorkerLog.code, ofServerLog.code]).toEqual([0, 0]);
  expect(ofWorkerLog.stderr).toContain('keeps nothing on disk');
  const lines = ofWorkerLog.stderr.split('\n').filter((line) => line.startsWith('{'));
  const batch = JSON.parse(lines.find((line) => line.includes('"msg":"batch"'))!);
  expect(batch).toMatchObject({ runId: 1, documents: 42, failed: 1, codes: { SESSION_FAILED: 1 } });
  expect(batch.job).toBeTruthy();

  const spans = collector.spans();
  const root = spans.find(({ name }) => name === 'verbatim run')!;
  const named = new Map(spans.map((span) => [span.spanId, span]));
  const paths = spans
    .filter(({ name }) => name === 'store analyses')
    .map((store) => {
      const path: string[] = [];
      for (let span = store; span; span = named.get(span.parentSpanId ?? '')!) {
        expect(span.traceId).toBe(store.traceId);
        path.push(span.name);
      }
      return path.join(' < ');
    });
  expect(paths).toContain('store analyses < batch < verbatim run');
  expect(paths).toContain('store analyses < batch < queue analyses < import upload');
  expect(spans.find(({ name }) => name === 'import file')).toMatchObject({ parentSpanId: root.spanId });

  const everything = [
    ...[
      contents,
      ofWorker,
      ofServer,
      collector.text(),
      run.stdout,
      run.stderr,
      failures.stdout,
      failures.stderr,
    ],
    ...[
      ofWorkerLog.stdout,
      ofWorkerLog.stderr,
      ofServerLog.stdout,
      ofServerLog.stderr,
      retry.stdout,
      retry.stderr,
    ],
  ].join('\n');
  // The report of `run --json` holds counts; its quotes are only in the table.
  expect(everything.toLowerCase()).not.toContain(CANARY);
  expect(everything).toContain('"msg":"batch"');
  await collector.close();
  await drop();
}, 400_000);

test('workers may be started before Postgres and Redis: they say what they wait for', async ({ skip }) => {
  if (!redis) skip();
  const port = await freePort();
  const { url, drop } = await makeDatabase();
  const env = { DATABASE_URL: url, REDIS_URL: `redis://127.0.0.1:${port}`, VERBATIM_SESSIONS: '1' };
  const worker = start(['worker'], env);
  await worker.saw('Waiting up to 60 seconds for it [QUEUE_UNREACHABLE]');
  const own: Stop[] = [];
  const proxied = await startRedis(false, own, ['--port', String(port)]);
  expect(proxied).toBeTruthy();
  await worker.saw('Worker ready');
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
  for (const stop of own) await stop();
  const early = await verbatim(['worker'], { ...env, VERBATIM_WAIT_SECONDS: '1' });
  expect(early.code).toBe(1);
  expect(early.stderr).toContain('[QUEUE_UNREACHABLE]');
  await drop();
}, 400_000);
