import { type PreparedModel, prepareModel } from '../../app/model-choice.ts';
import { type App, openAppQueue, openQueueTarget, withOwnLifecycle } from '../../app/open.ts';
import { type Progress, startProgress } from '../../app/progress.ts';
import { note } from '../../app/streams.ts';
import type { ImportRows } from '../../db/results/documents.ts';
import { heardWorkers } from '../../db/runs/workers.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import type { VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { count, duration, whole } from '../../reporting/formats/quantities.ts';
import { type AnalysisRun, analyseMissing, endUnattended, NOTHING_MISSING } from './missing.ts';
import { OwnWork } from './own-work.ts';
import { loadWorker, workerLog } from './own-worker.ts';

export interface AnalyseOptions {
  readonly trigger: string;
  /** Work in this process too; otherwise leave the batches to `verbatim worker` processes. */
  readonly work: boolean;
  readonly signal: AbortSignal;
  /** Only documents with a comment in this time range. The model does not become the active one. */
  readonly span?: TimeSpan | undefined;
  /** Default: the model of the command, prepared here. */
  readonly prepared?: PreparedModel;
  /** Imports that run at the same time. Only their documents are analysed and waited for. */
  readonly arriving?: {
    /** Settles when there is something to analyse, or at the end of the imports. */
    readonly some: Promise<unknown>;
    readonly all: Promise<unknown>;
    /** Imports that have begun. */
    readonly imports: () => readonly ImportRows[];
  };
}

export interface AnalyseOutcome extends AnalysisRun {
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly hash: string;
    readonly task: string;
  };
  readonly modelId: number;
}

/**
 * Analyses missing documents with the configured model, which becomes the active one. With a span it does not: reports
 * would show only that span. Everything it opens is closed when it ends.
 */
export function analyse(app: App, options: AnalyseOptions): Promise<AnalyseOutcome> {
  return withOwnLifecycle(app, (own) => analyseIn(own, options));
}

async function analyseIn(app: App, options: AnalyseOptions): Promise<AnalyseOutcome> {
  const { config, database } = app;
  const { span } = options;
  const { model, modelId } = options.prepared ?? (await prepareModel(app, { activate: !span }));
  const { name, version, hash, task } = model;
  const named = { model: { name, version, hash, task }, modelId };
  await options.arriving?.some;
  const { batchCharacters } = config;
  const scope = { database, modelId, batchCharacters, span, imports: options.arriving?.imports };
  // Load the model only if something is missing.
  if ((await new OwnWork(scope).missing(true).next()).done) {
    await endUnattended(scope);
    return { ...named, ...NOTHING_MISSING };
  }

  const target = await openQueueTarget(app);
  let runtime = 'other workers';
  let { signal } = options;
  let fault: VerbatimError | null = null;
  if (options.work) {
    const loaded = await notingLoad(modelTitle(model), app.first, options.arriving?.all, () =>
      loadWorker(app, { model, modelId }),
    );
    runtime = loaded.runtime;
    const worker = await loaded.start(target, workerLog(config.logLevel === 'debug' ? 'debug' : 'warn'));
    const gone = new AbortController();
    signal = AbortSignal.any([signal, gone.signal]);
    void worker.left.then((error) => {
      fault = error;
      gone.abort(error.code);
    });
  }
  const queue = await openAppQueue(app, target, model.hash);
  const started = performance.now();
  // Two bars would overwrite each other: this one starts after the import's bar.
  let progress: Progress | null = null;
  const shown = () => {
    progress ??= startProgress('Analyse', 'documents', started);
    return progress;
  };
  const unserved = options.work ? undefined : setTimeout(() => void noteNoWorker(database), NO_WORKER_MS);
  let summary = 'stopped';
  try {
    const run = await analyseMissing({
      ...{ ...scope, queue, runtime, trigger: options.trigger, device: config.device },
      ...{ signal, arriving: options.arriving?.all },
      onProgress: ({ done, total }) => shown().update(done, total),
    });
    summary = describe(run);
    return { ...named, ...run };
  } catch (error) {
    throw fault ?? error;
  } finally {
    clearTimeout(unserved);
    shown().end(summary);
  }
}

/** A first start notes at once that it loads the model, other starts after this time. */
const LOADING_MS = 3_000;

/** Loads a model and notes it, but only after the import: its progress bar owns the line. */
async function notingLoad<T>(
  title: string,
  first: boolean,
  importing: Promise<unknown> | undefined,
  load: () => Promise<T>,
): Promise<T> {
  let loading = true;
  let timer: NodeJS.Timeout | undefined;
  const say = () => loading && note(`Model      loading ${title}`);
  const soon = () => {
    if (first) say();
    else if (loading) timer = setTimeout(say, LOADING_MS);
  };
  // A failed import reports itself.
  if (importing) importing.then(soon, () => {});
  else soon();
  try {
    return await load();
  } finally {
    loading = false;
    clearTimeout(timer);
  }
}

/** A note that no worker is running comes after this time. */
const NO_WORKER_MS = 10_000;

async function noteNoWorker(database: App['database']): Promise<void> {
  const workers = await heardWorkers(database).catch(() => null);
  if (workers === null || workers.some(({ heard, leftCode }) => heard && leftCode === null)) return;
  note('No worker is running, so the batches wait in the queue. Start one: verbatim worker');
}

function describe(run: AnalysisRun): string {
  const rate = whole(run.documents / Math.max(run.seconds, 0.001));
  const failed = run.failed - run.noAnswer;
  const names = (run.masked.person ?? 0) + (run.masked.place ?? 0);
  const aside = [
    ...(failed > 0 ? [`${whole(failed)} set aside`] : []),
    ...(run.noAnswer > 0 ? [`${whole(run.noAnswer)} that say nothing`] : []),
    ...(run.mended > 0 ? [`${whole(run.mended)} with characters mended`] : []),
    ...(names > 0 ? [`${count(names, 'name')} masked`] : []),
  ];
  const also = aside.map((it) => `, ${it}`).join('');
  return `${count(run.documents, 'document')}${also} in ${duration(run.seconds)} (${rate}/s)`;
}
