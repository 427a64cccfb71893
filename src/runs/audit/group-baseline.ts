import type { ColumnCounts } from '../../audit/drift/drafts.ts';
import type { BinnedValues, StoredBaseline } from '../../db/audits/audit-baselines.ts';
import type { AuditScope } from '../../db/audits/audit-rows.ts';
import { type GroupEdges, type JudgedLevel, readJudgedByLevel } from '../../db/audits/judged-levels.ts';
import type { Database } from '../../db/client.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { CountedValues } from '../../domain/counted-values.ts';
import {
  comparedCategories,
  frozenCategories,
  frozenColumn,
  MOST_CATEGORIES,
  type NewColumn,
  rowsIn,
} from './frozen-columns.ts';

/** Groups with fewer rows have no baseline of their own. */
const LEAST_GROUP_ROWS = 100;

/** Results of the model for a group, as columns of D2. */
const RESULTS = ['score', 'class', 'confidence'] as const;
type Result = (typeof RESULTS)[number];
const columnOf = (result: Result, attribute: string) => `${result} by ${attribute}`;

/** Whether a frozen column is of groups. */
export const isOfGroups = (columnName: string) =>
  RESULTS.some((result) => columnName.startsWith(columnOf(result, '')));

/** Score, class and confidence of the largest groups of each attribute, in the bins of all rows; one scan. */
export async function groupColumns(
  database: Database,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  edges: GroupEdges,
): Promise<NewColumn[]> {
  const choice = { leastRows: LEAST_GROUP_ROWS, most: MOST_CATEGORIES };
  const large = await readJudgedByLevel(database, scope, attributes, edges, choice);
  return [...large].flatMap(([attribute, levels]) => columnsOf(attribute, levels, edges));
}

function columnsOf(
  attribute: string,
  levels: ReadonlyMap<string, JudgedLevel>,
  edges: GroupEdges,
): NewColumn[] {
  const byLevel = <T>(read: (level: JudgedLevel) => T) =>
    Object.fromEntries([...levels].map(([level, judged]) => [level, read(judged)]));
  const rows = rowsIn([...levels.values()].flatMap(({ classes }) => [...classes.values()]));
  const numbers = (result: 'score' | 'confidence') => {
    if (edges[result] === null) return [];
    return [
      frozenColumn(columnOf(result, attribute), 'bins', {
        ...{ edges: edges[result], rows },
        counts: byLevel((judged) => judged[result].counts),
        frozenValues: byLevel((judged) => judged[result].values),
      }),
    ];
  };
  const counts = byLevel(({ classes }) => frozenCategories(classes));
  return [
    ...numbers('score'),
    frozenColumn(columnOf('class', attribute), 'categories', { counts, rows }),
    ...numbers('confidence'),
  ];
}

/** The frozen columns by group of the audited attributes, with the current counts of the same groups; one scan. */
export async function countGroups(
  database: Database,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  baselines: readonly StoredBaseline[],
): Promise<ColumnCounts[]> {
  const frozen = attributes.flatMap((attribute) =>
    RESULTS.flatMap((result) => {
      const found = baselines.find(({ columnName }) => columnName === columnOf(result, attribute.name));
      return found ? [{ attribute, result, ...found }] : [];
    }),
  );
  const groupsOf = ({ counts }: StoredBaseline) => Object.entries(counts as Record<string, unknown>);
  const byAttribute = Map.groupBy(frozen, ({ attribute }) => attribute);
  // All were frozen together, with the same edges.
  const edgesOf = (name: Result) => frozen.find(({ result }) => result === name)?.edges ?? null;
  const now = await readJudgedByLevel(
    database,
    scope,
    [...byAttribute.keys()],
    { score: edgesOf('score'), confidence: edgesOf('confidence') },
    {
      named: new Map(
        [...byAttribute].map(([{ name }, columns]) => {
          return [name, [...new Set(columns.flatMap((it) => groupsOf(it).map(([group]) => group)))]];
        }),
      ),
    },
  );
  return frozen.flatMap((column) => {
    const { attribute, result, frozenValues } = column;
    return groupsOf(column).map(([group, reference]): ColumnCounts => {
      const of = { check: 'D2', column: result, of: { attribute: attribute.name, group } } as const;
      const judged = now.get(attribute.name)?.get(group);
      if (result === 'class') {
        const before = reference as Readonly<Record<string, number>>;
        const { names, ...counts } = comparedCategories(before, judged?.classes ?? new Map());
        return { ...of, ...counts };
      }
      const before = reference as readonly number[];
      const current = judged?.[result] ?? noRows(before.length);
      const values = (frozenValues as Readonly<Record<string, CountedValues>> | null)?.[group];
      return {
        ...{ ...of, reference: before, current: current.counts },
        values: values ? { reference: values, current: current.values } : null,
      };
    });
  });
}

const noRows = (bins: number): BinnedValues => ({
  counts: new Array<number>(bins).fill(0),
  values: { values: [], rows: [] },
});

/** Whether groups were frozen by a version that only knew scores. */
export function lacksClasses(
  baselines: readonly StoredBaseline[],
  attributes: readonly AttributeDefinition[],
): boolean {
  const names = new Set(baselines.map(({ columnName }) => columnName));
  return attributes.some(
    ({ name }) => names.has(columnOf('score', name)) && !names.has(columnOf('class', name)),
  );
}
