import type { CountSource } from '../../db/rollups/count-sources.ts';
import type { ReportColumn } from './columns.ts';

export type ReportParameter =
  | 'source'
  | 'attributes'
  /** Attributes that were asked for, and no others. */
  | 'by'
  | 'attribute'
  | 'theme'
  | 'first_day'
  | 'last_day'
  | 'grain'
  | 'limit';

/** The parameters of a report that can be narrowed to a period. */
export const PERIOD = ['first_day', 'last_day'] as const satisfies readonly ReportParameter[];

/** What a plot of the page shows; columns by name. */
export type ReportPlot =
  | { readonly kind: 'bars'; readonly labels: readonly string[]; readonly share: string }
  | {
      readonly kind: 'lines';
      readonly time: string;
      readonly shares: readonly string[];
      /** A column with a line for each value. */
      readonly series?: string;
    }
  | { readonly kind: 'points'; readonly labels: readonly string[]; readonly value: string };

export interface NamedReport {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Named parameters of its SQL. */
  readonly parameters: readonly ReportParameter[];
  readonly columns: readonly ReportColumn[];
  /** A single row, shown as a list of its columns. */
  readonly record?: true;
  readonly defaultLimit?: number;
  /** Left out of the whole report when it has no rows. */
  readonly optional?: true;
  /** Not part of the whole report. */
  readonly alone?: true;
  /** Shows what the last nightly run counted. */
  readonly ofNight?: true;
  /** Answers without any feedback, too. */
  readonly anyState?: true;
  /** Counts topics, whose roll-ups may be out of date while the others are not. */
  readonly byTopic?: true;
  readonly plot?: ReportPlot;
  /**
   * Its query with named parameters. Rows have the columns and, for notes, `total` (rows without the limit) and
   * `together` (values that are added up), and `quoted`: the comment that it quotes.
   */
  readonly sql: (from: CountSource) => string;
}
