import type { DocumentFailure, DocumentScores, HeadLabels } from '../../domain/analysis.ts';
import type { StoredDocument } from '../../domain/document.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { WITHOUT_TOKENS } from '../batching/encoder-batch.ts';
import { type MicroBatcher, microBatcher } from '../batching/micro-batcher.ts';
import { type ModelFolder, type NamesHead, spanOutputs } from '../model/pooled-folder.ts';
import { openSessionPool, slotsOf } from '../session/pool.ts';
import { readDocuments } from '../text/document-text.ts';
import { nameJobs } from '../text/name-jobs.ts';
import { readSpans } from '../text/span-reader.ts';
import { KNOWN_GOOD, loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { sessionInput, type WindowJob, windowJobs } from '../text/window-jobs.ts';
import { type BatchResult, type Engine, type EngineOptions, RUNTIME } from './engine.ts';
import { mergeWindows, type WindowScores } from './merge.ts';
import { namesOf } from './names.ts';

/** Scores of a document by a pooled model, with the names of its heads. */
export type PooledScores = DocumentScores & { readonly heads: HeadLabels };

/**
 * Opens a pooled model. It prepares, tokenises, windows, batches, runs and decodes documents.
 * @param model from `readModelFolder`
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
    outputs: spanOutputs(model.manifest),
    tokenOutput: model.manifest.heads.names?.output,
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
    analyse: (documents, { names = false } = {}) =>
      analyse({ model, tokenizer, windows }, documents, names ? model.manifest.heads.names : undefined),
    async prove() {
      const good = await readDocuments(tokenizer, [{ id: 0, text: KNOWN_GOOD }]);
      const [job] = windowJobs(model, tokenizer, good);
      if (job) await pool.run(inputOf([job]), inputOf([job]));
    },
    close: () => pool.close(),
  };
}

/** Makes a known good window with the size and segments of another: it repeats a word that every vocabulary has. */
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
  parts: Parts,
  documents: readonly StoredDocument[],
  head: NamesHead | undefined,
): Promise<BatchResult<PooledScores>> {
  const { model, tokenizer, windows } = parts;
  const texts = await readDocuments(tokenizer, documents);
  const jobs = windowJobs(model, tokenizer, texts);
  const naming = head && (await nameJobs(model, tokenizer, documents, texts, jobs));
  // The first are the windows of the scores.
  const asked = naming ? naming.jobs.map(({ job }) => job) : jobs;
  const ran = await windows.run(asked);
  const results = documents.map((): (WindowScores | VerbatimError)[] => []);
  const broken = new Map<number, VerbatimError>();
  for (const [i, { document }] of asked.entries()) {
    const { result } = ran[i]!;
    if (result instanceof VerbatimError) broken.set(document, broken.get(document) ?? result);
    else if (i < jobs.length) results[document]!.push(result);
  }
  const scores: PooledScores[] = [];
  const failures: DocumentFailure[] = [];
  for (const [i, { id, text }] of documents.entries()) {
    const own = results[i]!;
    const fault = broken.get(i);
    if (fault) failures.push({ documentId: id, code: fault.code, message: fault.message });
    else if (own.length === 0) failures.push({ documentId: id, ...WITHOUT_TOKENS });
    else {
      const merged = mergeWindows(own as WindowScores[], text);
      scores.push({ documentId: id, ...merged, truncated: false, heads: model.labels });
    }
  }
  const tokens = asked.reduce((sum, job) => sum + job.ids.length, 0);
  const paddedTokens = ran.reduce((sum, { padded }) => sum + padded, 0);
  if (!head || !naming) return { scores, failures, tokens, paddedTokens };
  const judged = naming.jobs.map(({ part }, i) => ({ part, result: ran[i]!.result }));
  const names = namesOf(head, naming.texts, judged, documents, tokenizer.prefix.length);
  return { scores, failures, tokens, paddedTokens, names };
}
