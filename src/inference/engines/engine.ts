import { createRequire } from 'node:module';
import type { DocumentFailure, ModelScores } from '../../domain/analysis.ts';
import type { StoredDocument } from '../../domain/document.ts';
import type { Name } from '../../domain/text/name.ts';
import type { ServedModel } from '../model/served-model.ts';

export interface EngineOptions {
  /** 'cpu', 'cuda' or 'cuda:N'. */
  readonly device: string;
  /** Session threads. */
  readonly sessions: number;
  /** Threads within one session; default 1. */
  readonly threads?: number;
  /** Padded tokens of one session run. */
  readonly tokenBudget: number;
  /** Time limit of one session run in seconds, plus the same again for each 2,048 padded tokens. Default 120. */
  readonly runSeconds?: number;
  /** Called each time memory ran out and the token budget was halved. */
  readonly onBudgetHalved?: (budget: number) => void;
}

/** Library and version that runs graphs. */
export const RUNTIME = `onnxruntime-node ${(createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version}`;

/** Results of a batch: each document is in exactly one of the two lists. */
export interface BatchResult<Scores extends ModelScores = ModelScores> {
  readonly scores: readonly Scores[];
  readonly failures: readonly DocumentFailure[];
  /** Tokens run, special tokens included, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
  /**
   * By document id, names of persons and places in the stored texts, labelled PERSON and PLACE; only documents that
   * have some. Absent unless asked for, and of a model without a names head.
   */
  readonly names?: ReadonlyMap<number, readonly Name[]>;
}

export interface AnalyseOptions {
  /** Looks for names too, in the same runs. */
  readonly names?: boolean;
}

/** An opened model: documents in, scores out. */
export interface Engine<Model extends ServedModel = ServedModel, Scores extends ModelScores = ModelScores> {
  readonly model: Model;
  readonly device: string;
  /** Library and version that runs the model; stored with each run. */
  readonly runtime: string;
  /**
   * Concurrent calls share the sessions and their micro-batches.
   * @throws VerbatimError DEVICE_LOST, SESSIONS_BROKEN, MODEL_CHANGED: engine faults, after which it is unusable
   */
  analyse(documents: readonly StoredDocument[], options?: AnalyseOptions): Promise<BatchResult<Scores>>;
  /** Runs a known good text. @throws VerbatimError as {@link Engine.analyse} */
  prove(): Promise<void>;
  close(): Promise<void>;
}
