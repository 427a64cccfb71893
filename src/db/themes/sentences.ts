import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection } from '../client.ts';
import { cursorPages } from '../cursor.ts';

/** A sentence of a sample. */
interface SampledSentence {
  readonly text: string;
  readonly negative: number;
  readonly positive: number;
  readonly embedding: Float32Array;
}

/** Longest text that is read; slices of longer ones are slow. */
const LONGEST_TEXT = 100_000;

/**
 * At most about `most` sentences with an embedding of a model, evenly over its documents: every sentence of each k-th
 * document. The same rows give the same sample.
 */
export async function* sampledSentences(
  connection: Connection,
  modelId: number,
  dimensions: number,
  most: number,
): AsyncGenerator<SampledSentence[]> {
  const { rows } = await connection.query<{ n: number }>(
    'select count(*) as n from verbatim.segment where model_id = $1',
    [modelId],
  );
  const every = Math.max(1, Math.ceil(Number(rows[0]!.n) / most));
  const sql = `
    with drawn as materialized (
      select id from (select a.document_id as id, row_number() over (order by a.document_id) as place
                        from verbatim.analysis a where a.model_id = $1) numbered
       where place % $2 = 0
    )
    select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text, s.negative, s.positive,
           s.embedding
      from drawn join verbatim.document d using (id) join verbatim.segment s on s.document_id = d.id and s.model_id = $1
     where octet_length(s.embedding) = $3 and d.characters <= ${LONGEST_TEXT}
     order by s.document_id, s.ordinal`;
  type Row = Omit<SampledSentence, 'embedding'> & { readonly embedding: Buffer };
  for await (const page of cursorPages<Row>(connection, sql, [modelId, every, 2 * dimensions], 1_000)) {
    yield page.map((row) => ({ ...row, embedding: decodeHalfFloats(row.embedding) }));
  }
}
