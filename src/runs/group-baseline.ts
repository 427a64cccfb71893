import type { ColumnCounts } from '../audit/drift.ts';
import {
  type BinnedValues,
  type GroupEdges,
  type JudgedLevel,
  readJudgedByLevel,
  type StoredBaseline,
} from '../db/audit-baselines.ts';
import type { AuditScope } from '../db/audit-rows.ts';
import type { Database } from '../db/client.ts';
import type { AttributeDefinition } from '../domain/attribute-definition.ts';
import type { CountedValues } from '../domain/counted-values.ts';
import {
  comparedCategories,
  frozenCategories,
  frozenColumn,
  MOST_CATEGORIES,
  type NewColumn,
  total,
} from './frozen-columns.ts';

/** Groups with fewer rows have no baseline of their own. */
const LEAST_GROUP_ROWS = 100;

/** What the model says of a group, as columns of D2. */
const RESULTS = ['score', 'class', 'confidence'] as const;
type Result = (typeof RESULTS)[number];
const columnOf = (result: Result, attribute: string) => `${result} by ${attribute}`;

/** Whether a frozen column is one by group. */
export const isOfGroups = (columnName: string) =>
  RESULTS.some((result) => columnName.startsWith(columnOf(result, '')));

/** Score, class and confidence of the largest groups of an attribute, between the edges of all rows; from one scan. */
export async function groupColumns(
  database: Database,
  scope: AuditScope,
  attribute: AttributeDefinition,
  edges: GroupEdges,
): Promise<NewColumn[]> {
  const choice = { leastRows: LEAST_GROUP_ROWS, most: MOST_CATEGORIES };
  const large = [...(await readJudgedByLevel(database, scope, attribute, edges, choice))];
  if (large.length === 0) return [];
  const byLevel = <T>(read: (level: JudgedLevel) => T) =>
    Object.fromEntries(large.map(([level, judged]) => [level, read(judged)]));
  const rows = total(large.flatMap(([, { classes }]) => [...classes.values()]));
  const numbers = (result: 'score' | 'confidence') => {
    if (edges[result] === null) return [];
    return [
      frozenColumn(columnOf(result, attribute.name), 'bins', {
        ...{ edges: edges[result], rows },
        counts: byLevel((judged) => judged[result].counts),
        frozenValues: byLevel((judged) => judged[result].values),
      }),
    ];
  };
  const counts = byLevel(({ classes }) => frozenCategories(classes));
  return [
    ...numbers('score'),
    frozenColumn(columnOf('class', attribute.name), 'categories', { counts, rows }),
    ...numbers('confidence'),
  ];
}

/** The frozen columns by group of the attributes that are audited, and the same groups now; one scan for each attribute. */
export async function countGroups(
  database: Database,
  scope: AuditScope,
  attribute: AttributeDefinition,
  baselines: readonly StoredBaseline[],
): Promise<ColumnCounts[]> {
  const frozen = RESULTS.flatMap((result) => {
    const found = baselines.find(({ columnName }) => columnName === columnOf(result, attribute.name));
    return found ? [{ result, ...found }] : [];
  });
  if (frozen.length === 0) return [];
  const groupsOf = ({ counts }: StoredBaseline) => Object.entries(counts as Record<string, unknown>);
  const edgesOf = (name: Result) => frozen.find(({ result }) => result === name)?.edges ?? null;
  const now = await readJudgedByLevel(
    database,
    scope,
    attribute,
    { score: edgesOf('score'), confidence: edgesOf('confidence') },
    { named: [...new Set(frozen.flatMap((it) => groupsOf(it).map(([group]) => group)))] },
  );
  return frozen.flatMap((column) =>
    groupsOf(column).map(([group, reference]): ColumnCounts => {
      const { result, frozenValues } = column;
      const of = { check: 'D2', column: result, of: { attribute: attribute.name, group } } as const;
      const judged = now.get(group);
      if (result === 'class') {
        const before = reference as Readonly<Record<string, number>>;
        return { ...of, ...comparedCategories(before, judged?.classes ?? new Map()) };
      }
      const before = reference as readonly number[];
      const current = judged?.[result] ?? noRows(before.length);
      const values = (frozenValues as Readonly<Record<string, CountedValues>> | null)?.[group];
      return {
        ...{ ...of, reference: before, current: current.counts },
        values: values ? { reference: values, current: current.values } : null,
      };
    }),
  );
}

const noRows = (bins: number): BinnedValues => ({
  counts: new Array<number>(bins).fill(0),
  values: { values: [], rows: [] },
});

/** Whether groups were frozen by a version that knew their scores only. */
export function lacksClasses(
  baselines: readonly StoredBaseline[],
  attributes: readonly AttributeDefinition[],
): boolean {
  const names = new Set(baselines.map(({ columnName }) => columnName));
  return attributes.some(
    ({ name }) => names.has(columnOf('score', name)) && !names.has(columnOf('class', name)),
  );
}
