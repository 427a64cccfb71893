import { TOXIC } from '../../domain/label.ts';
import type { Queryable } from '../client.ts';
import type { label } from '../schema/results.ts';
import type { Row } from '../schema/verbatim.ts';
import { byPerson, ofPresentText } from './label-conditions.ts';

/** Longest text that is shown, in code points. */
const MOST_CHARACTERS = 20_000;

/** A comment as a person labels it. */
export interface ReviewComment {
  readonly feedbackId: number;
  readonly documentId: number;
  readonly text: string;
  /** Whether the text is longer. */
  readonly cut: boolean;
  readonly source: string;
  readonly externalId: string | null;
  readonly rating: number | null;
  /** Highest rating of its scale; null: unknown. */
  readonly best: number | null;
  /** When the customer wrote, ISO 8601. */
  readonly at: string | null;
  readonly language: string | null;
  /** Why it is shown; null: nobody drew it. */
  readonly item: ReviewItem | null;
  /** The active model; null: none has judged the text. */
  readonly modelId: number | null;
  /** Whether the answer is kept back: a random comment that this person has not labelled yet. */
  readonly hidden: boolean;
  readonly answer: ReviewAnswer | null;
  readonly sentences: readonly ReviewSentence[];
  /** Labels of this person. */
  readonly labels: readonly OwnLabel[];
  /** How many other people have labelled the comment. */
  readonly others: number;
}

export interface ReviewItem {
  readonly id: number;
  readonly draw: number;
  readonly kind: 'sample' | 'queue';
  readonly random: boolean;
  readonly reasons: readonly string[];
  readonly people: number;
  readonly done: boolean;
}

export interface ReviewAnswer {
  readonly sentiment: string;
  readonly confidence: number;
  readonly toxic: boolean | null;
  readonly topics: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
}

/** A sentence of the active model, in code points of the text, end exclusive; its answers are null while hidden. */
export interface ReviewSentence {
  readonly start: number;
  readonly end: number;
  readonly sentiment: string | null;
  readonly topics: readonly { readonly id: string; readonly name: string; readonly kind: string }[] | null;
}

export interface OwnLabel extends Row<typeof label, 'task' | 'value' | 'reason'> {
  readonly start: number | null;
  readonly end: number | null;
}

/** Comments with what a person needs to label them, in the order of the ids; those that are gone are left out. */
export async function readComments(
  database: Queryable,
  labeller: string,
  feedbackIds: readonly number[],
): Promise<ReviewComment[]> {
  const { rows } = await database.query<ReviewComment>(
    `select f.id as "feedbackId", f.document_id as "documentId", left(d.text, ${MOST_CHARACTERS}) as text,
            d.characters > ${MOST_CHARACTERS} as cut, f.source, f.external_id as "externalId", f.rating,
            (i.rating_scale ->> 'high')::float8 as best,
            to_char(f.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at,
            coalesce(f.language, d.language) as language, item.item, a.model_id as "modelId", hidden.hidden,
            case when not hidden.hidden and a.sentiment is not null then jsonb_build_object(
              'sentiment', a.sentiment, 'confidence', a.confidence, 'toxic', a.toxicity >= ${TOXIC},
              'topics', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'kind', t.kind)
                                         order by t.kind desc, t.name), '[]')
                           from verbatim.document_topic dt join verbatim.topic t on t.id = dt.topic_id
                          where dt.document_id = f.document_id and dt.direct)) end as answer,
            (select coalesce(jsonb_agg(jsonb_build_object('start', s.start_offset, 'end', s.end_offset,
                       'sentiment', case when not hidden.hidden then s.sentiment end,
                       'topics', case when not hidden.hidden then
                         (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'kind', t.kind)
                                          order by t.kind desc, t.name), '[]')
                            from verbatim.sentence_topic st join verbatim.topic t on t.id = st.topic_id
                           where st.document_id = s.document_id and st.model_id = s.model_id and st.ordinal = s.ordinal
                             and st.probability >= t.threshold and t.retired_at is null) end)
                     order by s.ordinal), '[]')
               from verbatim.segment s
              where s.document_id = f.document_id and s.model_id = m.id and s.end_offset <= ${MOST_CHARACTERS}) as sentences,
            own.labels, own.others
       from unnest($2::bigint[]) with ordinality as wanted (id, place)
       join verbatim.feedback f on f.id = wanted.id
       join verbatim.document d on d.id = f.document_id
       join verbatim.import i on i.id = f.import_id
       left join verbatim.model m on m.active and m.task = 'feedback'
       left join verbatim.analysis a on a.document_id = f.document_id and a.model_id = m.id
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('task', l.task, 'value', l.value, 'reason', l.reason,
                          'start', l.start_offset, 'end', l.end_offset) order by l.start_offset nulls first, l.task)
                        filter (where l.labeller = $1), '[]') as labels,
               count(distinct l.labeller) filter (where l.labeller <> $1 and ${byPerson('l')}) as others,
               coalesce(bool_or(l.labeller = $1 and l.task = 'sentiment' and l.start_offset is null), false) as labelled
          from verbatim.label l
         where l.feedback_id = f.id and ${ofPresentText('l', 'f')}) own
       left join lateral (
        select jsonb_build_object('id', r.id, 'draw', r.draw_id, 'kind', w.kind, 'random', r.random,
                 'reasons', r.reasons, 'people', r.people, 'done', r.done_at is not null) as item, r.random
          from verbatim.review_item r join verbatim.review_draw w on w.id = r.draw_id
         where r.feedback_id = f.id order by r.done_at is null desc, r.random desc, r.id desc limit 1) item on true
      cross join lateral (select coalesce(item.random, false) and not own.labelled as hidden) hidden
      order by wanted.place`,
    [labeller, feedbackIds],
  );
  return rows;
}

/** Labels of one comment, of all people and rules side by side, with the majority of people where there is one. */
export async function labelsOf(
  database: Queryable,
  feedbackId: number,
): Promise<{ labels: StoredLabel[]; majorities: Majority[] }> {
  const { rows: labels } = await database.query<StoredLabel>(
    `select l.labeller, l.task, l.value, l.start_offset as start, l.end_offset as "end", l.reason,
            l.imported_from as from, l.changed_at as "changedAt", l.model_id as "modelId", l.model_value as "modelValue",
            coalesce(l.document_id, f.document_id) is distinct from f.document_id as "formerText"
       from verbatim.label l join verbatim.feedback f on f.id = l.feedback_id
      where l.feedback_id = $1 order by l.start_offset nulls first, l.task, l.labeller collate "C"`,
    [feedbackId],
  );
  const { rows: majorities } = await database.query<Majority>(
    `select task, start_offset as start, end_offset as "end", labellers, votes, value
       from verbatim.label_majority where feedback_id = $1 order by start_offset nulls first, task`,
    [feedbackId],
  );
  return { labels, majorities };
}

export interface StoredLabel
  extends Row<
    typeof label,
    'labeller' | 'task' | 'value' | 'reason' | 'changedAt' | 'modelId' | 'modelValue'
  > {
  readonly start: number | null;
  readonly end: number | null;
  /** What it came by, as `label.imported_from`. */
  readonly from: string;
  /** Whether it is of a text that the comment no longer has. */
  readonly formerText: boolean;
}

export interface Majority {
  readonly task: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly labellers: number;
  readonly votes: number;
  /** Null: a tie. */
  readonly value: string | null;
}
