import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a report is of. Days are UTC, both included; null: all. */
export interface RolledUpSelection {
  readonly source: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly limit: number | null;
  readonly attributes: readonly string[] | null;
}

/** What $4 is; $1 to $3 are source, first and last day. */
const FOURTH: Readonly<Record<string, 'limit' | 'attributes' | null>> = {
  overview: null,
  sentiment: null,
  attributes: 'attributes',
  ratings: null,
  emotions: 'limit',
  themes: 'limit',
  quotes: 'limit',
  disagreement: 'limit',
};

/**
 * The query that answers a report from roll-ups, which hold the attributes given, as its own file answers it from all
 * rows. Null when there is none, or roll-ups lack an attribute.
 */
export function rolledUpQuery(
  name: string,
  selection: RolledUpSelection,
  held: readonly string[],
): { sql: string; parameters: unknown[] } | null {
  const fourth = FOURTH[name];
  if (fourth === undefined) return null;
  const { source, firstDay, lastDay, limit, attributes } = selection;
  if (fourth === 'attributes' && !attributes?.every((attribute) => held.includes(attribute))) return null;
  const sql = readFileSync(join(import.meta.dirname, 'sql/rolled-up', `${name}.sql`), 'utf8');
  const last = { limit: [limit], attributes: [attributes] };
  return { sql, parameters: [source, firstDay, lastDay, ...(fourth ? last[fourth] : [])] };
}
