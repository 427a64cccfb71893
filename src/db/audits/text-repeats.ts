import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Queryable } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { type AuditScope, IN_SCOPE, scopeValues } from './audit-rows.ts';

/** What one level has of texts that more than one comment in scope has. */
export interface LevelRepeats {
  /** Of each attribute that was asked for together. */
  readonly levels: readonly string[];
  /** Comments with such a text. */
  readonly rows: number;
  /** Σ n² and Σ n·m; n is how often a text is said in the level, m in all. */
  readonly squares: number;
  readonly products: number;
}

export interface StoredRepeats {
  /** Comments with a text that another one has too, and Σ m² over these texts. */
  readonly rows: number;
  readonly squares: number;
  /** By level, for each list of attributes in the order given. */
  readonly sets: readonly (readonly LevelRepeats[])[];
}

/** Where equal texts are, from one scan of the ids of texts; rows are read again only of texts that repeat. */
export async function textRepeats(
  database: Queryable,
  scope: AuditScope,
  sets: readonly (readonly AttributeDefinition[])[],
): Promise<StoredRepeats> {
  const values: unknown[] = scopeValues(scope);
  const keys = sets.map((attributes) => {
    const levels = levelsSql(attributes, values.length + 1);
    values.push(...levels.values);
    return `to_jsonb(${levels.sql})`;
  });
  const { rows } = await database.query<StoredRepeats>(
    `with repeated as materialized (
       select f.document_id, count(*) as m from verbatim.feedback f
        where f.document_id is not null and $1::integer is not null and ${IN_SCOPE}
        group by f.document_id having count(*) > 1
     ), cell as (
       select f.document_id, k.place, k.levels, count(*) as n
         from repeated r join verbatim.feedback f using (document_id)
        cross join lateral unnest(array[${keys.join(', ')}]::jsonb[]) with ordinality as k (levels, place)
        where ${IN_SCOPE}
        group by f.document_id, k.place, k.levels
     ), level as (
       select place, levels, sum(n)::float8 as rows, sum(n * n)::float8 as squares, sum(n * m)::float8 as products
         from cell join repeated using (document_id) group by place, levels
     )
     select coalesce(sum(m), 0)::float8 as rows, coalesce(sum(m * m), 0)::float8 as squares,
            array(select coalesce((select jsonb_agg(jsonb_build_object('levels', l.levels, 'rows', l.rows,
                                                      'squares', l.squares, 'products', l.products) order by l.levels)
                                     from level l where l.place = g.place), '[]')
                    from generate_series(1, ${sets.length}) as g (place) order by g.place) as sets
       from repeated`,
    values,
  );
  return rows[0]!;
}
