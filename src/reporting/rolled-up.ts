import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RolledUpParameters {
  /** Null: all. */
  readonly source: string | null;
  readonly attributes: readonly string[] | null;
  readonly limit: number | null;
  /** Days are UTC, both included; null: open. */
  readonly first_day: string | null;
  readonly last_day: string | null;
}

const PERIOD = ['first_day', 'last_day'] as const;
/** What $1, $2 ... of the queries in sql/rolled-up are. */
const PARAMETERS: Readonly<Record<string, readonly (keyof RolledUpParameters)[]>> = {
  overview: ['source', ...PERIOD],
  sentiment: ['source', ...PERIOD],
  attributes: ['source', 'attributes', 'limit', ...PERIOD],
  ratings: ['source', ...PERIOD],
  emotions: ['source', 'limit', ...PERIOD],
  themes: ['source', 'limit', ...PERIOD],
  quotes: ['source', 'limit', ...PERIOD],
  disagreement: ['source', 'limit', ...PERIOD],
};

/** Reports that can be answered from roll-ups. */
export const ROLLED_UP: readonly string[] = Object.keys(PARAMETERS);

/**
 * The query that answers a report from roll-ups as its own file answers it from all rows. Null when there is none, or
 * when it is about attributes other than those that roll-ups have.
 */
export function rolledUpQuery(
  name: string,
  values: RolledUpParameters,
  held: readonly string[],
): { sql: string; parameters: unknown[] } | null {
  const parameters = PARAMETERS[name];
  if (!parameters) return null;
  if (parameters.includes('attributes') && !values.attributes?.every((it) => held.includes(it))) return null;
  const sql = readFileSync(join(import.meta.dirname, 'sql/rolled-up', `${name}.sql`), 'utf8');
  return { sql, parameters: parameters.map((parameter) => values[parameter]) };
}
