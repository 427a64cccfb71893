import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import { type Database, inTransaction } from '../client.ts';
import { cursorPages } from '../cursor.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { type AuditScope, IN_SCOPE, scopeValues } from './audit-rows.ts';

/** Scores of judged rows and the level of each attribute, as a place in its keys. */
export interface StoredScores {
  readonly scores: Float64Array;
  readonly attributes: readonly { readonly levelAt: Uint32Array; readonly keys: readonly string[] }[];
}

/** Rows that are held at a time. */
const PAGE = 10_000;

/**
 * Every judged row in scope, some bytes a row: for the audit of a release, which does not count from buckets.
 * @returns null where there are more than `most`
 */
export async function readScores(
  database: Database,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  most: number,
): Promise<StoredScores | null> {
  const levels = levelsSql(attributes, 5);
  const scores: number[] = [];
  const columns = attributes.map(() => ({ levelAt: [] as number[], places: new Map<string, number>() }));
  return inTransaction(database, async (connection) => {
    const pages = cursorPages<{ score: number; levels: string[] }>(
      connection,
      `select a.score::float8 as score, ${levels.sql} as levels
         from verbatim.feedback f join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
        where a.score is not null and ${IN_SCOPE}`,
      [...scopeValues(scope), ...levels.values],
      PAGE,
    );
    for await (const page of pages) {
      if (scores.length + page.length > most) return null;
      for (const row of page) {
        scores.push(row.score);
        for (const [i, { levelAt, places }] of columns.entries())
          levelAt.push(placeOf(places, row.levels[i]!));
      }
    }
    return {
      scores: Float64Array.from(scores),
      attributes: columns.map(({ levelAt, places }) => ({
        levelAt: Uint32Array.from(levelAt),
        keys: [...places.keys()],
      })),
    };
  });
}

function placeOf(places: Map<string, number>, level: string): number {
  const known = places.get(level);
  if (known !== undefined) return known;
  places.set(level, places.size);
  return places.size - 1;
}
