import type { SearchSettings } from './search-settings.ts';

/**
 * Changes the scores of the next token in place.
 * @param scores one per token of the vocabulary: logits for greedy search, log-probabilities for beams
 * @param tokens generated so far, decoder start token included
 */
type LogitsProcessor = (scores: Float32Array, tokens: readonly number[]) => void;

/**
 * The processors for the settings, in the order of transformers 4.57 (`GenerationMixin._get_logits_processor`). Each
 * follows the class of `generation/logits_process.py` in its comment.
 */
export function createProcessors(settings: SearchSettings): LogitsProcessor[] {
  const { repetitionPenalty, noRepeatNgramSize, badWords, minLength, eosTokens, maxLength } = settings;
  const { forcedBos, forcedEos, suppressed, suppressedFirst, renormalise } = settings;
  const processors: LogitsProcessor[] = [];
  if (repetitionPenalty !== 1)
    processors.push((scores, tokens) => penalise(scores, tokens, repetitionPenalty));
  if (noRepeatNgramSize > 0)
    processors.push((scores, tokens) => banNgrams(scores, tokens, noRepeatNgramSize));
  if (badWords.length > 0) {
    // As in NoBadWordsLogitsProcessor, the end token cannot be a bad word.
    const words = badWords.filter((word) => word.length !== 1 || !eosTokens.includes(word[0]!));
    processors.push((scores, tokens) => banWords(scores, tokens, words));
  }
  if (minLength > 0 && eosTokens.length > 0) {
    // MinLengthLogitsProcessor, MinNewTokensLengthLogitsProcessor
    processors.push((scores, tokens) => {
      if (tokens.length < minLength) ban(scores, eosTokens);
    });
  }
  if (forcedBos !== null) {
    // ForcedBOSTokenLogitsProcessor
    processors.push((scores, tokens) => {
      if (tokens.length === 1) force(scores, [forcedBos]);
    });
  }
  if (forcedEos.length > 0) {
    // ForcedEOSTokenLogitsProcessor
    processors.push((scores, tokens) => {
      if (tokens.length === maxLength - 1) force(scores, forcedEos);
    });
  }
  if (suppressed.length > 0) processors.push((scores) => ban(scores, suppressed));
  if (suppressedFirst.length > 0) {
    // SuppressTokensAtBeginLogitsProcessor: a forced first token makes the second one the first free token.
    const first = forcedBos === null ? 1 : 2;
    processors.push((scores, tokens) => {
      if (tokens.length === first) ban(scores, suppressedFirst);
    });
  }
  if (renormalise) processors.push(logSoftmax);
  return processors;
}

// exp(-i / STEPS). Terms below -DEPTH are ignored: for 250,000 tokens they sum to at most 2e-8.
const STEPS = 128;
const DEPTH = 30;
const POWERS = Float64Array.from({ length: DEPTH * STEPS + 1 }, (_, i) => Math.exp(-i / STEPS));

/** Turns logits or scores into log-probabilities in place (LogitNormalization). */
export function logSoftmax(scores: Float32Array): void {
  const normaliser = logSum(scores);
  for (let i = 0; i < scores.length; i++) scores[i] = scores[i]! - normaliser;
}

/**
 * Logarithm of the sum of exp(score); logits minus it are log-probabilities. The most expensive part of the search
 * itself, so it takes one pass and computes exp(x) from a table and the first terms of a series, with a relative error
 * below 2e-10.
 */
export function logSum(scores: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const x = scores[i]! - most;
    if (x > 0) {
      sum = sum * Math.exp(-x) + 1;
      most = scores[i]!;
    } else if (x > -DEPTH) {
      const step = (-x * STEPS) | 0;
      const rest = x + step / STEPS;
      sum += POWERS[step]! * (1 + rest * (1 + rest * (1 / 2 + rest / 6)));
    }
  }
  return most + Math.log(sum);
}

function ban(scores: Float32Array, tokens: readonly number[]): void {
  for (const token of tokens) scores[token] = Number.NEGATIVE_INFINITY;
}

function force(scores: Float32Array, tokens: readonly number[]): void {
  scores.fill(Number.NEGATIVE_INFINITY);
  for (const token of tokens) scores[token] = 0;
}

/** RepetitionPenaltyLogitsProcessor (Keskar et al. 2019, "CTRL"): penalises each generated token once. */
function penalise(scores: Float32Array, tokens: readonly number[], penalty: number): void {
  for (const token of new Set(tokens)) {
    const score = scores[token]!;
    scores[token] = score < 0 ? score * penalty : score / penalty;
  }
}

/** NoRepeatNGramLogitsProcessor: bans tokens that followed an earlier occurrence of the last `size - 1` tokens. */
function banNgrams(scores: Float32Array, tokens: readonly number[], size: number): void {
  const tail = tokens.length + 1 - size;
  for (let at = 0; at < tail; at++) {
    let same = 0;
    while (same < size - 1 && tokens[at + same] === tokens[tail + same]) same++;
    if (same === size - 1) scores[tokens[at + same]!] = Number.NEGATIVE_INFINITY;
  }
}

/** NoBadWordsLogitsProcessor: bans the last token of each word whose other tokens have just been generated. */
function banWords(
  scores: Float32Array,
  tokens: readonly number[],
  words: readonly (readonly number[])[],
): void {
  for (const word of words) {
    const head = word.length - 1;
    if (head > 0 && word.length > tokens.length) continue;
    const from = tokens.length - head;
    let same = 0;
    while (same < head && word[same] === tokens[from + same]) same++;
    if (same === head) scores[word[head]!] = Number.NEGATIVE_INFINITY;
  }
}
