import type { FoundSentence } from '../../domain/search/found-sentence.ts';
import type { Queryable } from '../client.ts';

/** The comment around a found sentence, as far as it is shown. */
export interface SentenceContext {
  /** Part of the comment's text that has the sentence. */
  readonly text: string;
  /** Where the part begins in the text, in code points. */
  readonly from: number;
  /** Whether the text goes on after it. */
  readonly cut: boolean;
  readonly externalId: string | null;
  /** Who has seen to the comment, when (ISO 8601), and what they noted; null: it is open. */
  readonly handled: { readonly by: string; readonly at: string; readonly note: string | null } | null;
}

/** Longest part of a text that is shown, and of that before the sentence, in code points. */
const [SHOWN, BEFORE] = [2_000, 600];

/** The comments around sentences, in their order. A comment that is gone since leaves its words. */
export async function sentenceContexts(
  database: Queryable,
  sentences: readonly Pick<FoundSentence, 'feedbackId' | 'documentId' | 'start' | 'sentence'>[],
): Promise<SentenceContext[]> {
  const { rows } = await database.query<SentenceContext & { place: number }>(
    `select s.place, p.start as "from", substring(d.text from p.start + 1 for ${SHOWN}) as text,
            d.characters > p.start + ${SHOWN} as cut, f.external_id as "externalId",
            case when h.feedback_id is not null then jsonb_build_object('by', h.handled_by, 'note', h.note,
              'at', to_char(h.handled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end as handled
       from unnest($1::bigint[], $2::bigint[], $3::int[]) with ordinality as s (feedback_id, document_id, start, place)
       join verbatim.document d on d.id = s.document_id
      cross join lateral (select case when d.characters <= ${SHOWN} then 0 else greatest(0, s.start - ${BEFORE}) end as start) p
       left join verbatim.feedback f on f.id = s.feedback_id
       left join verbatim.handled h on h.feedback_id = f.id`,
    [
      sentences.map(({ feedbackId }) => feedbackId),
      sentences.map(({ documentId }) => documentId),
      sentences.map(({ start }) => start),
    ],
  );
  const found = new Map(rows.map(({ place, ...context }) => [Number(place), context]));
  return sentences.map(
    ({ start, sentence }, at) =>
      found.get(at + 1) ?? { text: sentence, from: start, cut: false, externalId: null, handled: null },
  );
}
