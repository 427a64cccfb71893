import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, inject, onTestFinished, test } from 'vitest';
import { EMBEDDED_MODEL, readConfig } from '../../../src/app/config.ts';
import { Lifecycle } from '../../../src/app/lifecycle.ts';
import { prepareModel } from '../../../src/app/model-choice.ts';
import { type App, openQueueTarget } from '../../../src/app/open.ts';
import type { Database } from '../../../src/db/client.ts';
import { activateModel, recordChecks, recordModel } from '../../../src/db/results/models.ts';
import { modelRecord, readServedModel } from '../../../src/inference/model/served-model.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { ActiveAnalysis } from '../../../src/runs/analysis/active-model.ts';
import { createDigest } from '../../../src/runs/digest/period-digest.ts';
import { nightlyRun } from '../../../src/runs/nightly/run.ts';
import { testDatabase } from '../../support/servers/database.ts';

const SETTINGS = { period: 'all', worker: true } as const;
const never = new AbortController().signal;

test.each(['postgres', 'redis'] as const)(
  'scheduled runs with their queue in %s leave no thread, pool or handle behind',
  async (backend) => {
    const redis = inject('redis');
    if (backend === 'redis' && !redis) return;
    const app = await openedApp(backend === 'redis' ? redis! : '');
    const seen: { threads: number; handles: number; connections: number }[] = [];
    for (let run = 0; run < 5; run++) {
      await comment(app.database, `The ${run}th parcel was late and the box was torn.`);
      const night = await nightlyRun(app, SETTINGS, 'schedule', never);
      expect(night.steps.find(({ step }) => step === 'analyse')!.counts.analysed).toBe(1);
      seen.push(await held(app.database));
    }
    // The first runs load libraries and fill pools.
    expect(seen[4]!.threads).toBe(seen[2]!.threads);
    expect(seen[4]!.handles).toBeLessThanOrEqual(seen[2]!.handles);
    expect(seen[4]!.connections).toBe(0);
  },
  300_000,
);

test('a run that goes on after midnight tells of the period that it began for', async () => {
  const app = await openedApp('');
  await comment(app.database, 'The parcel was late.', '2026-03-09');
  await nightlyRun(app, SETTINGS, 'schedule', never);
  const { rows } = await app.database.query<{ id: number; model_id: number }>(
    `select id, model_id from verbatim.run where runtime = 'night' or as_of is not null limit 1`,
  );
  const run = { runId: rows[0]!.id, modelId: rows[0]!.model_id, asOf: new Date('2026-03-10T23:59:50Z') };
  const { digest } = await createDigest(app, 'day', ['source'], { run });
  expect(JSON.stringify(digest.period)).toContain('2026-03-09');
});

test('what is uploaded after a model was activated is queued for that model', async () => {
  const app = await openedApp('');
  const { database } = app;
  const target = await openQueueTarget(app);
  const analysis = new ActiveAnalysis(app, target, await prepareModel(app, { activate: false }));
  const before = (await analysis.queue()).name;
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-activated-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(EMBEDDED_MODEL, folder, { recursive: true });
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), revised: true }));
  const activated = await recordModel(database, modelRecord(await readServedModel(folder)));
  await recordChecks(database, activated, {});
  await activateModel(database, activated);
  expect((await analysis.queue()).name).not.toBe(before);
  expect(analysis.queues).toHaveLength(2);
  const night = await nightlyRun(app, { ...SETTINGS, worker: false }, 'schedule', never);
  const { rows } = await database.query('select model_id as model from verbatim.run where id = $1', [
    night.runId,
  ]);
  expect(rows).toEqual([{ model: activated }]);
});

/** Stores one comment. */
const comment = (database: Database, text: string, day = '2026-01-05') =>
  importFile(database, {
    file: 'f.csv',
    source: 'shop',
    input: Readable.from([`date,text\n${day},${text}\n`]),
  });

async function openedApp(redis: string): Promise<App> {
  const { url, database } = await testDatabase();
  const id = await recordModel(database, modelRecord(await readServedModel(EMBEDDED_MODEL)));
  await recordChecks(database, id, {});
  await activateModel(database, id);
  const settings = {
    DATABASE_URL: url,
    REDIS_URL: redis,
    VERBATIM_SESSIONS: '2',
    VERBATIM_LOG_LEVEL: 'error',
  };
  const lifecycle = new Lifecycle();
  onTestFinished(() => lifecycle.close());
  return { config: readConfig(settings), database, keyring: null, lifecycle, wait: 0, first: false };
}

async function held(database: Database) {
  // What has just been closed is gone a moment later.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name not in ('tests', 'verbatim')`,
  );
  return {
    threads: readdirSync('/proc/self/task').length,
    handles: process.getActiveResourcesInfo().filter((it) => !/Timeout|Immediate/.test(it)).length,
    connections: rows[0]!.n,
  };
}
