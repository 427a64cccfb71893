import { createProcessors } from './logits-processors.ts';
import type { SearchSettings } from './search-settings.ts';

/** One finished answer. */
export interface Hypothesis {
  /** Decoder start token and end token included, padding excluded. */
  readonly tokens: readonly number[];
  /** Sum of log-probabilities divided by generated length to the power of the length penalty; null for greedy. */
  readonly score: number | null;
}

/** The search for the answers to one text. */
export interface Search {
  /**
   * Takes one step.
   * @param logits of the next token, one row per running hypothesis (one row at the first step); overwritten
   * @returns for each continued hypothesis, the row that it continues and its new token; none when done
   */
  advance(logits: readonly Float32Array[]): Advance;
  /** Best first, `settings.returned` of them. */
  results(): Hypothesis[];
}

interface Advance {
  readonly rows: readonly number[];
  readonly tokens: readonly number[];
}

export const DONE: Advance = { rows: [], tokens: [] };

/** Takes the most probable token at each step, as `GenerationMixin._sample` of transformers 4.57 without sampling. */
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

/** Index of the first largest value. */
function best(scores: Float32Array): number {
  let at = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[at]!) at = i;
  return at;
}
