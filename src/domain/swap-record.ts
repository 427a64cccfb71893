/** Stored inputs and results of a swap audit: all pairs, not only those with findings. */

export interface TemplateRecord {
  readonly name: string;
  readonly language: string;
  readonly version: number;
  readonly role: string;
  readonly polarity: string;
  readonly form: 'singular' | 'plural';
  /** Subject: delivery, product, … */
  readonly domain: string;
  /** The sentence, with the person in braces. */
  readonly frame: string;
  readonly sha256: string;
  readonly licence: string;
}

export interface TermRecord {
  readonly language: string;
  readonly axis: string;
  readonly term: string;
  readonly isBaseline: boolean;
  readonly version: number;
  /** Grammatical forms. */
  readonly words: unknown;
  readonly sha256: string;
}

/** The model's scores of one side. */
export interface PairScore {
  readonly label: string;
  readonly negative: number;
  readonly positive: number;
  readonly toxicity: number | null;
}

export interface PairRecord {
  /** Name in metrics: gender (en), gender (feedback). */
  readonly axis: string;
  /** Index in {@link SwapRecords.templates}; null for a comment. */
  readonly template: number | null;
  /** Null for a template. */
  readonly feedbackId: number | null;
  /** Indices in {@link SwapRecords.terms}; null if nothing was swapped. */
  readonly term: number | null;
  readonly baseline: number | null;
  /** Why the pair was skipped; null if it counts. */
  readonly skipReason: string | null;
  /** Null if skipped. */
  readonly scores: { readonly term: PairScore; readonly baseline: PairScore } | null;
}

export interface SwapRecords {
  readonly templates: readonly TemplateRecord[];
  readonly terms: readonly TermRecord[];
  readonly pairs: readonly PairRecord[];
}
