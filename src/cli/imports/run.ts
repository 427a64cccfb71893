import type { App } from '../../app/open.ts';
import { EXIT } from '../../errors/entry.ts';
import { whole } from '../../reporting/formats/quantities.ts';
import { render } from '../../reporting/formats/render.ts';
import { quotesOf, type ReportSection, report } from '../../reporting/report.ts';
import { totals } from '../../runs/imports/files.ts';
import { type FileRunOptions, importAndAnalyse } from '../../runs/imports/import-and-analyse.ts';
import { explainImport, outlineImport, treatedNames } from '../../runs/imports/text.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

/**
 * `verbatim run FILE…`: import, analyse, report.
 * @param source of the report; null: all sources
 */
export async function runCommand(
  app: App,
  files: readonly string[],
  options: FileRunOptions,
  source: string | null = null,
): Promise<Outcome> {
  const started = performance.now();
  const { imports, analysed } = await importAndAnalyse(app, files, options);
  const { model, modelId: _, runId, seconds: analysisSeconds, ...analysis } = analysed;
  const counts = totals(imports);
  const sections = await sectionsFor(app, model.task, source);
  await quoted(app, options.trigger ?? 'run', quotesOf(sections));
  const seconds = (performance.now() - started) / 1000;
  const json = { ...counts, ...analysis, model, runId, seconds, analysisSeconds, imports };
  const understood = imports.map((summary) => {
    const trouble = summary.rejected > 0 || summary.unparsed.length > 0;
    return trouble ? explainImport(summary) : outlineImport(summary);
  });
  const text = [
    render(sections, 'table', { width: terminalWidth() }),
    ...understood,
    ...treatedNames(analysis.masked),
    `${whole(counts.accepted)} new comments, ${whole(analysis.analysed)} new analyses.`,
  ].join('\n');
  return done(json, text, counts.rejected + analysis.failed - analysis.noAnswer > 0 ? EXIT.partial : EXIT.ok);
}

/** The whole report of a sentiment model; one named report of any other kind. */
async function sectionsFor(app: App, task: string, source: string | null): Promise<ReportSection[]> {
  if (task === 'feedback') return report(app.database, { source });
  const names: Readonly<Record<string, string>> = {
    regression: 'numbers',
    'token-classification': 'entities',
  };
  return task === 'embedding' ? [] : report(app.database, { name: names[task] ?? 'labels' });
}
