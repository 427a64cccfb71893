import { dot, meanDirection } from '../src/analysis/vectors.ts';
import { countWords } from '../src/analysis/words.ts';
import type { Product } from './fewsum.ts';

interface Sentence {
  readonly text: string;
  readonly embedding: Float32Array;
}

/** The extractive baselines of opinion summarisation, on the same sentences and embeddings as ours. */
export const BASELINES: Readonly<Record<string, (product: Product, mostWords: number) => string>> = {
  'first sentences': ({ reviews }, mostWords) =>
    fill(
      reviews.flatMap(({ segments }) => segments.slice(0, 1)),
      mostWords,
    ),
  'most central review, whole': ({ reviews }) => ranked(reviews, centrality(reviews))[0]!.text,
  'sentence centroid': (product, mostWords) => {
    const sentences = sentencesOf(product);
    return fill(ranked(sentences, centrality(sentences)), mostWords);
  },
  LexRank: (product, mostWords) => {
    const sentences = sentencesOf(product);
    return fill(ranked(sentences, lexRank(sentences)), mostWords);
  },
};

const sentencesOf = ({ reviews }: Product): Sentence[] => reviews.flatMap(({ segments }) => segments);

function centrality(items: readonly Sentence[]): number[] {
  const embeddings = items.map(({ embedding }) => embedding);
  const centre = meanDirection(embeddings, embeddings[0]!.length);
  return embeddings.map((embedding) => dot(embedding, centre));
}

/** Erkan & Radev 2004, on cosines of embeddings, negative ones cut to 0, damping 0.85. */
function lexRank(items: readonly Sentence[]): number[] {
  const cosines = items.map((one) => items.map((other) => Math.max(0, dot(one.embedding, other.embedding))));
  const totals = cosines.map((row) => row.reduce((sum, value) => sum + value, 0));
  let ranks = items.map(() => 1 / items.length);
  for (let round = 0; round < 100; round++) {
    ranks = items.map((_, j) => {
      const flow = ranks.reduce((sum, rank, i) => sum + (rank * cosines[i]![j]!) / totals[i]!, 0);
      return 0.15 / items.length + 0.85 * flow;
    });
  }
  return ranks;
}

const ranked = <Item>(items: readonly Item[], values: readonly number[]): Item[] =>
  [...items.keys()].sort((a, b) => values[b]! - values[a]!).map((i) => items[i]!);

/** In this order, each sentence for which there is room. */
function fill(sentences: readonly { readonly text: string }[], mostWords: number): string {
  const taken: string[] = [];
  let left = mostWords;
  for (const { text } of sentences) {
    const words = countWords(text);
    if (words > left) continue;
    taken.push(text);
    left -= words;
  }
  return taken.join(' ');
}
