import { isAddress } from '../../app/config.ts';
import { Lifecycle } from '../../app/lifecycle.ts';
import type { App } from '../../app/open.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { readGeneratorFolder } from '../../inference/generation/folder.ts';
import type { DigestWriter } from '../digest/make-digest.ts';
import { summaryWriter } from '../digest/summary-writer.ts';
import { QuestionModel, questionEngines } from '../search/question-model.ts';
import { configuredWriter, folderModel } from './configured-writer.ts';
import { noteUse } from './writer.ts';

/** Value of `--writer`: a folder, an address, or true for VERBATIM_WRITER. */
export type WriterFlag = string | boolean | undefined;

/** Refuses a wrong folder before a database is opened. @throws as {@link namedWriter} */
export function checkWriter(named: WriterFlag): void {
  if (typeof named === 'string' && !isAddress(named)) readGeneratorFolder(named, null, null);
}

/**
 * The model of `--writer`; null without the flag. It is loaded only if there is something to write.
 * @param runId the nightly run that it writes for
 * @throws VerbatimError USAGE, MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function namedWriter(
  app: App,
  flag: WriterFlag,
  runId: number | null = null,
): Promise<DigestWriter | null> {
  if (flag === undefined || flag === false) return null;
  const named = flag === true ? undefined : flag;
  const settings = app.config.writer(named);
  if (settings === null) {
    const detail = '--writer needs a folder or an address, or the setting VERBATIM_WRITER';
    throw new VerbatimError('USAGE', { detail });
  }
  const model =
    settings.kind === 'server' ? { name: settings.model, hash: null } : await folderModel(settings.folder);
  return {
    model,
    // Loads it, and the model that judges its sentences, for the duration of `work`.
    async using(work, keptIn) {
      const parts = { ...app, lifecycle: new Lifecycle() };
      try {
        const writer = (await configuredWriter(parts, named)())!;
        const judge = new QuestionModel(questionEngines(parts));
        const source = await feedbackModel(app.database, null);
        let sentences = 0;
        let kept = 0;
        const reading = summaryWriter(
          writer,
          (texts) => judge.judge(source!, texts),
          (count) => {
            sentences += count;
          },
        );
        try {
          const result = await work(reading);
          kept = keptIn(result);
          return result;
        } finally {
          await noteUse(app.database, 'digest', writer, { sentences, dropped: sentences - kept, runId });
        }
      } finally {
        await parts.lifecycle.close();
      }
    },
  };
}
