import type { DashboardState } from '../../db/reports/dashboard-state.ts';
import type { ShownStep, Totals } from './figures.ts';
import type { ShownPeriod } from './period.ts';
import type { ShownTheme } from './theme-table.ts';

export interface DashboardFigures {
  readonly state: DashboardState;
  readonly period: ShownPeriod;
  /** Counted on request, not from roll-ups. */
  readonly live: boolean;
  readonly totals: Totals;
  readonly steps: readonly ShownStep[];
  /** Comments without a time that are counted in the totals and are not on the axis. */
  readonly undated: number;
  readonly themes: readonly ShownTheme[];
  /** "Of 1,012 rows read, 12 were rejected (1.2 %)": of the source, or of all; null: no file was read. */
  readonly rejected: string | null;
  /** "The sentiment is right in 84 % …": of the source, or of all; null: too few labels. */
  readonly accuracy: string | null;
  /** Name of the theme asked for; null when none is, or when it is not shown. */
  readonly themeName: string | null;
  /** Name of the topic asked for. */
  readonly topicName: string | null;
}
