export const POLARITIES = ['negative', 'neutral', 'positive'] as const;
export type Polarity = (typeof POLARITIES)[number];
export type Sentiment = Polarity | 'mixed';

/** Probabilities of the three polarities, in the order of {@link POLARITIES}; they sum to 1. */
export type PolarityProbabilities = readonly [negative: number, neutral: number, positive: number];

/** What the heads say about one span of text; probabilities 0..1. */
export interface SpanScores {
  readonly sentiment: PolarityProbabilities;
  /** One probability per emotion label of the model, in its order; empty when the model has no such head. */
  readonly emotion: readonly number[];
  /** Probability; null when the model has no such head. */
  readonly toxicity: number | null;
  /** Unit vector; null when the model has no such head. */
  readonly embedding: Float32Array | null;
}

/** A sentence (or, where a sentence is longer than a window, one window's piece of it). */
export interface SegmentScores extends SpanScores {
  /** Offsets into the stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
}

/** What one model says about one document, before any rule is applied. */
export interface DocumentScores extends SpanScores {
  readonly documentId: number;
  readonly segments: readonly SegmentScores[];
  /** Content tokens of the whole text, special tokens not counted. */
  readonly tokens: number;
  readonly windows: number;
  /** True when some of the text was not seen by the model. Verbatim windows long texts, so: never, so far. */
  readonly truncated: boolean;
}

export interface SegmentAnalysis extends SegmentScores {
  readonly label: Polarity;
  /** positive − negative, −1..1. */
  readonly score: number;
}

/** The result of one model over one document, as stored. */
export interface DocumentAnalysis extends Omit<DocumentScores, 'segments'> {
  readonly label: Sentiment;
  readonly score: number;
  /** 0..1: how sure the label is. */
  readonly confidence: number;
  /** Emotion labels at or over their thresholds, most probable first. */
  readonly emotions: readonly string[];
  readonly segments: readonly SegmentAnalysis[];
}

/** A document that could not be judged: set aside with a reason, the rest goes on. */
export interface DocumentFailure {
  readonly documentId: number;
  readonly code: string;
  /** Never holds text of the document. */
  readonly message: string;
}

/** Names and cut-offs of a model's heads, from its manifest. */
export interface HeadLabels {
  readonly emotions: readonly string[];
  /** One per emotion. */
  readonly emotionThresholds: readonly number[];
  readonly toxicityThreshold: number;
}
