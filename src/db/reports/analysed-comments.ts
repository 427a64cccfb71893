import type { Connection } from '../client.ts';
import { cursorPages } from '../cursor.ts';

/** A comment with the results of the active model. */
export interface AnalysedComment {
  readonly feedbackId: number;
  /** Name of the file that it was imported from. */
  readonly file: string;
  /** Its first physical line in it, from 1. */
  readonly line: number;
  readonly sentiment: string;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  /** Of its text as detected, ISO 639-1; null: too short to tell. */
  readonly language: string | null;
  readonly languageConfidence: number | null;
  /** Named entities of all active models; null: none of them finds any. Offsets are code points, the end exclusive. */
  readonly entities:
    | readonly {
        readonly label: string;
        readonly text: string;
        readonly start: number;
        readonly end: number;
        readonly score: number;
      }[]
    | null;
}

/**
 * Analysed comments, page by page, in the order of their import.
 * @param connection in a transaction
 * @param choice.first first and last day, UTC; null: open
 */
export const analysedComments = (
  connection: Connection,
  { source, first, last }: { source: string | null; first: string | null; last: string | null },
): AsyncGenerator<AnalysedComment[]> =>
  cursorPages(
    connection,
    `select f.id as "feedbackId", i.file_name as file, f.line, a.sentiment, a.negative, a.neutral, a.positive,
            d.language, d.language_confidence as "languageConfidence",
            case when finds.entities then coalesce((
              select json_agg(json_build_object('label', e.label, 'start', e.start_offset, 'end', e.end_offset,
                       'score', e.score,
                       'text', substring(d.text from e.start_offset + 1 for e.end_offset - e.start_offset))
                       order by e.start_offset, e.end_offset)
                from verbatim.entity e join verbatim.model n on n.id = e.model_id and n.active
               where e.document_id = d.id), '[]') end as entities
       from verbatim.feedback f
       join verbatim.import i on i.id = f.import_id
       join verbatim.document d on d.id = f.document_id
       join verbatim.model m on m.active and m.task = 'feedback'
       join verbatim.analysis a on a.document_id = d.id and a.model_id = m.id
      cross join (select exists (select from verbatim.entity e join verbatim.model n on n.id = e.model_id and n.active)
                         as entities) finds
      where ($1::text is null or f.source = $1)
        and ($2::date is null or f.occurred_at >= $2::date::timestamp at time zone 'UTC')
        and ($3::date is null or f.occurred_at < ($3::date + 1)::timestamp at time zone 'UTC')
      order by f.id`,
    [source, first, last],
    1_000,
  );
