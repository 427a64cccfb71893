import { createProcessors } from './logits-processors.ts';
import type { SearchSettings } from './search-settings.ts';

/** One finished answer. */
export interface Hypothesis {
  /** Starts with the decoder start token; the end token is included, padding is not. */
  readonly tokens: readonly number[];
  /** Sum of log-probabilities divided by generated length to the power of the length penalty; null for greedy. */
  readonly score: number | null;
}

/** The search for the answers to one text: logits in, decisions out. */
export interface Search {
  /**
   * Takes one step.
   * @param logits of the next token, one row a running hypothesis (at the first step: one row); overwritten
   * @returns for each hypothesis that goes on, the row that it goes on from and its new token; none when done
   */
  advance(logits: readonly Float32Array[]): Advance;
  /** Best first, as many as were asked for. */
  results(): Hypothesis[];
}

export interface Advance {
  readonly rows: readonly number[];
  readonly tokens: readonly number[];
}

export const DONE: Advance = { rows: [], tokens: [] };

/** The most probable token each time, as `GenerationMixin._sample` of transformers 4.57 without sampling. */
export function startGreedy(settings: SearchSettings): Search {
  const process = createProcessors(settings);
  const tokens: number[] = [settings.startToken];
  return {
    advance([scores]) {
      for (const processor of process) processor(scores!, tokens);
      const token = best(scores!);
      tokens.push(token);
      if (settings.eosTokens.includes(token) || tokens.length >= settings.maxLength) return DONE;
      return { rows: [0], tokens: [token] };
    },
    results: () => [{ tokens, score: null }],
  };
}

/** Index of the largest value; of equal ones the first. */
function best(scores: Float32Array): number {
  let at = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[at]!) at = i;
  return at;
}
