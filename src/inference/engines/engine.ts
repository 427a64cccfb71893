import type { DocumentFailure, ModelScores } from '../../domain/analysis.ts';
import type { StoredDocument } from '../../domain/document.ts';
import type { ServedModel } from '../model/served-model.ts';

/** What became of a batch of documents: each is in exactly one of the two lists. */
export interface BatchResult<Scores extends ModelScores = ModelScores> {
  readonly scores: readonly Scores[];
  readonly failures: readonly DocumentFailure[];
  /** Tokens that were run, special tokens included, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

/** A model that has been opened: documents in, scores out. */
export interface Engine<Model extends ServedModel = ServedModel, Scores extends ModelScores = ModelScores> {
  readonly model: Model;
  readonly device: string;
  /** Library and version that ran the model, for the record. */
  readonly runtime: string;
  /**
   * Several calls may run at once; they share the sessions and their micro-batches.
   * @throws VerbatimError DEVICE_LOST, SESSIONS_BROKEN, MODEL_CHANGED when no text is to blame: the engine serves
   *   nobody any more
   */
  analyse(documents: readonly StoredDocument[]): Promise<BatchResult<Scores>>;
  /** Runs a text that is known to be good. @throws VerbatimError as {@link Engine.analyse} */
  prove(): Promise<void>;
  close(): Promise<void>;
}
