import { EXIT } from '../errors.ts';
import { type AnalyseOptions, analyse } from './analyse-step.ts';
import type { App } from './app.ts';
import { count, done, type Outcome, whole } from './output.ts';

/** `verbatim analyze`. */
export async function analyzeCommand(app: App, options: AnalyseOptions): Promise<Outcome> {
  const { modelId: _, ...result } = await analyse(app, options);
  const text =
    result.documents === 0
      ? 'Nothing is missing: every document is analysed or set aside.'
      : `${count(result.analysed, 'document')} analysed, ${whole(result.failed)} set aside.`;
  const hash = result.model.hash.slice(0, 12);
  const active = options.span
    ? `\nOnly feedback of that time. Reports show the active model as before; verbatim model activate ${hash} makes it ${result.model.name}.`
    : '';
  return done(result, text + active, result.failed > 0 ? EXIT.partial : EXIT.ok);
}
