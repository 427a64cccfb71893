import type { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Generated, Generator } from './generator.ts';
import type { GenerationParameters } from './search-settings.ts';

/** The summary of a text of any length. */
export interface LongSummary {
  readonly text: string;
  /** Parts that the text was read in; each token of it was in one of them. */
  readonly windows: number;
  /** Times that summaries were summarised again. */
  readonly rounds: number;
  /** Input tokens that were run over the text itself, special tokens included. */
  readonly tokens: number;
  /** True when a part was not read to its end. */
  readonly truncated: boolean;
  /** Why there is no summary; the text is empty then. */
  readonly failure: VerbatimError | null;
}

/**
 * Summarises a text that may be longer than the model takes: in parts cut at ends of sentences, then the
 * summaries of the parts in the same way, until one is left. A summary that is longer than what it summarises
 * (in UTF-16 units, white space around left out) is replaced by that.
 *
 * Where the summaries together do not get shorter than what they summarise, the next round allows each part a
 * quarter of the model's maximum, so that every round has fewer parts than the one before.
 * @throws VerbatimError CONFIG_INVALID
 */
export async function summariseLong(
  generator: Generator,
  text: string,
  overrides: GenerationParameters = {},
): Promise<LongSummary> {
  let parts = await generator.input.split(text);
  if (parts.length === 0) parts = [text];
  const windows = parts.length;
  let parameters = overrides;
  let tokens = 0;
  for (let rounds = 0; ; rounds++) {
    const results = await generator.generate(parts, parameters);
    if (rounds === 0) tokens = results.reduce((sum, result) => sum + result.tokens, 0);
    const failure = results.find((result) => result.failure)?.failure ?? null;
    const truncated = results.some((result) => result.truncated);
    if (failure) return { text: '', windows, rounds, tokens, truncated, failure };
    const summaries = results.map((result, i) => shorter(result, parts[i]!));
    if (summaries.length === 1) return { text: summaries[0]!, windows, rounds, tokens, truncated, failure };
    const next = await generator.input.split(summaries.filter(Boolean).join('\n'));
    if (next.length === 0) return { text: '', windows, rounds, tokens, truncated, failure };
    if (next.length >= parts.length) {
      // Even short answers did not help: the parts stand as they are rather than going round for ever.
      if (parameters !== overrides)
        return { text: summaries.join('\n'), windows, rounds, tokens, truncated, failure };
      parameters = { ...overrides, ...shortAnswers(generator) };
    }
    parts = next;
  }
}

const shorter = ({ text }: Generated, source: string): string => {
  const [summary, whole] = [text.trim(), source.trim()];
  return summary.length <= whole.length ? summary : whole;
};

function shortAnswers({ folder }: Generator): GenerationParameters {
  return {
    max_new_tokens: Math.max(1, Math.floor(folder.maxInput / 4)),
    min_length: 0,
    min_new_tokens: null,
  };
}
