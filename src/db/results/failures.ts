import type { Queryable } from '../client.ts';

/** Documents that were set aside for the same reason. */
export interface FailureGroup {
  readonly code: string;
  readonly documents: number;
  /** What one of them was told; never text of feedback. */
  readonly message: string;
  readonly lastAt: Date;
  /** A few of their ids. */
  readonly examples: readonly number[];
}

/** What the model has set aside, by code, most first. */
export async function failureGroups(database: Queryable, modelId: number): Promise<FailureGroup[]> {
  const { rows } = await database.query<FailureGroup>(
    `select code, count(*) as documents, max(message) as message, max(created_at) as "lastAt",
            (array_agg(document_id order by document_id))[1:5] as examples
       from verbatim.failure where model_id = $1 group by code order by count(*) desc, code`,
    [modelId],
  );
  return rows;
}
