import type { Entity } from './text/entity.ts';
import type { LabelRule, TextExtent } from './text/text-scores.ts';

export const POLARITIES = ['negative', 'neutral', 'positive'] as const;
export type Polarity = (typeof POLARITIES)[number];
export type Sentiment = Polarity | 'mixed';

/** Probabilities of the three polarities, in the order of {@link POLARITIES}; they sum to 1. */
export type PolarityProbabilities = readonly [negative: number, neutral: number, positive: number];

/** Outputs of the heads for one span of text; probabilities 0..1. */
export interface SpanScores {
  readonly sentiment: PolarityProbabilities;
  /** One probability per emotion of the model, in its order; empty if the model has no such head. */
  readonly emotion: readonly number[];
  /** Probability; null if the model has no such head. */
  readonly toxicity: number | null;
  /** Unit vector; null if the model has no such head. */
  readonly embedding: Float32Array | null;
}

/** A sentence, or one window of a sentence longer than a window. Without emotions, which only whole texts have. */
export interface SegmentScores extends Omit<SpanScores, 'emotion'> {
  /** Offsets into the stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
}

/** Outputs of the heads of a model for one document, before rules are applied. */
export interface DocumentScores extends SpanScores, TextExtent {
  readonly documentId: number;
  readonly segments: readonly SegmentScores[];
}

/** Outputs of a model without heads for one document: labels, a vector or entities, depending on its kind. */
export interface PlainScores extends TextExtent {
  readonly documentId: number;
  /** Null for a model without labels. */
  readonly labels: {
    /** In the order of the model's outputs. */
    readonly names: readonly string[];
    /** A probability 0..1 per label; for regression, one unbounded number. */
    readonly values: readonly number[];
    readonly rule: LabelRule;
  } | null;
  /** Unit vector of an embedding model; else null. */
  readonly embedding: Float32Array | null;
  readonly entities: readonly Entity[];
}

/** Outputs of any model for one document. */
export type ModelScores = (DocumentScores & { readonly heads: HeadLabels }) | PlainScores;

export interface SegmentAnalysis extends SegmentScores {
  readonly label: Polarity;
  /** positive − negative, −1..1. */
  readonly score: number;
}

interface SentimentAnalysis {
  readonly label: Sentiment;
  readonly probabilities: PolarityProbabilities;
  /** positive − negative, −1..1. */
  readonly score: number;
  /** 0..1; see docs/models.md. */
  readonly confidence: number;
}

/** The stored result of one model for one document. Outputs that the model lacks are null or empty. */
export interface DocumentAnalysis extends TextExtent {
  readonly documentId: number;
  readonly sentiment: SentimentAnalysis | null;
  /** Emotion labels at or over their thresholds, most probable first. */
  readonly emotions: readonly string[];
  /** One probability per emotion of the model. */
  readonly emotion: readonly number[];
  readonly toxicity: number | null;
  readonly embedding: Float32Array | null;
  /** The model's own labels that apply, most probable first. */
  readonly labels: readonly string[];
  /** One probability per label of the model. */
  readonly probabilities: readonly number[];
  /** The value of a regression. */
  readonly value: number | null;
  readonly segments: readonly SegmentAnalysis[];
  readonly entities: readonly Entity[];
}

/** Code of documents without content: not analysed, and not a failure. */
export const NO_ANSWER = 'NO_ANSWER';

/** A document that could not be analysed. Other documents are not affected. */
export interface DocumentFailure {
  readonly documentId: number;
  readonly code: string;
  /** Never contains text of the document. */
  readonly message: string;
}

/** The detected language of a document. */
export interface DocumentLanguage {
  readonly documentId: number;
  /** ISO 639-1. */
  readonly language: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Labels and thresholds of a model's heads, from its manifest. */
export interface HeadLabels {
  readonly emotions: readonly string[];
  /** One per emotion. */
  readonly emotionThresholds: readonly number[];
  readonly toxicityThreshold: number;
}
