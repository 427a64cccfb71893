import { isLoopback } from '../../app/config.ts';
import { openLog } from '../../app/log.ts';
import { prepareModel } from '../../app/model-choice.ts';
import { type App, openQueueTarget } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { everKeyed, noteKeyed } from '../../db/api-keys.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { checkAlerts } from '../../runs/alerts/check.ts';
import { alertSettings, testChannel } from '../../runs/alerts/deliver.ts';
import { ActiveAnalysis } from '../../runs/analysis/active-model.ts';
import { countUploads } from '../../runs/nightly/run.ts';
import { openDrafter, openReplyTemplate } from '../../runs/replies/drafter.ts';
import { openFinding } from '../../runs/search/open.ts';
import { openServedIndex } from '../../runs/search/sentence-index.ts';
import { suggestFromFiles } from '../../runs/topics/catalogue.ts';
import { configuredWriter } from '../../runs/writing/configured-writer.ts';
import { listen } from '../../server/listen.ts';
import { buildServer } from '../../server/server.ts';
import type { UploadLog } from '../../uploads/maintenance/rounds.ts';
import { openUploads } from '../../uploads/open.ts';
import { endsItself, stopped } from '../exit.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim serve`: health, status, reports and uploads over HTTP, until a signal. */
export async function serve(app: App, signal: AbortSignal): Promise<Outcome> {
  const { config, database, keyring, lifecycle } = app;
  await assertGuarded(app);
  const target = await openQueueTarget(app);
  const analysis = new ActiveAnalysis(app, target, await prepareModel(app, { activate: false }));
  const { uploadFolder: folder, uploadLimit: limit, imports } = config;
  endsItself();
  const uploads = await openUploads({
    ...{ database, keyring, folder, limit, imports, log: uploadLog(config.logLevel) },
    analyse: (uploadId) => analysis.queueDocuments(uploadId),
    recover: () => analysis.recover(),
    count: (stop) => countUploads(app, stop),
  });
  lifecycle.opened('uploads', uploads, (it) => it.close());
  const finding = openFinding(app, await openServedIndex(app));
  const openWriter = configuredWriter(app);
  const template = config.replyTemplate === null ? null : await openReplyTemplate(config.replyTemplate);
  const server = buildServer({
    ...{ database, uploads, apiKey: config.apiKey, rateLimit: config.rateLimit },
    ...{ publicOrigin: config.publicOrigin, closed: !isLoopback(config.host) },
    queues: () => analysis.queues,
    alerts: {
      check: () => checkAlerts(app, new Date(), { signal }),
      test: (channel) => testChannel(database, channel, { ...alertSettings(config), signal }),
    },
    ...finding,
    drafter: openDrafter({ database, searcher: finding.searcher, openWriter, template }),
    suggestTopics: () => suggestFromFiles(app, [], signal),
    onUnlogged: (facts) => openLog(config.logLevel).error(facts, 'not in the access log'),
    reportSeconds: config.reportSeconds,
    uploadSeconds: config.uploadSeconds,
    queueCounts: async () => (await analysis.queue()).counts(),
    batchCharacters: config.batchCharacters,
    queueOldest: async () => (await analysis.queue()).oldest(),
  });
  lifecycle.opened('server', server, (it) => it.close());
  const { host, port } = config;
  note(`Listening on ${await listen(server, host, port)}`);
  await stopped(signal);
  return done({ stopped: String(signal.reason) }, 'Server stopped.');
}

/** @throws VerbatimError CONFIG_INVALID if a key is required and none was ever created */
async function assertGuarded({ config, database }: App): Promise<void> {
  const { apiKey, host, publicOrigin } = config;
  if (apiKey !== null) return noteKeyed(database);
  if ((isLoopback(host) && publicOrigin === null) || (await everKeyed(database))) return;
  const why = publicOrigin === null ? `VERBATIM_HOST is ${host}` : `VERBATIM_PUBLIC_URL is ${publicOrigin}`;
  const detail = `needed when ${why}, as long as verbatim key create has made none`;
  throw new VerbatimError('CONFIG_INVALID', { name: 'VERBATIM_API_KEY', detail });
}

/** Structured lines on standard error: ids and states, never feedback. */
function uploadLog(level: string): UploadLog {
  const log = openLog(level);
  return (event, facts) => log[event === 'import' ? 'info' : 'warn'](facts, event);
}
