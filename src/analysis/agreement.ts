import type { DocumentAnalysis } from '../domain/analysis.ts';

/** How often two models, or two precisions of one, say the same of a text. */
export interface HeadAgreement {
  /** 'sentiment', 'emotions', 'toxicity', 'embedding', 'labels', 'number' or 'entities'. */
  readonly head: string;
  /** Texts compared. */
  readonly texts: number;
  /** 0..1 */
  readonly share: number;
}

/** Cosine from which on two embeddings of a text count as the same. */
const SAME_DIRECTION = 0.99;
/** Part of the spread of a regression's numbers within which two of them count as the same. */
const SAME_NUMBER = 0.1;

/**
 * Agreement per head: of labels, that they are equal; of emotions and of labels that may hold together, that of the
 * label on which the two agree least; of embeddings, that their cosine is 0.99 or more; of a regression, that the numbers are no more
 * apart than a tenth of the reference's standard deviation; of entities, that label and place of each are equal.
 *
 * @param reference what is taken for right
 * @param candidate of the same documents, in the same order
 */
export function agreement(
  reference: readonly DocumentAnalysis[],
  candidate: readonly DocumentAnalysis[],
  toxicityThreshold = 0.5,
): HeadAgreement[] {
  const spread = deviation(reference.flatMap(({ value }) => (value === null ? [] : [value])));
  const several = [...reference, ...candidate].some(({ labels }) => labels.length !== 1);
  const heads: Record<string, (one: DocumentAnalysis, other: DocumentAnalysis) => boolean | null> = {
    sentiment: (a, b) => a.sentiment && a.sentiment.label === b.sentiment?.label,
    toxicity: (a, b) =>
      a.toxicity === null ? null : a.toxicity >= toxicityThreshold === (b.toxicity ?? 0) >= toxicityThreshold,
    embedding: (a, b) => a.embedding && b.embedding && cosine(a.embedding, b.embedding) >= SAME_DIRECTION,
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

/** Of unit vectors. */
const cosine = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0);

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length));
}
