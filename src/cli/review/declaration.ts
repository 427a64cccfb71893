import { Argument, type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { names, positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { AccuracyFlags } from './accuracy.ts';
import type { DrawFlags, DrawKind } from './draw.ts';

/** `review draw` and `accuracy`. */
export function addReviewCommands(program: Command): void {
  const review = command(program, 'review', 'comments for people to label', []);

  command(review, 'draw', 'draw comments now; a nightly run does so once a week', [
    new Option('--rows <n>', 'how many (default: as the nightly run)').argParser(positive),
    jsonOption(),
  ])
    .addArgument(
      new Argument('<kind>', 'sample: at random, to measure accuracy; queue: what is worth a look').choices([
        'sample',
        'queue',
      ]),
    )
    .action((kind: DrawKind, flags: DrawFlags & JsonFlag) =>
      inApp(flags, async (app) => (await import('./draw.ts')).reviewDraw(app, kind, flags)),
    );

  command(program, 'accuracy', 'how often the model is right, measured on sampled comments with labels', [
    new Option('--by <names>', 'source, language, sample, or attributes').argParser(names),
    new Option('--model <name>', 'name, version or hash of a stored model (default: the active one)'),
    jsonOption(),
  ]).action((flags: AccuracyFlags & JsonFlag) =>
    inApp({ json: flags.json ?? false }, async (app) => (await import('./accuracy.ts')).accuracy(app, flags)),
  );
}
