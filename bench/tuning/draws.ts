import type { LabelledSpan } from '../../src/analysis/tuning/design.ts';
import { corpusDirections, type Directions } from '../../src/analysis/tuning/directions.ts';
import { right, tuneSentiment } from '../../src/analysis/tuning/tune.ts';
import { endToEnd } from '../../src/analysis/vectors.ts';
import { correctedSentiment, type SentimentHead } from '../../src/domain/sentiment-head.ts';
import { generatorOf, shuffle } from '../../src/statistics/distributions/random.ts';

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const directionsOf = (spans: readonly LabelledSpan[]): Directions =>
  corpusDirections(endToEnd(spans.map(({ embedding }) => embedding)));

/** Shuffled by a seed. */
export function shuffled(spans: readonly LabelledSpan[], seed: number): LabelledSpan[] {
  const order = Int32Array.from(spans.keys());
  shuffle(generatorOf(seed), order);
  return [...order].map((i) => spans[i]!);
}

const judgedBy = (head: SentimentHead | null, span: LabelledSpan) =>
  head ? correctedSentiment(head, span.probabilities, span.embedding) : span.probabilities;

/** Share of the spans whose most probable polarity is the label. @param head null: the model's own */
export const accuracy = (head: SentimentHead | null, spans: readonly LabelledSpan[]): number =>
  mean(spans.map((span) => right(judgedBy(head, span), span)));

/** Gains of accuracy on the rows that were not labelled, draw by draw, and how often there was a head. */
export function gains(
  spans: readonly LabelledSpan[],
  labels: number,
  seeds: readonly number[],
): { readonly gains: readonly number[]; readonly heads: number } {
  const directions = directionsOf(spans);
  const found = seeds.map((seed) => {
    const order = shuffled(spans, seed);
    const rest = order.slice(labels);
    const { head } = tuneSentiment(order.slice(0, labels), directions, seed, false);
    return { gain: accuracy(head, rest) - accuracy(null, rest), head: head !== null };
  });
  return { gains: found.map(({ gain }) => gain), heads: found.filter(({ head }) => head).length };
}

/** Of a queue. */
const RANDOM_SHARE = 0.2;

/** Least certain by a head first, and every fifth at random. */
function queued(pool: readonly LabelledSpan[], head: SentimentHead | null, rows: number): LabelledSpan[] {
  const random = pool.slice(0, Math.round(rows * RANDOM_SHARE));
  const others = pool.slice(random.length);
  const certainty = new Map(others.map((span) => [span, Math.max(...judgedBy(head, span))]));
  const chosen = others.toSorted((a, b) => certainty.get(a)! - certainty.get(b)!);
  return [...random, ...chosen.slice(0, rows - random.length)];
}

/**
 * Gains of labels of a queue over as many of a random sample, both after tuning, draw by draw: of one half of the rows,
 * on the other.
 * @param rounds draws of the queue, with the head that was tuned on those before
 */
export function queueGains(
  spans: readonly LabelledSpan[],
  labels: number,
  rounds: number,
  seeds: readonly number[],
): number[] {
  const directions = directionsOf(spans);
  return seeds.map((seed) => {
    const order = shuffled(spans, 1_000 + seed);
    const half = Math.floor(order.length / 2);
    const [test, pool] = [order.slice(0, half), order.slice(half)];
    const tuned = (some: readonly LabelledSpan[]) => tuneSentiment(some, directions, seed, false).head;
    let head: SentimentHead | null = null;
    const labelled: LabelledSpan[] = [];
    for (let round = 0; round < rounds; round++) {
      const left = pool.filter((span) => !labelled.includes(span));
      labelled.push(...queued(left, head, labels / rounds));
      head = tuned(labelled);
    }
    return accuracy(head, test) - accuracy(tuned(pool.slice(0, labels)), test);
  });
}
