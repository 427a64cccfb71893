import { findCentroids } from '../src/analysis/themes/clustering.ts';
import { contentWordsReader } from '../src/analysis/themes/naming/theme-words.ts';
import { assignBatch } from '../src/analysis/themes/nearest.ts';
import type { ClusteringOptions } from '../src/analysis/themes/small-clusters.ts';
import {
  learnSubjectSpace,
  type SubjectSpace,
  subjectVectors,
} from '../src/analysis/themes/subject-space.ts';
import { atHalfPrecision, endToEnd, type Vectors } from '../src/analysis/vectors.ts';
import { embedTexts } from './embedding.ts';

/** Sentences of English comments, in order, as the embedded model reads them. */
export interface Sentences {
  readonly comments: readonly string[];
  readonly texts: readonly string[];
  readonly commentOf: readonly number[];
  readonly sentiment: readonly (readonly [negative: number, neutral: number, positive: number])[];
  readonly vectors: Vectors;
}

export async function sentencesOf(comments: readonly string[]): Promise<Sentences> {
  const embedded = await embedTexts(comments);
  const all = embedded.flatMap(({ segments }, comment) => {
    const points = [...comments[comment]!];
    return segments.map((segment) => ({
      ...segment,
      comment,
      text: points.slice(segment.start, segment.end).join(''),
    }));
  });
  return {
    comments,
    texts: all.map(({ text }) => text),
    commentOf: all.map(({ comment }) => comment),
    sentiment: all.map(({ sentiment }) => sentiment),
    vectors: endToEnd(all.map(({ embedding }) => embedding!)),
  };
}

/** The subject space as a theme run learns it, but from all sentences. */
export function spaceOf({ texts, sentiment, vectors }: Sentences): Promise<SubjectSpace | null> {
  const sides = sentiment.map(([negative, , positive]) => [negative, positive] as const);
  return learnSubjectSpace({ vectors, sides, words: texts.map(contentWordsReader(['en'])) });
}

export const inSpace = (vectors: Vectors, space: SubjectSpace | null): Vectors => ({
  ...vectors,
  values: subjectVectors(vectors.values, space),
});

/** Centroids of vectors as a theme run stores them. */
export async function centroidsIn(
  { values, dimensions }: Vectors,
  options: ClusteringOptions,
): Promise<Vectors> {
  return atHalfPrecision(await findCentroids({ dimensions, batches: () => [values] }, options));
}

/** The index of the nearest centroid of each vector; −1 for one without direction. */
export function nearest({ values }: Vectors, centroids: Vectors): number[] {
  const found: number[] = [];
  assignBatch(values, centroids, (cluster) => found.push(cluster));
  return found;
}
