import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { WriterModel } from '../../analysis/summaries/written-summary.ts';
import type { Config } from '../../app/config.ts';
import type { Lifecycle } from '../../app/lifecycle.ts';
import { note } from '../../app/streams.ts';
import { readGeneratorFolder } from '../../inference/generation/folder.ts';
import { hashFolder } from '../../inference/model/hash.ts';
import { openChatWriter } from '../../writers/chat-writer.ts';
import { chatWriter, generatorWriter, type Writer } from './writer.ts';

/** Opens a writer for one use; null: none is configured. */
export type OpenWriter = () => Promise<Writer | null>;

// The task name of transformers: T5 stores its prefix and lengths under it.
const TASK = 'summarization';

/**
 * Opens what VERBATIM_WRITER names: an address with a budget of its own for each use, or a folder, which is loaded once
 * and closed with the lifecycle.
 * @param named in place of the setting
 */
export function configuredWriter(
  { config, lifecycle }: { readonly config: Config; readonly lifecycle: Lifecycle },
  named?: string,
): OpenWriter {
  const settings = config.writer(named);
  if (settings === null) return async () => null;
  if (settings.kind === 'server') return async () => chatWriter(openChatWriter(settings));
  let opening: Promise<() => Writer> | null = null;
  return async () => {
    opening ??= openFolder(settings.folder, { config, lifecycle });
    opening.catch(() => (opening = null));
    return (await opening)();
  };
}

/**
 * A folder's name and hash.
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED
 */
export async function folderModel(path: string): Promise<WriterModel> {
  const { folder } = readGeneratorFolder(path, null, null);
  return { name: basename(folder), hash: await hashFolder(folder) };
}

async function openFolder(
  path: string,
  { config, lifecycle }: { readonly config: Config; readonly lifecycle: Lifecycle },
): Promise<() => Writer> {
  const { folder, tasks } = readGeneratorFolder(path, null, null);
  const model = await folderModel(folder);
  const { openGenerator } = await import('../../inference/generation/generator.ts');
  const { device } = config;
  // One session with all cores: the models are large, and the engine waits for it.
  const generator = await openGenerator(folder, {
    ...(tasks.includes(TASK) && { task: TASK }),
    ...{ device, threads: Math.min(availableParallelism(), 16) },
    onBudgetHalved: (budget) =>
      note(`The memory of ${device} does not hold runs of this size: going on with ${budget} tokens a run.`),
  });
  lifecycle.opened('generator', generator, (it) => it.close());
  return () => generatorWriter(model, generator);
}
