/** What an audit of swaps has asked and what the model said, for the tables: every pair, not only those that were found. */

export interface TemplateRecord {
  readonly name: string;
  readonly language: string;
  readonly version: number;
  readonly role: string;
  readonly polarity: string;
  readonly form: 'singular' | 'plural';
  /** What it is about: delivery, product, … */
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
  /** Its forms. */
  readonly words: unknown;
  readonly sha256: string;
}

/** What the model says of one side. */
export interface PairScore {
  readonly label: string;
  readonly negative: number;
  readonly positive: number;
  readonly toxicity: number | null;
}

export interface PairRecord {
  /** As metrics name it: gender (en), gender (feedback). */
  readonly axis: string;
  /** Place in {@link SwapRecords.templates}; null for a comment. */
  readonly template: number | null;
  /** A comment, by its number; null for a template. */
  readonly feedbackId: number | null;
  /** Places in {@link SwapRecords.terms}; null where nothing was exchanged. */
  readonly term: number | null;
  readonly baseline: number | null;
  /** Why it was left out; null: it counts. */
  readonly skipReason: string | null;
  /** null where it was left out. */
  readonly scores: { readonly term: PairScore; readonly baseline: PairScore } | null;
}

export interface SwapRecords {
  readonly templates: readonly TemplateRecord[];
  readonly terms: readonly TermRecord[];
  readonly pairs: readonly PairRecord[];
}
