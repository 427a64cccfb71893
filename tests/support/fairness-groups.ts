import { crossKey } from '../../src/audit/observed/intersections.ts';
import {
  accuracy,
  baseRate,
  type Confusion,
  confusionOf,
  f1,
  falseDiscoveryRate,
  falseNegativeRate,
  falseOmissionRate,
  falsePositiveRate,
  negativePredictiveValue,
  precision,
  type Rate,
  selectedOf,
  selectionRate,
  trueNegativeRate,
  truePositiveRate,
} from '../../src/statistics/effects/confusion.ts';
import type { Proportion } from '../../src/statistics/intervals/proportion-intervals.ts';
import { fixtureRows } from './fairness-fixtures.ts';

/** A row of the group files, its missing levels named. */
export interface LabelledRow {
  readonly label: number;
  readonly decision: number;
  readonly score: number;
  readonly label3: number;
  readonly decision3: number;
  readonly a: string;
  readonly b: string;
  readonly 'a*b': string;
}

/** One level with everything the metrics need. */
export interface Level {
  readonly key: string;
  readonly rows: readonly LabelledRow[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly confusion: Confusion;
  readonly selected: Proportion;
}

export type Attribute = 'a' | 'b' | 'a*b';

export class GroupData {
  readonly rows: readonly LabelledRow[];
  private readonly levels = new Map<Attribute, Level[]>();

  constructor(dataset: string) {
    this.rows = fixtureRows(dataset).map((row) => {
      const level = (name: 'a' | 'b') => crossKey([row[name] || null]);
      return {
        label: Number(row.y_true),
        decision: Number(row.y_pred),
        score: Number(row.score),
        label3: Number(row.y3_true),
        decision3: Number(row.y3_pred),
        a: level('a'),
        b: level('b'),
        'a*b': crossKey([row.a || null, row.b || null]),
      };
    });
  }

  levelsOf(attribute: Attribute): Level[] {
    let levels = this.levels.get(attribute);
    if (!levels) {
      const keys = [...new Set(this.rows.map((row) => row[attribute]))].sort();
      levels = keys.map((key) =>
        levelOf(
          key,
          this.rows.filter((row) => row[attribute] === key),
        ),
      );
      this.levels.set(attribute, levels);
    }
    return levels;
  }

  /** The levels that a `groups` parameter names. */
  scope(attribute: Attribute, groups: unknown): Level[] {
    const levels = this.levelsOf(attribute);
    if (groups === undefined || groups === 'all') return levels;
    if (groups === 'n>=10') return levels.filter((level) => level.rows.length >= 10);
    const named = String(groups).split('+');
    return levels.filter((level) => named.includes(level.key));
  }
}

export function levelOf(key: string, rows: readonly LabelledRow[]): Level {
  const labels = rows.map((row) => row.label);
  const confusion = confusionOf(
    labels,
    rows.map((row) => row.decision),
  );
  const scores = rows.map((row) => row.score);
  const selected = { successes: selectedOf(confusion), rows: rows.length };
  return { key, rows, labels, scores, confusion, selected };
}

/** What each file compares its groups with, where the parameters do not say. */
export const REFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  multi_group: { a: 'en', b: 'm' },
  edge_cases: { a: 'base', b: 'p' },
  perfectly_fair: { a: 'u', b: 'k1' },
};

export const RATES: Readonly<Record<string, Rate>> = {
  selection_rate: selectionRate,
  base_rate: baseRate,
  accuracy,
  tpr: truePositiveRate,
  fpr: falsePositiveRate,
  fnr: falseNegativeRate,
  tnr: trueNegativeRate,
  precision,
  f1,
  fdr: falseDiscoveryRate,
  for: falseOmissionRate,
  npv: negativePredictiveValue,
};
