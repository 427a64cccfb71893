import { EXIT } from '../errors.ts';
import type { ImportOptions, ImportSummary } from '../ingest/import-file.ts';
import { render } from '../reporting/render.ts';
import { type ReportSection, report } from '../reporting/report.ts';
import { traced } from '../tracing.ts';
import { analyse } from './analyse-step.ts';
import type { App } from './app.ts';
import { writeRejectsOf } from './import-command.ts';
import { importFiles, totals } from './import-step.ts';
import { explainImport } from './import-text.ts';
import { chosenModel } from './model-choice.ts';
import { done, type Outcome, terminalWidth, whole } from './output.ts';

export interface RunOptions {
  readonly import: Omit<ImportOptions, 'file'>;
  readonly work: boolean;
  readonly signal: AbortSignal;
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
  const importing = importFiles(
    app.database,
    files,
    { ...options.import, signal },
    ({ newDocuments }, summary) => {
      begun.add(summary);
      if (newDocuments > 0) some.resolve();
    },
  );
  importing.finally(some.resolve).catch(() => {}); // its error is thrown by `both`
  // The first documents are analysed while the last rows are read.
  const imported = () => [...begun].map((summary) => ({ ...summary, importId: summary.importId! }));
  const arriving = { some: some.promise, all: importing, imports: imported };
  const [imports, analysed] = await both(importing, analyse(app, { trigger, work, signal, arriving }));
  const { model, modelId: _, runId, seconds: analysisSeconds, ...analysis } = analysed;
  const counts = totals(imports);
  await writeRejectsOf(app, imports, options.rejects);
  const sections = await sectionsFor(app, analysed.model.task, source);
  const seconds = (performance.now() - started) / 1000;
  const json = { ...counts, ...analysis, model, runId, seconds, analysisSeconds, imports };
  const trouble = imports.filter((summary) => summary.rejected > 0 || summary.unparsed.length > 0);
  const text = [
    render(sections, 'table', { width: terminalWidth() }),
    ...trouble.map((summary) => explainImport(summary)),
    `${whole(counts.accepted)} new feedback, ${whole(analysis.analysed)} new analyses.`,
  ].join('\n');
  return done(json, text, counts.rejected + analysis.failed > 0 ? EXIT.partial : EXIT.ok);
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
