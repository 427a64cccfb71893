import { chosenModel } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { EXIT } from '../../errors/entry.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { ImportOptions, ImportSummary } from '../../ingest/store/import-file.ts';
import { whole } from '../../reporting/formats/quantities.ts';
import { render } from '../../reporting/formats/render.ts';
import { type ReportSection, report } from '../../reporting/report.ts';
import { analyse } from '../../runs/analysis/analyse-step.ts';
import { importFiles, totals } from '../../runs/imports/import-step.ts';
import { explainImport, outlineImport } from '../../runs/imports/import-text.ts';
import { traced } from '../../tracing.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { writeRejectsOf } from './import-command.ts';

/** Share of the rows of a file that may be rejected before an analysis stops. */
const MOST_REJECTED = 0.05;

export interface RunOptions {
  readonly import: Omit<ImportOptions, 'file'>;
  readonly work: boolean;
  readonly signal: AbortSignal;
  /** Analyse also where more than {@link MOST_REJECTED} of the rows of a file are rejected. */
  readonly allowRejects?: boolean | undefined;
  /** File for rejected rows. */
  readonly rejects?: string | undefined;
  readonly trigger?: string;
  /** Source that the report is of; left out: all. */
  readonly source?: string;
}

/** `verbatim run FILE…`: import, analyse, report. */
export function run(app: App, files: readonly string[], options: RunOptions): Promise<Outcome> {
  return traced('verbatim run', { files: files.length }, () => importAndAnalyse(app, files, options));
}

async function importAndAnalyse(app: App, files: readonly string[], options: RunOptions): Promise<Outcome> {
  const started = performance.now();
  const { work, signal, trigger = 'run', source = null } = options;
  // A wrong model is said before anything is written.
  await chosenModel(app.database, app.config);
  const some = Promise.withResolvers<void>();
  const begun = new Set<ImportSummary>();
  const importing = importFiles(app.database, files, { ...options.import, signal }, (now, summary) => {
    begun.add(summary);
    const few = options.allowRejects || now.rejected <= now.rows * MOST_REJECTED;
    if (now.newDocuments > 0 && few) some.resolve();
  }).then(async (summaries) => {
    await writeRejectsOf(app, summaries, options.rejects);
    if (!options.allowRejects) assertFewRejects(summaries);
    return summaries;
  });
  // Its error is thrown by `both`, and ends an analysis that has not begun.
  importing.then(() => some.resolve(), some.reject);
  // The analysis may still be choosing its model when this is rejected.
  some.promise.catch(() => {});
  // The first documents are analysed while the last rows are read.
  const imported = () => [...begun].map((summary) => ({ ...summary, importId: summary.importId! }));
  const arriving = { some: some.promise, all: importing, imports: imported };
  const [imports, analysed] = await both(importing, analyse(app, { trigger, work, signal, arriving }));
  const { model, modelId: _, runId, seconds: analysisSeconds, ...analysis } = analysed;
  const counts = totals(imports);
  const sections = await sectionsFor(app, analysed.model.task, source);
  const seconds = (performance.now() - started) / 1000;
  const json = { ...counts, ...analysis, model, runId, seconds, analysisSeconds, imports };
  const understood = imports.map((summary) => {
    const trouble = summary.rejected > 0 || summary.unparsed.length > 0;
    return trouble ? explainImport(summary) : outlineImport(summary);
  });
  const text = [
    render(sections, 'table', { width: terminalWidth() }),
    ...understood,
    `${whole(counts.accepted)} new feedback, ${whole(analysis.analysed)} new analyses.`,
  ].join('\n');
  return done(json, text, counts.rejected + analysis.failed - analysis.noAnswer > 0 ? EXIT.partial : EXIT.ok);
}

/**
 * Figures of what is left of a file say little when much of it was not understood.
 * @throws VerbatimError REJECTS_TOO_MANY, after what was understood of the file is shown
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

/** The whole report of a sentiment model; of any other kind what that says. */
async function sectionsFor(app: App, task: string, source: string | null): Promise<ReportSection[]> {
  if (task === 'feedback') return report(app.database, { source });
  const names: Readonly<Record<string, string>> = {
    regression: 'numbers',
    'token-classification': 'entities',
  };
  return task === 'embedding' ? [] : report(app.database, { name: names[task] ?? 'labels' });
}

/** Both results; when either fails, its error, once neither runs any more. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const results = await Promise.allSettled([first, second]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return [await first, await second];
}
