import type { AttributeDefinition } from '../domain/attribute-definition.ts';
import type { CountedValues } from '../domain/counted-values.ts';
import { levelsSql } from './attribute-levels.ts';
import { type AuditScope, IN_SCOPE, scopeValues } from './audit-rows.ts';
import type { Database, Queryable } from './client.ts';
import { inTransaction } from './client.ts';

/** A column as it was frozen. */
export interface StoredBaseline {
  readonly columnName: string;
  readonly kind: 'bins' | 'categories' | 'vectors' | 'labelled';
  readonly edges: readonly number[] | null;
  /** Rows by bin or by category, or either by level; labels and scores of labelled rows. */
  readonly counts: unknown;
  /** Of a column of numbers: its different values and their rows; of one by level, those of each level. */
  readonly frozenValues: CountedValues | Readonly<Record<string, CountedValues>> | null;
  readonly vectors: Buffer | null;
  readonly dimensions: number | null;
  readonly width: number | null;
  readonly rows: number;
  readonly windowFrom: Date | null;
  readonly windowTo: Date | null;
  readonly createdAt: Date;
}

const BASELINES = `
  select column_name as "columnName", kind, edges, counts, frozen_values as "frozenValues", vectors,
         dimensions, width, rows, window_from as "windowFrom", window_to as "windowTo", created_at as "createdAt"
    from verbatim.audit_baseline`;

export async function readBaselines(
  database: Queryable,
  modelId: number,
  source: string | null,
): Promise<StoredBaseline[]> {
  const { rows } = await database.query<StoredBaseline>(
    `${BASELINES} where model_id = $1 and source = $2 order by column_name collate "C"`,
    [modelId, source ?? ''],
  );
  return rows;
}

/** Freezes columns in the place of all that were frozen before for the model and source. */
export async function writeBaselines(
  database: Database,
  { modelId, source, window }: AuditScope,
  columns: readonly Omit<StoredBaseline, 'windowFrom' | 'windowTo' | 'createdAt'>[],
): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query('delete from verbatim.audit_baseline where model_id = $1 and source = $2', [
      modelId,
      source ?? '',
    ]);
    for (const column of columns) {
      await connection.query(
        `insert into verbatim.audit_baseline (model_id, source, column_name, kind, edges, counts,
           frozen_values, vectors, dimensions, width, rows, window_from, window_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          modelId,
          source ?? '',
          column.columnName,
          column.kind,
          column.edges && JSON.stringify(column.edges),
          JSON.stringify(column.counts),
          column.frozenValues && JSON.stringify(column.frozenValues),
          column.vectors,
          column.dimensions,
          column.width,
          column.rows,
          window.from,
          window.to,
        ],
      );
    }
  });
}

/** Numeric columns of a judged feedback. */
const NUMBERS = { length: 'd.characters', score: 'a.score', confidence: 'a.confidence' } as const;
export type NumericColumn = keyof typeof NUMBERS;
/** As they are frozen: few enough different ones, whatever the texts are. */
const ROUNDED: Readonly<Record<NumericColumn, string>> = {
  length: 'case when d.characters < 10000 then d.characters else round(d.characters, -2) end',
  score: 'round(a.score::numeric, 3)',
  confidence: 'round(a.confidence::numeric, 3)',
};

const JUDGED = `
  verbatim.feedback f
  join verbatim.document d on d.id = f.document_id
  left join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1`;

/** Eleven quantiles of a column, 0 to 1 by tenths, by linear interpolation; null without rows. */
export async function readQuantiles(
  database: Queryable,
  scope: AuditScope,
  column: NumericColumn,
): Promise<number[] | null> {
  const { rows } = await database.query<{ quantiles: number[] | null }>(
    `select percentile_cont(array[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
              within group (order by (${NUMBERS[column]})::float8) as quantiles
       from ${JUDGED} where ${IN_SCOPE}`,
    scopeValues(scope),
  );
  return rows[0]!.quantiles;
}

// A value on an edge belongs to the bin below it: as many inner edges lie below as there are in all, less those at or
// above, and these are what width_bucket counts of the negated ones.
const BIN = (value: string, inner = '$5') => `
  cardinality(${inner}::float8[]) - width_bucket(-(${value})::float8,
    array(select -edge from unnest(${inner}::float8[]) as e (edge) order by 1))`;

/** Rows by bin between frozen edges, the outer bins open, and by {@link ROUNDED} value, ascending. */
export interface BinnedValues {
  readonly counts: number[];
  readonly values: CountedValues;
}

/** Both from one scan. */
export async function readBins(
  database: Queryable,
  scope: AuditScope,
  column: NumericColumn,
  edges: readonly number[],
): Promise<BinnedValues> {
  const inner = edges.slice(1, -1);
  const { rows } = await database.query<{ bin: number; value: number; n: number }>(
    `select bin, value, count(*) as n
       from (select ${BIN(NUMBERS[column])} as bin, (${ROUNDED[column]})::float8 as value
               from ${JUDGED} where (${NUMBERS[column]}) is not null and ${IN_SCOPE}) b
      group by bin, value order by value`,
    [...scopeValues(scope), inner],
  );
  const counts = new Array<number>(edges.length - 1).fill(0);
  const byValue = new Map<number, number>();
  for (const { bin, value, n } of rows) {
    counts[bin]! += n;
    byValue.set(value, (byValue.get(value) ?? 0) + n);
  }
  return { counts, values: { values: [...byValue.keys()], rows: [...byValue.values()] } };
}

/** Levels of an attribute: those that are named, or the largest `most` of at least so many rows. */
export type LevelChoice =
  | { readonly named: readonly string[] }
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

/** Scores, confidences and classes by level of an attribute, from one scan; levels without rows are left out. */
export async function readJudgedByLevel(
  database: Queryable,
  scope: AuditScope,
  attribute: AttributeDefinition,
  edges: GroupEdges,
  choice: LevelChoice,
): Promise<Map<string, JudgedLevel>> {
  const levels = levelsSql([attribute], 10);
  const [named, leastRows, most] =
    'named' in choice ? [choice.named, 1, null] : [null, choice.leastRows, choice.most];
  // A judged row counts twice: with its class for the score, without one for the confidence.
  const { rows } = await database.query<LevelCell>(
    `with cell as materialized (
       select level, class, bin, value, count(*)::integer as n
         from (select (${levels.sql})[1] as level, a.sentiment,
                      ${BIN('a.score', '$5')} as score_bin, (${ROUNDED.score})::float8 as score,
                      ${BIN('a.confidence', '$6')} as confidence_bin,
                      (${ROUNDED.confidence})::float8 as confidence
                 from ${JUDGED} where a.sentiment is not null and ${IN_SCOPE}) b
        cross join lateral (values (sentiment, score_bin, score), (null, confidence_bin, confidence))
          as m (class, bin, value)
        where $7::text[] is null or level = any($7)
        group by level, class, bin, value
     ), kept as (
       select level from cell where class is not null group by level having sum(n) >= $8::bigint
        order by sum(n) desc, level collate "C" limit $9::bigint
     )
     select level, class, bin, array_agg(value order by value) as values, array_agg(n order by value) as n
       from cell join kept using (level) group by level, class, bin
      order by level collate "C", class collate "C", bin`,
    [
      ...scopeValues(scope),
      ...[edges.score, edges.confidence].map((all) => (all ?? []).slice(1, -1)),
      ...[named, leastRows, most, ...levels.values],
    ],
  );
  const bins = (all: readonly number[] | null) => (all === null ? 1 : all.length - 1);
  return new Map(
    [...Map.groupBy(rows, (row) => row.level)].map(([level, cells]) => {
      const [ofScore, ofConfidence] = [true, false].map((it) =>
        cells.filter((cell) => (cell.class !== null) === it),
      );
      const classes = new Map<string, number>();
      for (const cell of ofScore!) {
        classes.set(
          cell.class!,
          cell.n.reduce((sum, n) => sum + n, classes.get(cell.class!) ?? 0),
        );
      }
      return [
        level,
        {
          score: binnedValues(ofScore!, bins(edges.score)),
          confidence: binnedValues(ofConfidence!, bins(edges.confidence)),
          classes,
        },
      ];
    }),
  );
}

interface LevelCell {
  readonly level: string;
  /** Null in cells of confidence. */
  readonly class: string | null;
  readonly bin: number;
  readonly values: readonly number[];
  readonly n: readonly number[];
}

function binnedValues(cells: readonly LevelCell[], bins: number): BinnedValues {
  const counts = new Array<number>(bins).fill(0);
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

/** Rows by sentiment, or by level of an attribute; most frequent first. */
export async function readCategories(
  database: Queryable,
  scope: AuditScope,
  of: 'class' | AttributeDefinition,
): Promise<Map<string, number>> {
  const levels = of === 'class' ? null : levelsSql([of], 5);
  const { rows } = await database.query<{ level: string; n: number }>(
    `select ${levels ? `(${levels.sql})[1]` : 'a.sentiment'} as level, count(*) as n
       from ${JUDGED} where ${IN_SCOPE} ${levels ? '' : 'and a.sentiment is not null'}
      group by 1 order by n desc, level`,
    [...scopeValues(scope), ...(levels?.values ?? [])],
  );
  return new Map(rows.map(({ level, n }) => [level, n]));
}

/** Embeddings of a sample of documents in scope, the same sample each time: half floats end to end. */
export async function sampleVectors(database: Queryable, scope: AuditScope, most: number): Promise<Buffer[]> {
  const { rows } = await database.query<{ embedding: Buffer }>(
    `select a.embedding from verbatim.feedback f
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
      where a.embedding is not null and ${IN_SCOPE}
      order by md5(f.id::text), f.id limit $5`,
    [...scopeValues(scope), most],
  );
  return rows.map(({ embedding }) => embedding);
}
