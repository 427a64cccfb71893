import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Queryable } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { BIN, type BinnedValues, ROUNDED } from './audit-baselines.ts';
import { type AuditScope, IN_SCOPE, scopeValues } from './audit-rows.ts';

/** Levels of each attribute: those that are named, by its name, or the largest `most` of at least so many rows. */
export type LevelChoice =
  | { readonly named: ReadonlyMap<string, readonly string[]> }
  | { readonly leastRows: number; readonly most: number };

/** Edges of all rows; null where there are none, and then nothing is binned. */
export type GroupEdges = Readonly<Record<'score' | 'confidence', readonly number[] | null>>;

/** What the model says of the rows of one level. */
export interface JudgedLevel {
  readonly score: BinnedValues;
  readonly confidence: BinnedValues;
  /** Rows by sentiment, by its name. */
  readonly classes: ReadonlyMap<string, number>;
}

/**
 * Scores, confidences and classes by level of each attribute, by its name, all from one scan; levels without rows are left
 * out.
 */
export async function readJudgedByLevel(
  database: Queryable,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  edges: GroupEdges,
  choice: LevelChoice,
): Promise<Map<string, Map<string, JudgedLevel>>> {
  if (attributes.length === 0) return new Map();
  const named = 'named' in choice ? attributes.map(({ name }) => choice.named.get(name) ?? []) : null;
  const [leastRows, most] = 'named' in choice ? [1, null] : [choice.leastRows, choice.most];
  const levels = levelsSql(attributes, 9 + (named?.length ?? 0));
  // A judged row counts twice for each attribute: with its class for the score, without one for the confidence.
  const cells = attributes.map((_, i) => {
    const level = `levels[${i + 1}]`;
    const where = named === null ? '' : `where ${level} = any($${9 + i}::text[])`;
    return `
       select ${i} as attribute, ${level} as level, sentiment as class, score_bin as bin, score as value,
              count(*)::integer as n
         from judged ${where} group by 2, 3, 4, 5
        union all
       select ${i}, ${level}, null, confidence_bin, confidence, count(*)::integer
         from judged ${where} group by 2, 4, 5`;
  });
  const { rows } = await database.query<LevelCell>(
    `with judged as materialized (
       select ${levels.sql} as levels, a.sentiment,
              ${BIN('a.score', '$5')} as score_bin, (${ROUNDED.score})::float8 as score,
              ${BIN('a.confidence', '$6')} as confidence_bin, (${ROUNDED.confidence})::float8 as confidence
         from verbatim.feedback f
         join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
        where a.sentiment is not null and ${IN_SCOPE}
     ), cell as materialized (${cells.join(' union all ')}
     ), kept as (
       select attribute, level
         from (select attribute, level, row_number() over (partition by attribute
                        order by sum(n) desc, level collate "C") as place
                 from cell where class is not null group by attribute, level
               having sum(n) >= $7::bigint) l
        where $8::bigint is null or place <= $8
     )
     select attribute, level, class, bin, array_agg(value order by value) as values,
            array_agg(n order by value) as n
       from cell join kept using (attribute, level) group by attribute, level, class, bin
      order by attribute, level collate "C", class collate "C", bin`,
    [
      ...scopeValues(scope),
      ...[edges.score, edges.confidence].map((all) => (all ?? []).slice(1, -1)),
      ...[leastRows, most, ...(named ?? []), ...levels.values],
    ],
  );
  const byAttribute = Map.groupBy(rows, (row) => attributes[row.attribute]!.name);
  return new Map(
    [...byAttribute].map(([name, ofAttribute]) => {
      const byLevel = [...Map.groupBy(ofAttribute, (row) => row.level)];
      return [name, new Map(byLevel.map(([level, found]) => [level, judgedLevel(found, edges)]))];
    }),
  );
}

interface LevelCell {
  /** Its place among those that were asked for. */
  readonly attribute: number;
  readonly level: string;
  /** Null in cells of confidence. */
  readonly class: string | null;
  readonly bin: number;
  readonly values: readonly number[];
  readonly n: readonly number[];
}

function judgedLevel(cells: readonly LevelCell[], edges: GroupEdges): JudgedLevel {
  const ofScore = cells.filter((cell) => cell.class !== null);
  const ofConfidence = cells.filter((cell) => cell.class === null);
  const classes = new Map<string, number>();
  for (const cell of ofScore) {
    classes.set(
      cell.class!,
      cell.n.reduce((sum, n) => sum + n, classes.get(cell.class!) ?? 0),
    );
  }
  return {
    score: binnedValues(ofScore, edges.score),
    confidence: binnedValues(ofConfidence, edges.confidence),
    classes,
  };
}

function binnedValues(cells: readonly LevelCell[], edges: readonly number[] | null): BinnedValues {
  const counts = new Array<number>(edges === null ? 1 : edges.length - 1).fill(0);
  const byValue = new Map<number, number>();
  for (const { bin, values, n } of cells) {
    for (const [i, value] of values.entries()) {
      counts[bin]! += n[i]!;
      // Both sides of an edge may be rounded to it, and rows of one score may be of several classes.
      byValue.set(value, (byValue.get(value) ?? 0) + n[i]!);
    }
  }
  const ascending = [...byValue].sort(([a], [b]) => a - b);
  return {
    counts,
    values: { values: ascending.map(([value]) => value), rows: ascending.map(([, n]) => n) },
  };
}
