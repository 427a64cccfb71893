import type { ClusteringReason } from '../../analysis/themes/clustering-rule.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import { count } from '../../reporting/formats/quantities.ts';

/** What the parts of a night share. */
export interface NightSettings {
  readonly modelId: number;
  readonly dimensions: number;
  readonly ownNames: readonly string[];
  readonly seed: number;
  readonly now: Date;
  readonly pause: Pause;
}

export interface ThemesResult {
  /** Hash of the model; null when there is none, or it gives no sentence embeddings. */
  readonly model: string | null;
  /** Why all segments were clustered; null when only newcomers were assigned. */
  readonly clustered: ClusteringReason | null;
  /** Segments that no night had looked at before. */
  readonly newcomers: number;
  /** Current themes, merged and hidden ones among them. */
  readonly themes: number;
  /** Ids of themes that are new, parts of split ones among them, and of those not found again. */
  readonly born: readonly number[];
  readonly gone: readonly number[];
  /** What there is where it is too little to make themes of; null: it is enough. */
  readonly tooFew: { readonly sentences: number; readonly texts: number } | null;
}

/** Why there are no themes. */
export const tooFewText = ({ sentences, texts }: NonNullable<ThemesResult['tooFew']>): string =>
  `No themes of ${count(sentences, 'sentence')} in ${count(texts, 'text')}: they need ${LEAST_SENTENCES} sentences, of two texts or more.`;

/** Fewer sentences, or a single text, make no themes: any would be chance. */
export const LEAST_SENTENCES = 30;
