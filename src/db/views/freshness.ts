import type { Queryable } from '../client.ts';

/** How old the counted views are, and which model they are of. */
export interface ViewedFreshness {
  /** What was stored before this moment is counted, ISO 8601; null before the first nightly run. */
  readonly asOf: string | null;
  readonly ageSeconds: number | null;
  /** Comments that were stored since. */
  readonly newer: number;
  readonly model: { readonly name: string; readonly version: string; readonly hash: string } | null;
}

export async function readViewedFreshness(database: Queryable): Promise<ViewedFreshness> {
  const { rows } = await database.query<ViewedFreshness>(
    `select to_char(f.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "asOf", f.age_seconds as "ageSeconds",
            f.newer, (select json_build_object('name', name, 'version', version, 'hash', hash) from reporting.model
                       where active and task = 'feedback') as model
       from reporting.freshness f`,
  );
  return rows[0]!;
}
