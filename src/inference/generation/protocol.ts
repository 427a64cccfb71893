import type { ErrorCode } from '../../errors/verbatim-error.ts';
import type { TextBatch } from './batch.ts';
import type { Hypothesis } from './greedy-search.ts';
import type { SearchSettings } from './search-settings.ts';

/** Messages between the main thread and a generation thread. They contain no tensors. */

/** Graph files of a model: encoder and decoder (a merged decoder has both names), or one graph for the whole search. */
export type GeneratorGraphs =
  | {
      readonly kind: 'split';
      readonly encoder: string;
      readonly decoder: string;
      readonly decoderWithPast: string;
    }
  | { readonly kind: 'whole'; readonly graph: string };

export interface GenerationSetup {
  readonly folder: string;
  readonly graphs: GeneratorGraphs;
  /** 'cpu', 'cuda' or 'cuda:N'. */
  readonly device: string;
  /** Threads within one session run. */
  readonly threads: number;
}

export type GenerationTask =
  | { readonly kind: 'generate'; readonly batch: TextBatch; readonly settings: SearchSettings }
  | {
      readonly kind: 'trace';
      readonly batch: TextBatch;
      readonly tokens: readonly number[];
      readonly padToken: number;
    };

/** Answers of each text, best first; for a trace, the logits of each step. */
export type GenerationOutput =
  | { readonly kind: 'generate'; readonly answers: readonly (readonly Hypothesis[])[] }
  | { readonly kind: 'trace'; readonly logits: readonly Float32Array[] };

/** Null for an opened model, else the error. */
export type GenerationOpened = {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
} | null;
