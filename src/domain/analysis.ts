import type { Entity } from './entity.ts';
import type { LabelRule } from './label-scores.ts';
import type { TextExtent } from './text-extent.ts';

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

/** A sentence (or, where a sentence is longer than a window, one window's piece of it). Emotions are the text's. */
export interface SegmentScores extends Omit<SpanScores, 'emotion'> {
  /** Offsets into the stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
}

/** What the heads of a model say about one document, before any rule is applied. */
export interface DocumentScores extends SpanScores, TextExtent {
  readonly documentId: number;
  readonly segments: readonly SegmentScores[];
}

/** What a model without heads says about one document: labels, a vector or entities, as its kind is. */
export interface PlainScores extends TextExtent {
  readonly documentId: number;
  /** Of a model that gives labels. */
  readonly labels: {
    /** In the order of the model's outputs. */
    readonly names: readonly string[];
    /** As many: probabilities 0..1, or, for regression, one number of any size. */
    readonly values: readonly number[];
    readonly rule: LabelRule;
  } | null;
  /** Unit vector, of an embedding model. */
  readonly embedding: Float32Array | null;
  readonly entities: readonly Entity[];
}

/** What any model says about one document. */
export type ModelScores = (DocumentScores & { readonly heads: HeadLabels }) | PlainScores;

export interface SegmentAnalysis extends SegmentScores {
  readonly label: Polarity;
  /** positive − negative, −1..1. */
  readonly score: number;
}

export interface SentimentAnalysis {
  readonly label: Sentiment;
  readonly probabilities: PolarityProbabilities;
  /** positive − negative, −1..1. */
  readonly score: number;
  /** 0..1: how sure the label is. */
  readonly confidence: number;
}

/** The result of one model over one document, as stored. What the model does not say is null or empty. */
export interface DocumentAnalysis extends TextExtent {
  readonly documentId: number;
  readonly sentiment: SentimentAnalysis | null;
  /** Emotion labels at or over their thresholds, most probable first. */
  readonly emotions: readonly string[];
  /** One probability per emotion of the model. */
  readonly emotion: readonly number[];
  readonly toxicity: number | null;
  readonly embedding: Float32Array | null;
  /** Labels of the model's own that hold, most probable first. */
  readonly labels: readonly string[];
  /** One probability per label of the model. */
  readonly probabilities: readonly number[];
  /** The number that a regression gives. */
  readonly value: number | null;
  readonly segments: readonly SegmentAnalysis[];
  readonly entities: readonly Entity[];
}

/** Code of documents that say nothing: set aside, and no failure of anything. */
export const NO_ANSWER = 'NO_ANSWER';

/** A document that could not be judged: set aside with a reason, the rest goes on. */
export interface DocumentFailure {
  readonly documentId: number;
  readonly code: string;
  /** Never holds text of the document. */
  readonly message: string;
}

/** What a document is written in, where it could be told. */
export interface DocumentLanguage {
  readonly documentId: number;
  /** ISO 639-1. */
  readonly language: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Names and cut-offs of a model's heads, from its manifest. */
export interface HeadLabels {
  readonly emotions: readonly string[];
  /** One per emotion. */
  readonly emotionThresholds: readonly number[];
  readonly toxicityThreshold: number;
}
