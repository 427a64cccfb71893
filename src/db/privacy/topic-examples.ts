import type { Connection, Queryable } from '../client.ts';

// Examples of topics, as masking rewrites them.

export interface StoredExample {
  readonly id: number;
  readonly text: string;
}

/** Examples that people wrote: no comment has them. */
export async function writtenExamples(database: Queryable): Promise<StoredExample[]> {
  const { rows } = await database.query<StoredExample>(
    'select id, text from verbatim.topic_example where feedback_id is null order by id for no key update',
  );
  return rows;
}

/** Replaces texts of examples. One that its topic has already is deleted; vectors of former texts go, too. */
export async function rewriteExamples(
  connection: Connection,
  examples: readonly StoredExample[],
): Promise<void> {
  for (const { id, text } of examples) {
    await connection.query(
      `delete from verbatim.topic_text t using verbatim.topic_example e
        where e.id = $1 and t.hash = sha256(convert_to(e.text, 'UTF8'))
          and not exists (select from verbatim.topic_example o where o.text = e.text and o.id <> e.id)`,
      [id],
    );
    const { rowCount } = await connection.query(
      `update verbatim.topic_example e set text = $2
        where id = $1 and not exists (select from verbatim.topic_example o
                                       where o.topic_id = e.topic_id and md5(o.text) = md5($2))`,
      [id, text],
    );
    if (rowCount === 0) await connection.query('delete from verbatim.topic_example where id = $1', [id]);
  }
}
