import type { Queryable } from '../client.ts';

/** Failed documents with the same code. */
export interface FailureGroup {
  readonly code: string;
  readonly documents: number;
  /** Message of one of them; never contains feedback. */
  readonly message: string;
  readonly lastAt: Date;
  /** Up to five document ids. */
  readonly examples: readonly number[];
}

/** Failures of a model by code, the most frequent first. */
export async function failureGroups(database: Queryable, modelId: number): Promise<FailureGroup[]> {
  const { rows } = await database.query<FailureGroup>(
    `select code, count(*) as documents, max(message) as message, max(created_at) as "lastAt",
            (array_agg(document_id order by document_id))[1:5] as examples
       from verbatim.failure where model_id = $1 group by code order by count(*) desc, code`,
    [modelId],
  );
  return rows;
}
