import type { App } from '../../app/open.ts';
import { modelState } from '../../db/results/models.ts';
import { EXIT } from '../../errors/entry.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { type AnalyseOptions, analyse } from '../../runs/analysis/analyse.ts';
import { traced } from '../../tracing.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim analyze`. */
export async function analyzeCommand(app: App, options: AnalyseOptions): Promise<Outcome> {
  const { modelId, ...result } = await traced('verbatim analyze', {}, () => analyse(app, options));
  const text =
    result.documents === 0
      ? 'Nothing is missing: every document is analysed or set aside.'
      : `${count(result.analysed, 'document')} analysed, ${whole(result.failed - result.noAnswer)} set aside, ${whole(result.noAnswer)} that say nothing.`;
  const { name, hash } = result.model;
  const shown = (await modelState(app.database, modelId)).active;
  const other = `\nReports show the active model as before; verbatim model activate ${hash.slice(0, 12)} makes it ${name}.`;
  return done(result, shown ? text : text + other, result.failed > result.noAnswer ? EXIT.partial : EXIT.ok);
}
