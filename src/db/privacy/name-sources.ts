import { looksForNames, type NameRules } from '../../privacy/name-rules.ts';
import { EVERY_SOURCE } from '../../privacy/rules.ts';
import { rulesInForce } from '../../privacy/source-rules.ts';
import type { Queryable } from '../client.ts';
import { storedRules } from './rules.ts';

/** Whether names are looked for in the comments of any source. */
export async function anySourceLooksForNames(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ source: string }>('select source from verbatim.source_rule');
  const stored = await storedRules(database, [EVERY_SOURCE, ...rows.map(({ source }) => source)]);
  const every = stored.get(EVERY_SOURCE) ?? null;
  return [null, ...stored.values()].some((own) => looksForNames(rulesInForce(every, own)));
}

/** A source of a document, and its rules. */
export interface NamingSource {
  readonly source: string;
  readonly rules: NameRules;
}

/** By document, the sources of the comments that have it or had it, in alphabetical order, with their rules. */
export async function namingSources(
  database: Queryable,
  documentIds: readonly number[],
): Promise<ReadonlyMap<number, readonly NamingSource[]>> {
  const sources = await sourcesOf(database, documentIds);
  const distinct = [...new Set([...sources.values()].flat())];
  const stored = await storedRules(database, [EVERY_SOURCE, ...distinct]);
  const every = stored.get(EVERY_SOURCE) ?? null;
  const rules = new Map(distinct.map((source) => [source, rulesInForce(every, stored.get(source) ?? null)]));
  return new Map(
    [...sources].map(([id, own]) => [id, own.map((source) => ({ source, rules: rules.get(source)! }))]),
  );
}

/** By document, the sources of the comments that have it or had it. */
export async function sourcesOf(
  database: Queryable,
  documentIds: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  if (documentIds.length === 0) return new Map();
  const { rows } = await database.query<{ id: number; sources: string[] }>(
    `select id, array_agg(source order by source) as sources
       from (select document_id as id, source from verbatim.feedback where document_id = any($1::bigint[])
              union
             select c.old_document_id, f.source
               from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id
              where c.old_document_id = any($1::bigint[])
              union
             select c.new_document_id, f.source
               from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id
              where c.new_document_id = any($1::bigint[])) s
      group by id`,
    [documentIds],
  );
  return new Map(rows.map(({ id, sources }) => [id, sources]));
}
