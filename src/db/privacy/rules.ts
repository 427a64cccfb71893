import { EVERY_SOURCE, type MaskingRules } from '../../privacy/rules.ts';
import {
  changedRules,
  type RuleChanges,
  rulesInForce,
  type SourceRules,
} from '../../privacy/source-rules.ts';
import { type Database, inTransaction, type Queryable } from '../client.ts';

/** The rules that are in force for a source. */
export async function readRules(database: Queryable, source: string): Promise<MaskingRules> {
  const stored = await storedRules(database, [source, EVERY_SOURCE]);
  return rulesInForce(stored.get(EVERY_SOURCE) ?? null, stored.get(source) ?? null);
}

/** source → what is stored of its own; {@link EVERY_SOURCE} is one of them. */
export async function storedRules(
  database: Queryable,
  sources: readonly string[],
): Promise<Map<string, SourceRules>> {
  const { rows } = await database.query<SourceRules & { readonly source: string }>(
    `select source, identifiers, names, places, numbered, keep_original as "keepOriginal",
            retain_days as "retainDays", patterns, columns, kept_names as "keptNames"
       from verbatim.source_rule where source = any($1::text[])`,
    [sources],
  );
  return new Map(rows.map(({ source, ...rules }) => [source, rules]));
}

/** Stores a change of a source's rules; what they are then. */
export function changeRules(database: Database, source: string, changes: RuleChanges): Promise<SourceRules> {
  return inTransaction(database, async (connection) => {
    // Two changes at once: the second sees the first.
    await connection.query('insert into verbatim.source_rule (source) values ($1) on conflict do nothing', [
      source,
    ]);
    await connection.query('select from verbatim.source_rule where source = $1 for update', [source]);
    const rules = changedRules((await storedRules(connection, [source])).get(source) ?? null, changes);
    await connection.query(
      `update verbatim.source_rule
          set identifiers = $2, names = $3, places = $4, numbered = $5, keep_original = $6, retain_days = $7,
              patterns = $8, columns = $9, kept_names = $10, changed_at = now()
        where source = $1`,
      [
        ...[source, rules.identifiers, rules.names, rules.places, rules.numbered, rules.keepOriginal],
        ...[rules.retainDays, JSON.stringify(rules.patterns), JSON.stringify(rules.columns), rules.keptNames],
      ],
    );
    return rules;
  });
}
