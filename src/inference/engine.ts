import { createRequire } from 'node:module';
import type { DocumentFailure, DocumentScores } from '../domain/analysis.ts';
import type { StoredDocument } from '../domain/document.ts';
import { VerbatimError } from '../errors.ts';
import { runOrHalve } from './halving.ts';
import { mergeWindows, type WindowScores } from './merge.ts';
import type { ModelFolder } from './model-folder.ts';
import { packByLength } from './packing.ts';
import { openSessionPool, type SessionPool } from './session-pool.ts';
import { readSpans } from './span-reader.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';
import { sessionInput, type WindowJob, windowJobs } from './window-jobs.ts';

export interface EngineOptions {
  /** 'cpu', 'cuda' or 'cuda:N'. */
  readonly device: string;
  /** Session threads. */
  readonly sessions: number;
  /** Padded tokens of one session run. */
  readonly tokenBudget: number;
}

/** What became of a batch of documents: each is in exactly one of the two lists. */
export interface BatchResult {
  readonly scores: readonly DocumentScores[];
  readonly failures: readonly DocumentFailure[];
  /** Tokens that were run, special tokens included, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

export interface Engine {
  readonly model: ModelFolder;
  readonly device: string;
  /** Library and version that ran the model, for the record. */
  readonly runtime: string;
  /** Several calls may run at once; they share the sessions. */
  analyse(documents: readonly StoredDocument[]): Promise<BatchResult>;
  close(): Promise<void>;
}

/**
 * Text to numbers: prepares, tokenises, windows, packs by length, runs and decodes.
 * @param model what `readModelFolder` returned
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openEngine(model: ModelFolder, options: EngineOptions): Promise<Engine> {
  const tokenizer = await loadTokenizer(model.folder, model.tokenizer, model.padToken);
  const setup = {
    graph: model.graph,
    device: options.device,
    threads: 1,
    padId: tokenizer.padId,
    poolInput: model.manifest.pool.input,
    outputs: Object.values(model.manifest.heads).flatMap((head) => (head ? [head.output] : [])),
  };
  const pool = await openSessionPool(model.folder, setup, options.sessions);
  return {
    model,
    device: options.device,
    runtime: RUNTIME,
    analyse: (documents) => analyse({ model, tokenizer, pool, budget: options.tokenBudget }, documents),
    close: () => pool.close(),
  };
}

/** Library and version that runs graphs. */
export const RUNTIME = `onnxruntime-node ${(createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version}`;

interface Parts {
  readonly model: ModelFolder;
  readonly tokenizer: Tokenizer;
  readonly pool: SessionPool;
  readonly budget: number;
}

async function analyse(parts: Parts, documents: readonly StoredDocument[]): Promise<BatchResult> {
  const jobs = await windowJobs(parts.model, parts.tokenizer, documents);
  const lengths = jobs.map((job) => job.ids.length);
  const results = new Map<WindowJob, WindowScores | VerbatimError>();
  let paddedTokens = 0;
  await Promise.all(
    packByLength(lengths, parts.budget).map(async ({ items, paddedLength }) => {
      paddedTokens += items.length * paddedLength;
      await runOrHalve(
        items.map((i) => jobs[i]!),
        (some) => runWindows(parts, some),
        (job, result) => results.set(job, result),
      );
    }),
  );
  const scores: DocumentScores[] = [];
  const failures: DocumentFailure[] = [];
  const byDocument = Map.groupBy(jobs, (job) => job.document);
  for (const [i, { id, text }] of documents.entries()) {
    const windows = (byDocument.get(i) ?? []).map((job) => results.get(job)!);
    const broken = windows.find((result) => result instanceof VerbatimError);
    if (broken) failures.push({ documentId: id, code: broken.code, message: broken.message });
    else if (windows.length === 0) failures.push(nothingToRead(id));
    else scores.push({ documentId: id, ...mergeWindows(windows as WindowScores[], text), truncated: false });
  }
  return { scores, failures, tokens: lengths.reduce((sum, length) => sum + length, 0), paddedTokens };
}

const nothingToRead = (documentId: number): DocumentFailure => ({
  documentId,
  code: 'TEXT_WITHOUT_TOKENS',
  message: 'The text has nothing that the tokenizer of the model can read.',
});

async function runWindows(parts: Parts, jobs: readonly WindowJob[]): Promise<WindowScores[]> {
  const output = await parts.pool.run(sessionInput(jobs, parts.tokenizer.prefix.length));
  return readSpans(parts.model.manifest, jobs, output);
}
