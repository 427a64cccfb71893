import { type LabelTask, topicOfTask } from '../../domain/label.ts';
import type { Connection, Queryable } from '../client.ts';
import { cursorPages } from '../cursor.ts';
import { answerValue } from './answers.ts';
import { byPerson, ofPresentText } from './label-conditions.ts';

/** Which comments are exported, to be labelled or with their labels. */
export interface ExportChoice {
  readonly task: LabelTask;
  /** Number of a draw; null: of any or none. */
  readonly draw: number | null;
  /** Only those that no person has labelled. Without it and without a draw: only those that people have labelled. */
  readonly unlabelled: boolean;
  readonly source: string | null;
  readonly limit: number | null;
}

/** A comment to be labelled elsewhere, with the labels that people have given. */
export interface LabelTaskRow {
  readonly feedbackId: number;
  readonly identity: string;
  readonly source: string;
  /** The customer's own id. */
  readonly id: string | null;
  readonly text: string;
  /** By which a label of a former text is told from one of this. */
  readonly textId: string;
  readonly language: string | null;
  readonly rating: number | null;
  /** When the customer wrote, ISO 8601. */
  readonly at: string | null;
  readonly draw: number | null;
  readonly rank: number | null;
  readonly reasons: readonly string[] | null;
  readonly task: LabelTask;
  /** The name of the task where names have no spaces. */
  readonly question: string;
  /** Whether the answer of the model is kept back, so that it leads nobody. */
  readonly blind: boolean;
  /** The answer of the active model; null: none, or kept back. */
  readonly prediction: {
    /** Name, version and the first digits of its hash. */
    readonly model: string;
    readonly value: string;
    readonly score: number | null;
  } | null;
  readonly labels: readonly ExportedLabel[];
}

/** A label of a person; that of a sentence has the sentence. */
export interface ExportedLabel {
  readonly task: LabelTask;
  readonly value: string;
  readonly labeller: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly sentence: string | null;
  readonly reason: string | null;
  readonly model: string | null;
  readonly modelValue: string | null;
  readonly at: string;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;
const modelKey = (model: string) =>
  `${model}.name || ' ' || ${model}.version || ' ' || left(${model}.hash, 12)`;
/** SQL condition: the label `l` is a person's, of the present text of the comment `f`. */
const OF_PERSON = `l.feedback_id = f.id and ${byPerson('l')}
  and ${ofPresentText('l', 'f')}`;

/**
 * Comments of a choice, page by page: those of a draw by rank, else by number. The model's answer is left out for random
 * comments that are not labelled by as many people as asked.
 * @param connection in a transaction
 * @param labelsOf tasks whose labels are read; null: all
 */
export function exportedTasks(
  connection: Connection,
  { task, draw, unlabelled, source, limit }: ExportChoice,
  labelsOf: LabelTask | null,
): AsyncGenerator<LabelTaskRow[]> {
  const sql = `
    select f.id as "feedbackId", f.identity, f.source, f.external_id as id, d.text,
           't' || left(encode(d.hash, 'hex'), 16) as "textId", coalesce(f.language, d.language) as language, f.rating,
           to_char(f.occurred_at at time zone 'UTC', ${ISO}) as at, i.draw_id as draw, i.rank, i.reasons,
           $1 as task, replace($1, ' ', '_') as question, blind.blind,
           case when answer.value is not null and not blind.blind then jsonb_build_object(
             'model', ${modelKey('m')}, 'value', answer.value, 'score', round(answer.score::numeric, 4)) end as prediction,
           (select coalesce(jsonb_agg(jsonb_build_object('task', l.task, 'value', l.value, 'labeller', l.labeller,
                     'start', l.start_offset, 'end', l.end_offset, 'reason', l.reason,
                     'sentence', substring(d.text from l.start_offset + 1 for l.end_offset - l.start_offset),
                     'model', (select ${modelKey('o')} from verbatim.model o where o.id = l.model_id),
                     'modelValue', l.model_value, 'at', to_char(l.changed_at at time zone 'UTC', ${ISO}))
                     order by l.start_offset nulls first, l.task, l.labeller collate "C"), '[]')
              from verbatim.label l where ${OF_PERSON} and ($3::text is null or l.task = $3)) as labels
      from verbatim.feedback f
      join verbatim.document d on d.id = f.document_id
      left join verbatim.review_item i on i.feedback_id = f.id and i.draw_id = $4
      left join verbatim.model m on m.active and m.task = 'feedback'
      left join verbatim.analysis a on a.document_id = d.id and a.model_id = m.id
      left join verbatim.segment s on false
      left join verbatim.document_topic t on t.document_id = d.id and t.topic_id = $2
     cross join lateral (
       select exists (select from verbatim.review_item r
                       where r.feedback_id = f.id and r.random and r.done_at is null) as blind) blind
     cross join lateral (
       select ${answerValue({ task: '$1', topic: '$2', start: 'null' })} as value,
         case when $1 = 'sentiment' then a.confidence when $1 = 'toxicity' then greatest(a.toxicity, 1 - a.toxicity)
              else t.probability end as score) answer
     where case when $4::bigint is null then $5 or exists (
                  select from verbatim.label l where ${OF_PERSON} and ($3::text is null or l.task = $3))
                else i.id is not null end
       and not ($5 and exists (
             select from verbatim.label l where ${OF_PERSON} and l.task = $1 and l.start_offset is null))
       and ($6::text is null or f.source = $6)
     order by i.rank, f.id limit $7`;
  const values = [task, topicOfTask(task), labelsOf, draw, unlabelled, source, limit];
  return cursorPages<LabelTaskRow>(connection, sql, values, 500);
}

/** Whether there is a draw with this number. */
export async function knownDraw(database: Queryable, draw: number): Promise<boolean> {
  const { rowCount } = await database.query('select from verbatim.review_draw where id = $1', [draw]);
  return rowCount === 1;
}
