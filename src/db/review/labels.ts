import { labelTask, labelValue, labelValues } from '../../domain/label.ts';
import { known } from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction } from '../client.ts';
import type { label, labelChange } from '../schema/results.ts';
import type { Row } from '../schema/verbatim.ts';
import { readTopics } from '../topics/rows.ts';
import { answerOf } from './answers.ts';
import { noteLabelled } from './items.ts';

/** Who labels, and by what: the label keeps both. */
export interface Labeller {
  readonly labeller: string;
  readonly from: 'page' | 'http' | 'terminal';
}

/** What a person says about a comment or a sentence. */
export interface LabelEdit {
  readonly feedbackId: number;
  /** As people name it: also `topic NAME`. */
  readonly task: string;
  /** Null withdraws the label. */
  readonly value: string | null;
  /** In code points of the text, end exclusive; null: the comment as a whole. */
  readonly sentence: { readonly start: number; readonly end: number } | null;
  /** The text that the person read; null: that of the comment now. */
  readonly documentId: number | null;
  /** Model whose answer was shown; null: none. */
  readonly modelId: number | null;
  readonly reason: string | null;
}

/** A label before and after. */
export interface LabelChange extends Row<typeof labelChange, 'feedbackId' | 'task'> {
  readonly sentence: { readonly start: number; readonly end: number } | null;
  readonly former: string | null;
  readonly value: string | null;
  /** Whether it is another one now. */
  readonly changed: boolean;
}

type StoredLabel = Row<typeof label, 'value' | 'documentId'>;

/**
 * Stores, changes or withdraws the label of one person, beside those of others.
 * @throws VerbatimError LABEL_COMMENT_UNKNOWN, LABEL_TEXT_CHANGED, LABEL_TASK_UNKNOWN, LABEL_VALUE_UNKNOWN,
 *   LABEL_SENTENCE_UNKNOWN, TOPIC_UNKNOWN
 */
export async function setLabel(
  database: Database,
  { labeller, from }: Labeller,
  edit: LabelEdit,
): Promise<LabelChange> {
  const { feedbackId, sentence, reason } = edit;
  const task = await knownTask(database, edit.task);
  const value = edit.value === null ? null : knownValue(task, edit.value);
  return inTransaction(database, async (connection) => {
    const documentId = await lockComment(connection, edit);
    if (sentence) await assertSentence(connection, documentId, feedbackId, sentence);
    const key = [feedbackId, task, labeller, sentence?.start ?? null];
    const { rows } = await connection.query<StoredLabel & { former: object }>(
      `select l.value, l.document_id as "documentId", to_jsonb(l) as former from verbatim.label l
        where feedback_id = $1 and task = $2 and labeller = $3 and start_offset is not distinct from $4`,
      key,
    );
    const stored = rows[0];
    // A label of a former text says nothing of this one.
    const former = stored && (stored.documentId ?? documentId) === documentId ? stored.value : null;
    const change = { feedbackId, task, sentence, former, value, changed: former !== value };
    if (value === null) {
      if (!change.changed) return change;
      await connection.query(
        `delete from verbatim.label
          where feedback_id = $1 and task = $2 and labeller = $3 and start_offset is not distinct from $4`,
        key,
      );
    } else {
      const answer = await answerOf(connection, { documentId, modelId: edit.modelId, task, sentence });
      await connection.query(
        `insert into verbatim.label as l (feedback_id, task, labeller, start_offset, end_offset, value, imported_from,
           document_id, reason, model_id, model_value) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (feedback_id, task, labeller, coalesce(start_offset, -1)) do update
            set value = excluded.value, end_offset = excluded.end_offset, imported_from = excluded.imported_from,
                document_id = excluded.document_id, model_id = excluded.model_id, model_value = excluded.model_value,
                reason = coalesce(excluded.reason, case when l.value = excluded.value then l.reason end),
                changed_at = case when l.value = excluded.value then l.changed_at else now() end`,
        [
          ...[...key, sentence?.end ?? null, value, from, documentId, reason],
          ...[answer?.modelId ?? null, answer?.value ?? null],
        ],
      );
    }
    if (change.changed) {
      await connection.query(
        `insert into verbatim.label_change (feedback_id, task, labeller, start_offset, former_value, value, changed_from,
           former) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [...key, former, value, from, stored?.former ?? null],
      );
      await noteLabelled(connection, [feedbackId]);
    }
    return change;
  });
}

/**
 * Undoes the last change that a person made by page, HTTP or terminal and that still holds. Again: the one before it.
 * @throws VerbatimError LABEL_UNDO_NONE
 */
export async function undoLabel(database: Database, labeller: string): Promise<LabelChange> {
  return inTransaction(database, async (connection) => {
    const last = await takeLast(connection, labeller);
    if (!last) throw new VerbatimError('LABEL_UNDO_NONE', { labeller });
    const { feedbackId, task, start, end, former, value } = last;
    await connection.query(
      `delete from verbatim.label
        where feedback_id = $1 and task = $2 and labeller = $3 and start_offset is not distinct from $4`,
      [feedbackId, task, labeller, start],
    );
    // The former label was of a text that may have been erased meanwhile.
    await connection.query(
      `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, created_at, changed_at,
         document_id, start_offset, end_offset, model_id, model_value, reason)
       select l.feedback_id, l.task, l.value, l.labeller, l.imported_from, l.created_at, l.changed_at,
              l.document_id, l.start_offset, l.end_offset, l.model_id, l.model_value, l.reason
         from verbatim.label_change c, jsonb_populate_record(null::verbatim.label, c.former) l
        where c.id = $1 and c.former is not null
          and (l.document_id is null or exists (select from verbatim.document d where d.id = l.document_id))`,
      [last.id],
    );
    await noteLabelled(connection, [feedbackId]);
    const sentence = start === null ? null : { start, end: end! };
    return { feedbackId, task, sentence, former: value, value: former, changed: true };
  });
}

interface LastChange extends Row<typeof labelChange, 'id' | 'feedbackId' | 'task' | 'value'> {
  readonly start: number | null;
  readonly end: number | null;
  readonly former: string | null;
}

/** Marks the last change as undone. Of two at once, the second gets the one before it. */
async function takeLast(connection: Connection, labeller: string): Promise<LastChange | undefined> {
  for (;;) {
    const { rows } = await connection.query<LastChange & { taken: boolean }>(
      `with last as (
         select c.id, c.feedback_id from verbatim.label_change c
           left join verbatim.label l on l.feedback_id = c.feedback_id and l.task = c.task and l.labeller = c.labeller
            and l.start_offset is not distinct from c.start_offset
          where c.labeller = $1 and c.undone_at is null and c.changed_from in ('page', 'http', 'terminal')
            and l.value is not distinct from c.value
          order by c.id desc limit 1
       ), comment as (
         select f.id from verbatim.feedback f join last on last.feedback_id = f.id for no key update
       ), taken as (
         update verbatim.label_change c set undone_at = now() from last, comment
          where c.id = last.id and c.undone_at is null returning c.*
       )
       select last.id, taken.id is not null as taken, taken.feedback_id as "feedbackId", taken.task, taken.value,
              taken.former_value as former, taken.start_offset as start,
              coalesce((taken.former ->> 'end_offset')::int, l.end_offset) as "end"
         from last left join taken on true
         left join verbatim.label l on l.feedback_id = taken.feedback_id and l.task = taken.task
          and l.labeller = taken.labeller and l.start_offset = taken.start_offset`,
      [labeller],
    );
    if (rows.length === 0) return undefined;
    if (rows[0]!.taken) return rows[0];
  }
}

/** Locks a comment against other labels of it; the text that is labelled. */
async function lockComment(connection: Connection, { feedbackId, documentId }: LabelEdit): Promise<number> {
  const { rows } = await connection.query<{ documentId: number }>(
    `select document_id as "documentId" from verbatim.feedback
      where id = $1 and document_id is not null for no key update`,
    [feedbackId],
  );
  const now = rows[0]?.documentId;
  if (now === undefined) throw new VerbatimError('LABEL_COMMENT_UNKNOWN', { id: feedbackId });
  if (documentId !== null && documentId !== now) {
    throw new VerbatimError('LABEL_TEXT_CHANGED', { id: feedbackId });
  }
  return now;
}

/** Any model may have made the sentence: the person may have seen that of a former one. */
async function assertSentence(
  connection: Connection,
  documentId: number,
  id: number,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<void> {
  const { rowCount } = await connection.query(
    'select from verbatim.segment where document_id = $1 and start_offset = $2 and end_offset = $3 limit 1',
    [documentId, start, end],
  );
  if (rowCount === 0) throw new VerbatimError('LABEL_SENTENCE_UNKNOWN', { id, start, end });
}

/** The task of that name; a topic may be named by name, key or id. @throws VerbatimError LABEL_TASK_UNKNOWN, TOPIC_UNKNOWN */
export async function knownTask(database: Database, name: string): Promise<string> {
  const [, wanted] = /^topic +(.+)$/is.exec(name.trim()) ?? [];
  if (wanted !== undefined) return `topic ${known(await readTopics(database), wanted).id}`;
  const task = labelTask(name);
  if (task === null) throw new VerbatimError('LABEL_TASK_UNKNOWN', { task: name.slice(0, 100) });
  return task;
}

function knownValue(task: string, said: string): string {
  const value = labelValue(task, said);
  if (value !== null) return value;
  const values = labelValues(task).join(', ');
  throw new VerbatimError('LABEL_VALUE_UNKNOWN', { task, value: said.slice(0, 40), values });
}
