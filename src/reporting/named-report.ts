import type { ReportColumn } from './report-columns.ts';

export type ReportParameter =
  | 'source'
  | 'attributes'
  | 'attribute'
  | 'theme'
  | 'first_day'
  | 'last_day'
  | 'grain'
  | 'limit';

/** What a plot of the page shows; columns by name. */
export type ReportPlot =
  | { readonly kind: 'bars'; readonly labels: readonly string[]; readonly share: string }
  | {
      readonly kind: 'lines';
      readonly time: string;
      readonly shares: readonly string[];
      /** A column whose values are lines of their own. */
      readonly series?: string;
    }
  | { readonly kind: 'points'; readonly labels: readonly string[]; readonly value: string };

export interface NamedReport {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What $1, $2 … of its SQL are. */
  readonly parameters: readonly ReportParameter[];
  readonly columns: readonly ReportColumn[];
  /** A single row, shown as a list of its columns. */
  readonly record?: true;
  readonly defaultLimit?: number;
  /** Left out of the whole report when it has nothing to show. */
  readonly optional?: true;
  /** Not part of the whole report. */
  readonly alone?: true;
  /** Shows what the last night counted. */
  readonly ofNight?: true;
  /** Answers without any feedback, too. */
  readonly anyState?: true;
  readonly plot?: ReportPlot;
}
