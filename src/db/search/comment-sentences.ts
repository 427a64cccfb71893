import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Queryable } from '../client.ts';

/** A sentence of one comment, as it is stored. */
interface CommentSentence {
  readonly feedbackId: number;
  readonly text: string;
  readonly sentiment: PolarityProbabilities;
  readonly embedding: Float32Array;
}

/**
 * The first sentences of a comment, as the model found them. Names are masked with the first analysis, so a text without
 * one has none.
 * @returns null: there is no such comment
 */
export async function commentSentences(
  database: Queryable,
  modelId: number,
  feedbackId: number,
  most: number,
): Promise<{ readonly language: string | null; readonly sentences: CommentSentence[] } | null> {
  type Row = Omit<CommentSentence, 'embedding'> & { readonly embedding: Buffer };
  const comment = await database.query<{ language: string | null }>(
    `select coalesce(d.language, f.language) as language from verbatim.feedback f
       left join verbatim.document d on d.id = f.document_id where f.id = $1`,
    [feedbackId],
  );
  if (!comment.rows[0]) return null;
  const { rows } = await database.query<Row>(
    `select f.id as "feedbackId", array[s.negative, s.neutral, s.positive]::float8[] as sentiment, s.embedding,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text
       from verbatim.feedback f
       join verbatim.document d on d.id = f.document_id
       join verbatim.segment s on s.document_id = d.id and s.model_id = $2
      where f.id = $1 and s.embedding is not null order by s.ordinal limit $3`,
    [feedbackId, modelId, most],
  );
  const sentences = rows.map((row) => ({ ...row, embedding: decodeHalfFloats(row.embedding) }));
  return { language: comment.rows[0].language, sentences };
}
