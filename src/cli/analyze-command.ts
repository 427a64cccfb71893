import { EXIT } from '../errors.ts';
import { traced } from '../tracing.ts';
import { type AnalyseOptions, analyse } from './analyse-step.ts';
import type { App } from './app.ts';
import { count, done, type Outcome, whole } from './output.ts';

/** `verbatim analyze`. */
export async function analyzeCommand(app: App, options: AnalyseOptions): Promise<Outcome> {
  const { modelId: _, ...result } = await traced('verbatim analyze', {}, () => analyse(app, options));
  const text =
    result.documents === 0
      ? 'Nothing is missing: every document is analysed or set aside.'
      : `${count(result.analysed, 'document')} analysed, ${whole(result.failed)} set aside.`;
  return done(result, text, result.failed > 0 ? EXIT.partial : EXIT.ok);
}
