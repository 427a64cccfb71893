import type { DocumentFailure, DocumentScores, HeadLabels } from '../../domain/analysis.ts';
import type { StoredDocument } from '../../domain/document.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type MicroBatcher, microBatcher } from '../batching/micro-batcher.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import { openSessionPool, slotsOf } from '../session/session-pool.ts';
import { readSpans } from '../text/span-reader.ts';
import { KNOWN_GOOD, loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { sessionInput, type WindowJob, windowJobs } from '../text/window-jobs.ts';
import type { BatchResult, Engine } from './engine.ts';
import { type EngineOptions, RUNTIME } from './engine-options.ts';
import { mergeWindows, type WindowScores } from './merge.ts';

/** What the pooled kind says about a document, with the names of its heads. */
export type PooledScores = DocumentScores & { readonly heads: HeadLabels };

/**
 * Text to numbers: prepares, tokenises, windows, packs by length, runs and decodes.
 * @param model what `readModelFolder` returned
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openPooledEngine(
  model: ModelFolder,
  options: EngineOptions,
): Promise<Engine<ModelFolder, PooledScores>> {
  const tokenizer = await loadTokenizer(model.folder, model.tokenizer, model.padToken);
  const setup = {
    graph: model.graph,
    device: options.device,
    threads: options.threads ?? 1,
    padId: tokenizer.padId,
    poolInput: model.manifest.pool.input,
    outputs: Object.values(model.manifest.heads).flatMap((head) => (head ? [head.output] : [])),
  };
  const size = options.sessions;
  const pool = await openSessionPool(model, setup, { size, runSeconds: options.runSeconds });
  const inputOf = (jobs: readonly WindowJob[]) => sessionInput(jobs, tokenizer.prefix.length);
  const control = await knownGood(tokenizer);
  const windows = microBatcher({
    run: async (jobs: readonly WindowJob[]) => {
      const alone = jobs.length === 1 ? inputOf(jobs.map(control)) : undefined;
      return readSpans(model.manifest, jobs, await pool.run(inputOf(jobs), alone));
    },
    lengthOf: (job) => job.ids.length,
    budget: options.tokenBudget,
    slots: slotsOf(options.sessions),
    onBudgetHalved: options.onBudgetHalved,
  });
  return {
    model,
    device: options.device,
    runtime: RUNTIME,
    analyse: (documents) => analyse({ model, tokenizer, windows }, documents),
    async prove() {
      const [job] = await windowJobs(model, tokenizer, [{ id: 0, text: KNOWN_GOOD }]);
      if (job) await pool.run(inputOf([job]), inputOf([job]));
    },
    close: () => pool.close(),
  };
}

/** A window of the same size and segments as another, with nothing in it but a word that every vocabulary has. */
async function knownGood({ prefix, suffix, padId, encode }: Tokenizer) {
  const [good] = await encode([KNOWN_GOOD]);
  const token = good!.ids[0] ?? padId;
  return (job: WindowJob): WindowJob => {
    const ids = job.ids.slice();
    ids.fill(token, prefix.length, ids.length - suffix.length);
    return { ...job, ids };
  };
}

interface Parts {
  readonly model: ModelFolder;
  readonly tokenizer: Tokenizer;
  readonly windows: MicroBatcher<WindowJob, WindowScores>;
}

async function analyse(
  { model, tokenizer, windows }: Parts,
  documents: readonly StoredDocument[],
): Promise<BatchResult<PooledScores>> {
  const jobs = await windowJobs(model, tokenizer, documents);
  const ran = await windows.run(jobs);
  const results = documents.map((): (WindowScores | VerbatimError)[] => []);
  for (const [i, { document }] of jobs.entries()) results[document]!.push(ran[i]!.result);
  const scores: PooledScores[] = [];
  const failures: DocumentFailure[] = [];
  for (const [i, { id, text }] of documents.entries()) {
    const own = results[i]!;
    const broken = own.find((result) => result instanceof VerbatimError);
    if (broken) failures.push({ documentId: id, code: broken.code, message: broken.message });
    else if (own.length === 0) failures.push(nothingToRead(id));
    else {
      const merged = mergeWindows(own as WindowScores[], text);
      scores.push({ documentId: id, ...merged, truncated: false, heads: model.labels });
    }
  }
  return {
    ...{ scores, failures },
    tokens: jobs.reduce((sum, job) => sum + job.ids.length, 0),
    paddedTokens: ran.reduce((sum, { padded }) => sum + padded, 0),
  };
}

const nothingToRead = (documentId: number): DocumentFailure => ({
  documentId,
  code: 'TEXT_WITHOUT_TOKENS',
  message: 'The text has nothing that the tokenizer of the model can read.',
});
