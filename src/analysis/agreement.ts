import type { DocumentAnalysis } from '../domain/analysis.ts';
import { standardDeviation } from '../statistics/moments.ts';
import { dot } from './vectors.ts';

/** How often two models, or two precisions of one, give the same result. */
export interface HeadAgreement {
  /** 'sentiment', 'emotions', 'toxicity', 'embedding', 'labels', 'number' or 'entities'. */
  readonly head: string;
  /** Texts compared. */
  readonly texts: number;
  /** Share with the same result, 0..1. */
  readonly share: number;
}

/** Least cosine of embeddings that count as equal. */
const SAME_DIRECTION = 0.99;
/** Largest difference of a regression's values that count as equal, in standard deviations. */
const SAME_NUMBER = 0.1;

/**
 * Agreement per head. Labels: they are equal. Emotions, and labels of which several may apply: the share for the label
 * with the least agreement. Embeddings: cosine ≥ 0.99. Regression: the values differ by at most a tenth of the
 * reference's standard deviation. Entities: all labels and offsets are equal.
 *
 * @param reference the results to compare with
 * @param candidate of the same documents, in the same order
 */
export function headAgreement(
  reference: readonly DocumentAnalysis[],
  candidate: readonly DocumentAnalysis[],
  toxicityThreshold = 0.5,
): HeadAgreement[] {
  const numbers = reference.flatMap(({ value }) => (value === null ? [] : [value]));
  const spread = numbers.length > 0 ? Number(standardDeviation(numbers)) : 0;
  const several = [...reference, ...candidate].some(({ labels }) => labels.length !== 1);
  const heads: Record<string, (one: DocumentAnalysis, other: DocumentAnalysis) => boolean | null> = {
    sentiment: (a, b) => a.sentiment && a.sentiment.label === b.sentiment?.label,
    toxicity: (a, b) =>
      a.toxicity === null ? null : a.toxicity >= toxicityThreshold === (b.toxicity ?? 0) >= toxicityThreshold,
    embedding: (a, b) => a.embedding && b.embedding && dot(a.embedding, b.embedding) >= SAME_DIRECTION,
    labels: (a, b) => (several || a.probabilities.length === 0 ? null : a.labels[0] === b.labels[0]),
    number: (a, b) =>
      a.value === null ? null : Math.abs(a.value - (b.value ?? Number.NaN)) <= SAME_NUMBER * spread,
    entities: (a, b) => (a.entities.length + b.entities.length === 0 ? null : places(a) === places(b)),
  };
  const found = Object.entries(heads).flatMap(([head, same]) => {
    const compared = reference.map((one, i) => same(one, candidate[i]!)).filter((it) => it !== null);
    return compared.length === 0 ? [] : [{ head, texts: compared.length, share: shareOf(compared) }];
  });
  const flags = (head: string, pick: (one: DocumentAnalysis) => readonly string[]) => {
    const names = new Set([...reference, ...candidate].flatMap(pick));
    const shares = [...names].map((name) =>
      shareOf(reference.map((one, i) => pick(one).includes(name) === pick(candidate[i]!).includes(name))),
    );
    return { head, texts: reference.length, share: Math.min(1, ...shares) };
  };
  if (reference.some(({ emotion }) => emotion.length > 0)) found.push(flags('emotions', (it) => it.emotions));
  if (several && reference.some(({ probabilities }) => probabilities.length > 0)) {
    found.push(flags('labels', (it) => it.labels));
  }
  return found;
}

const shareOf = (same: readonly boolean[]): number => same.filter(Boolean).length / same.length;

const places = ({ entities }: DocumentAnalysis): string =>
  JSON.stringify(entities.map(({ label, start, end }) => [label, start, end]));
