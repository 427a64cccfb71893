import { type AttributeDefinition, bandNames, NOT_A_NUMBER } from '../../domain/attribute-definition.ts';

/** Longer values are no levels but texts. */
const LONGEST_LEVEL = 200;

/**
 * SQL that gives the level of each attribute for a row `f` of feedback, as a text array in their order, and the values of
 * its parameters, numbered from `first` on. Names and cuts are parameters: none of them becomes SQL.
 */
export function levelsSql(
  attributes: readonly AttributeDefinition[],
  first: number,
): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${first + values.push(value) - 1}`;
  const levels = attributes.map(({ from, cuts }) => {
    const raw = rawSql(from, parameter);
    if (cuts === null) return `coalesce(left(${raw}, ${LONGEST_LEVEL}), '(missing)')`;
    const names = parameter(bandNames(cuts));
    const edges = parameter(cuts);
    return `case when ${raw} is null then '(missing)'
                 when ${raw} ~ '^[-+]?[0-9]{1,15}([.][0-9]{1,15})?$'
                 then (${names}::text[])[width_bucket((${raw})::float8, ${edges}::float8[]) + 1]
                 else '${NOT_A_NUMBER}' end`;
  });
  return { sql: levels.length > 0 ? `array[${levels.join(', ')}]` : `'{}'::text[]`, values };
}

function rawSql(from: string, parameter: (value: unknown) => string): string {
  if (from === 'language') return `nullif(btrim(f.language), '')`;
  if (from === 'source') return 'f.source';
  return `nullif(btrim(f.attributes ->> ${parameter(from)}::text), '')`;
}
