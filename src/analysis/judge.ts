import {
  type DocumentAnalysis,
  type DocumentScores,
  type HeadLabels,
  type ModelScores,
  type PlainScores,
  POLARITIES,
  type Polarity,
  type PolarityProbabilities,
  type SegmentAnalysis,
} from '../domain/analysis.ts';
import { polarityProbabilities } from '../domain/polarity.ts';
import { CLEAR } from './source-segment.ts';

/** Least share of each side in the tokens of the clear segments of a mixed text. */
const SIDE_SHARE = 0.25;

/** Least probability of a label when several may apply. */
const APPLIES = 0.5;

/** Turns the scores of any model into the stored analysis. */
export const analysisOf = (scores: ModelScores): DocumentAnalysis =>
  'heads' in scores ? analysisOfHeads(scores, scores.heads) : analysisOfPlain(scores);

/**
 * Turns scores into labels by the rule in docs/models.md:
 * - the label of a span is its most probable polarity, its score is positive − negative;
 * - a text is `mixed` if both its clearly negative segments (negative ≥ 0.6) and its clearly positive ones have a
 *   quarter or more of the tokens of all its clear segments; otherwise its label is that of the whole text;
 * - confidence is the probability of the label; for `mixed`, the smaller one of the strongest probabilities of both
 *   sides.
 */
function analysisOfHeads(scores: DocumentScores, labels: HeadLabels): DocumentAnalysis {
  const segments = scores.segments.map((segment): SegmentAnalysis => {
    return { ...segment, label: mostProbable(segment.sentiment), score: balance(segment.sentiment) };
  });
  const mixed = mixedConfidence(segments);
  const {
    documentId,
    sentiment: probabilities,
    emotion,
    toxicity,
    embedding,
    tokens,
    windows,
    truncated,
  } = scores;
  const label = mostProbable(probabilities);
  return {
    ...{ documentId, tokens, windows, truncated, emotion, toxicity, embedding, segments },
    sentiment: {
      label: mixed === null ? label : 'mixed',
      probabilities,
      score: balance(probabilities),
      confidence: mixed ?? probabilities[POLARITIES.indexOf(label)]!,
    },
    emotions: presentEmotions(emotion, labels),
    ...{ labels: [], probabilities: [], value: null, entities: [] },
  };
}

/**
 * For a model without heads: the most probable label if exactly one applies, else all labels of 0.5 and more. Labels
 * named negative, neutral and positive are also the sentiment.
 */
function analysisOfPlain(scores: PlainScores): DocumentAnalysis {
  const { documentId, labels, embedding, entities, tokens, windows, truncated } = scores;
  const names = labels?.names ?? [];
  const values = labels?.values ?? [];
  const order = names.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
  const applying = labels?.rule === 'multi' ? order.filter((i) => values[i]! >= APPLIES) : order.slice(0, 1);
  const polarities = labels?.rule === 'single' ? polarityProbabilities(names, values) : null;
  const plain = {
    ...{ documentId, tokens, windows, truncated, embedding, entities },
    ...{ emotion: [], emotions: [], toxicity: null, segments: [] },
  };
  if (labels?.rule === 'regression') {
    return { ...plain, sentiment: null, labels: [], probabilities: [], value: values[0]! };
  }
  const sentiment = polarities && {
    label: mostProbable(polarities),
    probabilities: polarities,
    score: balance(polarities),
    confidence: Math.max(...polarities),
  };
  return { ...plain, sentiment, labels: applying.map((i) => names[i]!), probabilities: values, value: null };
}

function mostProbable(probabilities: PolarityProbabilities): Polarity {
  const [negative, neutral, positive] = probabilities;
  if (negative >= neutral && negative >= positive) return 'negative';
  return positive > neutral ? 'positive' : 'neutral';
}

const balance = ([negative, , positive]: PolarityProbabilities) => positive - negative;

/** The confidence of `mixed`, or null if the text is not mixed. */
function mixedConfidence(segments: readonly SegmentAnalysis[]): number | null {
  const side = (polarity: 0 | 2) => {
    const clear = segments.filter((segment) => segment.sentiment[polarity] >= CLEAR);
    return {
      tokens: clear.reduce((sum, segment) => sum + segment.tokens, 0),
      strongest: clear.reduce((most, segment) => Math.max(most, segment.sentiment[polarity]), 0),
    };
  };
  const negative = side(0);
  const positive = side(2);
  const smaller = Math.min(negative.tokens, positive.tokens);
  if (smaller === 0 || smaller / (negative.tokens + positive.tokens) < SIDE_SHARE) return null;
  return Math.min(negative.strongest, positive.strongest);
}

function presentEmotions(probabilities: readonly number[], labels: HeadLabels): string[] {
  return labels.emotions
    .map((emotion, i) => ({
      emotion,
      probability: probabilities[i]!,
      threshold: labels.emotionThresholds[i]!,
    }))
    .filter(({ probability, threshold }) => probability >= threshold)
    .sort((a, b) => b.probability - a.probability)
    .map(({ emotion }) => emotion);
}
