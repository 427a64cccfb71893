import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { CountedValues } from '../../domain/counted-values.ts';
import type { Database, Queryable } from '../client.ts';
import { inTransaction } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import type { auditBaseline } from '../schema/audits.ts';
import type { Row } from '../schema/verbatim.ts';
import { type AuditScope, IN_SCOPE, scopeValues } from './audit-rows.ts';

/** A column as it was frozen. */
export interface StoredBaseline
  extends Row<
    typeof auditBaseline,
    'columnName' | 'dimensions' | 'width' | 'rows' | 'windowFrom' | 'windowTo' | 'createdAt'
  > {
  readonly kind: 'bins' | 'categories' | 'vectors' | 'labelled';
  readonly edges: readonly number[] | null;
  /** Rows by bin or by category, or either by level; labels and scores of labelled rows. */
  readonly counts: (typeof auditBaseline.$inferSelect)['counts'];
  /** Of a column of numbers: its different values and their rows; of one by level, those of each level. */
  readonly frozenValues: CountedValues | Readonly<Record<string, CountedValues>> | null;
  readonly vectors: Buffer | null;
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
/** As they are frozen, of a document `d` and its analysis `a`: few enough different ones, whatever the texts are. */
export const ROUNDED: Readonly<Record<NumericColumn, string>> = {
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

/**
 * The bin of a value between the inner edges of a parameter. A value on an edge belongs to the bin below it: as many inner
 * edges lie below as there are in all, less those at or above, and these are what width_bucket counts of the negated ones.
 */
export const BIN = (value: string, inner = '$5') => `
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
export async function readVectorSample(
  database: Queryable,
  scope: AuditScope,
  most: number,
): Promise<Buffer[]> {
  const { rows } = await database.query<{ embedding: Buffer }>(
    `select a.embedding from verbatim.feedback f
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
      where a.embedding is not null and ${IN_SCOPE}
      order by md5(f.id::text), f.id limit $5`,
    [...scopeValues(scope), most],
  );
  return rows.map(({ embedding }) => embedding);
}
