import type { ScoreCounts } from '../../../src/audit/observed/cliffs-delta.ts';
import { ExactScores } from '../../../src/audit/observed/exact-scores.ts';
import { type Confusion, confusionOf } from '../../../src/statistics/effects/confusion.ts';
import type { Proportion } from '../../../src/statistics/intervals/intervals.ts';
import { fixtureRows } from './fixtures.ts';

/** A row of the group files, its missing levels named. */
export interface GroupRow {
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
  readonly rows: readonly GroupRow[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly confusion: Confusion;
  readonly selected: Proportion;
}

export type Attribute = 'a' | 'b' | 'a*b';

export class GroupData {
  readonly rows: readonly GroupRow[];
  private readonly levels = new Map<Attribute, Level[]>();

  constructor(dataset: string) {
    this.rows = fixtureRows(dataset).map((row) => {
      const [a, b] = [row.a || '(missing)', row.b || '(missing)'];
      return {
        label: Number(row.y_true),
        decision: Number(row.y_pred),
        score: Number(row.score),
        label3: Number(row.y3_true),
        decision3: Number(row.y3_pred),
        ...{ a, b, 'a*b': `${a} & ${b}` },
      };
    });
  }

  levelsOf(attribute: Attribute): Level[] {
    let levels = this.levels.get(attribute);
    if (!levels) {
      const groups = [...Map.groupBy(this.rows, (row) => row[attribute])].sort(([a], [b]) =>
        a < b ? -1 : 1,
      );
      levels = groups.map(([key, rows]) => levelOf(key, rows));
      this.levels.set(attribute, levels);
    }
    return levels;
  }

  restOf(attribute: Attribute, key: string): Level {
    return levelOf(
      'rest',
      this.rows.filter((row) => row[attribute] !== key),
    );
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

export function levelOf(key: string, rows: readonly GroupRow[]): Level {
  const [labels, decisions] = [rows.map((row) => row.label), rows.map((row) => row.decision)];
  const confusion = confusionOf(labels, decisions);
  const selected = { successes: decisions.filter((decision) => decision === 1).length, rows: rows.length };
  return { key, rows, labels, scores: rows.map((row) => row.score), confusion, selected };
}

/** Counts by score of two sides, as a release counts them. */
export function countsOf(group: readonly number[], reference: readonly number[]): ScoreCounts {
  const scores = Float64Array.from([...group, ...reference]);
  const levelAt = Uint32Array.from(scores, (_, i) => (i < group.length ? 0 : 1));
  return new ExactScores({ scores, levelAt, keys: ['group', 'rest'] }, new Set()).countsOf('group', null);
}

/** What each file compares its groups with, where the parameters do not say. */
export const REFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  multi_group: { a: 'en', b: 'm' },
  edge_cases: { a: 'base', b: 'p' },
  perfectly_fair: { a: 'u', b: 'k1' },
};
