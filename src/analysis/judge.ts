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

/** A segment counts as clearly negative or positive from this probability on. */
const CLEAR = 0.6;
/** A text is mixed when each side holds at least this share of the tokens of its clear segments. */
const SIDE_SHARE = 0.25;

/** A label of several that may hold at once holds from this probability on. */
const HOLDS = 0.5;

/** Scores of any model to what is stored. */
export const analysisOf = (scores: ModelScores): DocumentAnalysis =>
  'heads' in scores ? judge(scores, scores.heads) : judgePlain(scores);

/**
 * Scores to labels. The rule, also in docs/models.md:
 * - a span's label is its most probable polarity, its score is positive − negative;
 * - a text is `mixed` when both its clearly negative segments (negative ≥ 0.6) and its clearly positive ones
 *   hold a quarter or more of the tokens of all its clear segments; otherwise it has the whole text's label;
 * - confidence is the probability of the label; of `mixed`, the smaller of the strongest probabilities on
 *   either side.
 */
export function judge(scores: DocumentScores, labels: HeadLabels): DocumentAnalysis {
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
 * The same for a model without heads: of labels of which one holds, the most probable; of labels that may hold
 * together, those of 0.5 and more. Labels that mean negative, neutral and positive are its sentiment as well.
 */
export function judgePlain(scores: PlainScores): DocumentAnalysis {
  const { documentId, labels, embedding, entities, tokens, windows, truncated } = scores;
  const names = labels?.names ?? [];
  const values = labels?.values ?? [];
  const order = names.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
  const holding = labels?.rule === 'multi' ? order.filter((i) => values[i]! >= HOLDS) : order.slice(0, 1);
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
  return { ...plain, sentiment, labels: holding.map((i) => names[i]!), probabilities: values, value: null };
}

function mostProbable(probabilities: PolarityProbabilities): Polarity {
  const [negative, neutral, positive] = probabilities;
  if (negative >= neutral && negative >= positive) return 'negative';
  return positive > neutral ? 'positive' : 'neutral';
}

const balance = ([negative, , positive]: PolarityProbabilities) => positive - negative;

/** The confidence of `mixed`, or null when the text is not mixed. */
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
