import type { ClusteringReason } from '../../analysis/themes/clustering-rule.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import { count } from '../../reporting/formats/quantities.ts';

/** Settings that the steps of one theme update share. */
export interface ThemeSettings {
  readonly modelId: number;
  readonly dimensions: number;
  readonly ownNames: readonly string[];
  readonly seed: number;
  readonly now: Date;
  readonly pause: Pause;
}

export interface ThemesResult {
  /** Hash of the model; null without a model, and for a model without sentence embeddings. */
  readonly model: string | null;
  /** Why all segments were clustered; null when only newcomers were assigned. */
  readonly clustered: ClusteringReason | null;
  /** Segments that no earlier update assigned. */
  readonly newcomers: number;
  /** Current themes, merged and hidden ones among them. */
  readonly themes: number;
  /** Ids of new themes, including parts of split themes. `gone`: themes that were not found again. */
  readonly born: readonly number[];
  readonly gone: readonly number[];
  /** Counts, if they are too small to make themes; else null. */
  readonly tooFew: { readonly sentences: number; readonly texts: number } | null;
}

/** Explains why there are no themes. */
export const tooFewText = ({ sentences, texts }: NonNullable<ThemesResult['tooFew']>): string =>
  `No themes of ${count(sentences, 'sentence')} in ${count(texts, 'text')}: they need ${LEAST_SENTENCES} sentences, of two texts or more.`;

/** Themes of fewer sentences, or of one text, would be chance. */
export const LEAST_SENTENCES = 30;
