import { chosenModel } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { ImportOptions, ImportSummary } from '../../ingest/store/import-file.ts';
import { traced } from '../../tracing.ts';
import { type AnalyseOutcome, analyse } from '../analysis/analyse.ts';
import { updateTopics } from '../topics/update.ts';
import { importFiles } from './files.ts';
import { writeRejectsOf } from './rejects.ts';
import { explainImport } from './text.ts';

/** Share of the rows of a file that may be rejected before the analysis does not start. */
const MOST_REJECTED = 0.05;

export interface FileRunOptions {
  readonly import: Omit<ImportOptions, 'file'>;
  /** Analyse in this process; otherwise leave the batches to `verbatim worker` processes. */
  readonly work: boolean;
  readonly signal: AbortSignal;
  /** Analyse even if more than {@link MOST_REJECTED} of the rows of a file are rejected. */
  readonly allowRejects?: boolean | undefined;
  /** File for rejected rows. */
  readonly rejects?: string | undefined;
  /** Recorded with the run. Default: run. */
  readonly trigger?: string;
}

/**
 * Imports files, analyses their comments and judges topics on them. The first documents are analysed while the last rows are read.
 * @throws VerbatimError REJECTS_TOO_MANY; what the import or the analysis throws, once neither runs any more
 */
export function importAndAnalyse(
  app: App,
  files: readonly string[],
  options: FileRunOptions,
): Promise<{ imports: readonly ImportSummary[]; analysed: AnalyseOutcome }> {
  return traced('verbatim run', { files: files.length }, () => overlapped(app, files, options));
}

async function overlapped(app: App, files: readonly string[], options: FileRunOptions) {
  const { work, signal, trigger = 'run' } = options;
  // A wrong model must stop the run before anything is written.
  await chosenModel(app.database, app.config);
  const some = Promise.withResolvers<void>();
  const begun = new Set<ImportSummary>();
  const settings = { ...options.import, keyring: app.keyring, signal };
  const importing = importFiles(app.database, files, settings, (now, summary) => {
    begun.add(summary);
    const few = options.allowRejects || now.rejected <= now.rows * MOST_REJECTED;
    if (now.newDocuments > 0 && few) some.resolve();
  }).then(async (summaries) => {
    await writeRejectsOf(app, summaries, options.rejects);
    if (!options.allowRejects) assertFewRejects(summaries);
    return summaries;
  });
  // `both` throws the error of the import. An analysis that has not begun ends with it.
  importing.then(() => some.resolve(), some.reject);
  // The analysis may still be choosing its model when this is rejected.
  some.promise.catch(() => {});
  const imported = () => [...begun].map((summary) => ({ ...summary, importId: summary.importId! }));
  const arriving = { some: some.promise, all: importing, imports: imported };
  const [imports, analysed] = await both(importing, analyse(app, { trigger, work, signal, arriving }));
  if (analysed.model.task === 'feedback') await judgeNew(app, analysed.modelId, signal);
  return { imports, analysed };
}

/** Another process that judges topics reads what is new, too. */
async function judgeNew(app: App, modelId: number, signal: AbortSignal): Promise<void> {
  try {
    await updateTopics(app, { modelId, signal });
  } catch (error) {
    if (!(error instanceof VerbatimError && error.code === 'TOPICS_BUSY')) throw error;
    note('Topics     another process judges them; what is left is for the next run');
  }
}

/**
 * A report on the rest of a file says little if much of the file was not understood.
 * @throws VerbatimError REJECTS_TOO_MANY, after a note of what was understood
 */
function assertFewRejects(summaries: readonly ImportSummary[]): void {
  const summary = summaries.find(({ rejected, read }) => rejected > read * MOST_REJECTED);
  if (!summary) return;
  note(explainImport(summary));
  const { rejected, read: rows, file, importId, rejectsByReason } = summary;
  const [reason = 'unknown'] = Object.entries(rejectsByReason).sort(([, a], [, b]) => b - a)[0] ?? [];
  const share = ((rejected / rows) * 100).toFixed(0);
  throw new VerbatimError('REJECTS_TOO_MANY', { rejected, rows, file, share, reason, import: importId ?? 0 });
}

/** Both results. If either fails, its error, once neither runs any more. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const results = await Promise.allSettled([first, second]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return [await first, await second];
}
