import { type Command, Option } from 'commander';
import type { TimeSpan } from '../../domain/time-span.ts';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { endsItself, finish } from '../exit.ts';
import { type AnalysisFlags, analysisOptions } from '../options/model.ts';
import { withApp } from '../with-app.ts';

/** `analyze`. */
export function addAnalysisCommand(program: Command, signal: AbortSignal): void {
  command(program, 'analyze', 'queue what is missing, work on it and wait', [
    ...analysisOptions(),
    new Option('--no-wait', 'queue it and return'),
    new Option('--since <day>', 'only feedback from this day on; the active model stays the active one'),
    new Option('--until <day>', 'only feedback before this day'),
    jsonOption(),
  ])
    .alias('analyse')
    .action((flags: AnalysisFlags & TimeSpan & JsonFlag & { wait: boolean }) =>
      finish(flags, async () => {
        const span = (await import('../dates.ts')).spanOf(flags);
        return withApp(flags, async (app) => {
          if (!flags.wait) return (await import('../operations/requeue.ts')).requeue(app, 'analyze', span);
          endsItself();
          const { analyzeCommand } = await import('./analyze.ts');
          return analyzeCommand(app, { trigger: 'analyze', work: flags.worker, signal, span });
        });
      }),
    );
}
