import type { ClusteringReason } from '../../analysis/themes/clustering-rule.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import type { NamingTopic, TopicShares } from '../../analysis/themes/naming/topic-fit.ts';
import type { SubjectSpace } from '../../analysis/themes/subject-space.ts';
import type { Connection } from '../../db/client.ts';
import { count } from '../../reporting/formats/quantities.ts';

/** Topics, and shares of the sentences of themes that are about them. */
interface JudgedThemes {
  readonly topics: readonly NamingTopic[];
  readonly themes: readonly TopicShares[];
}

/** Judges themes by the topics that they may be named by. */
export type ThemeJudging = (writer: Connection, settings: ThemeRunSettings) => Promise<JudgedThemes>;

/** Settings that the steps of a theme run share. */
export interface ThemeRunSettings {
  readonly modelId: number;
  readonly dimensions: number;
  /** Of the last clustering; null: embeddings themselves are compared. */
  readonly space: SubjectSpace | null;
  readonly ownNames: readonly string[];
  readonly seed: number;
  readonly now: Date;
  readonly pause: Pause;
  /** Null: themes are named by their own phrases only. */
  readonly judging: ThemeJudging | null;
}

export interface ThemesResult {
  /** Hash of the model; null if there is none, or it gives no sentence embeddings. */
  readonly model: string | null;
  /** Why all segments were clustered; null if only new segments were assigned. */
  readonly clustered: ClusteringReason | null;
  /** Count of segments that are new in this run. */
  readonly newcomers: number;
  /** Count of current themes, including merged and hidden ones. */
  readonly themes: number;
  /** Ids of new themes, including parts of split ones, and of those not found again. */
  readonly born: readonly number[];
  readonly gone: readonly number[];
  /** The counts, if they are too small for themes; otherwise null. */
  readonly tooFew: { readonly sentences: number; readonly texts: number } | null;
}

/** Fewer sentences, or a single text, make no themes: any would be chance. */
export const LEAST_SENTENCES = 30;

/** Explains why there are no themes. */
export const tooFewText = ({ sentences, texts }: NonNullable<ThemesResult['tooFew']>): string =>
  `No themes of ${count(sentences, 'sentence')} in ${count(texts, 'text')}: they need ${LEAST_SENTENCES} sentences, of two texts or more.`;
