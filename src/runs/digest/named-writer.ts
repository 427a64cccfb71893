import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { Lifecycle } from '../../app/lifecycle.ts';
import { engineOptions, prepareModel } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { readGeneratorFolder } from '../../inference/generation/generator-folder.ts';
import { hashFolder } from '../../inference/model/folder-hash.ts';
import type { DigestWriter } from './make-digest.ts';

// The task name of transformers: T5 stores its prefix and lengths under it.
const TASK = 'summarization';

/** Refuses a wrong folder before a database is opened. @throws as {@link namedWriter} */
export function checkWriter(path: string | undefined): void {
  if (path !== undefined) readGeneratorFolder(path, null, null);
}

/**
 * The model of `--writer`. It is loaded only if there is something to write.
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function namedWriter({ database, config }: App, path: string): Promise<DigestWriter> {
  const { folder, tasks } = readGeneratorFolder(path, null, null);
  const model = { name: basename(folder), hash: await hashFolder(folder) };
  const task = tasks.includes(TASK) ? { task: TASK } : {};
  return {
    model,
    // Loads it, and the model that judges its sentences, for the duration of `work`.
    async using(work) {
      const { openGenerator } = await import('../../inference/generation/generator.ts');
      const { openEngine } = await import('../../inference/engines/open-engine.ts');
      const { summaryWriter } = await import('./summary-writer.ts');
      const { device } = config;
      const judge = await prepareModel({ database, config }, { activate: false });
      const layout = await engineOptions(database, config, judge.modelId);
      const own = new Lifecycle();
      try {
        // One session with all cores: the models are large, and the engine waits for it.
        const opened = await openGenerator(folder, {
          ...{ ...task, device, threads: Math.min(availableParallelism(), 16) },
          onBudgetHalved: (budget) =>
            note(
              `The memory of ${device} does not hold runs of this size: going on with ${budget} tokens a run.`,
            ),
        });
        const generator = own.opened('generator', opened, (it) => it.close());
        const engine = own.opened('engine', await openEngine(judge.model, layout), (it) => it.close());
        return await work(summaryWriter(model, generator, engine));
      } finally {
        await own.close();
      }
    },
  };
}
