import type { LabelWrite } from '../../db/imports/labels.ts';
import { labellerName, labelValue, labelValues, taskNamed } from '../../domain/label.ts';
import type { Topic } from '../../domain/topics/topic.ts';
import { identityOfId } from '../../privacy/row-names.ts';

/** Values of labels where the file does not say them, and the topics that it may name. */
export interface LabelDefaults {
  readonly source: string | null;
  readonly labeller: string | null;
  readonly task: string | null;
  readonly topics: readonly Topic[];
}

export type LabelRejectReason =
  | 'no_id'
  | 'no_source'
  | 'no_label'
  | 'label_unknown'
  | 'task_unknown'
  | 'labeller_invalid'
  | 'sentence_unknown'
  | 'text_changed'
  | 'columns'
  | 'unreadable'
  | 'unknown_feedback';

export interface LabelReject {
  readonly line: number;
  readonly reason: LabelRejectReason;
  readonly detail: string;
}

/** What a label may be of and about, under the names that an export gives it; as written. */
export const CARRIED = ['verbatim_id', 'text_id', 'source', 'model', 'model_value'] as const;
export type Carried = Readonly<Record<(typeof CARRIED)[number], string | null>>;

/** A label as a file writes it; null: it does not say. */
export interface WrittenLabel extends Carried {
  /** The customer's own id of the comment. */
  readonly id: string | null;
  readonly task: string | null;
  readonly label: string | null;
  readonly labeller: string | null;
  /** Of a sentence, in code points of the text. */
  readonly start: string | null;
  readonly end: string | null;
  readonly reason: string | null;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** As much of the SHA-256 of a text or of a model as an export gives; by the letter, a spreadsheet sees no number. */
const TEXT_ID = /^t[0-9a-f]{16}$/;
const MODEL_ID = /(?:^|\s)([0-9a-f]{12})$/;
const OFFSET = /^\d{1,7}$/;
const MOST_REASON = 2_000;

/** The name of a value, cut so that an answer of any kind fits into a message. */
export const shortName = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 40);

/** The label that is written, or why it is none. Messages repeat nothing of the file. */
export function labelOf(
  written: WrittenLabel,
  defaults: LabelDefaults,
): LabelWrite | Omit<LabelReject, 'line'> {
  const reject = (reason: LabelRejectReason, detail: string) => ({ reason, detail });
  const identity =
    written.verbatim_id?.toLowerCase() ?? (written.id === null ? null : identityOfId(written.id));
  if (identity === null) return reject('no_id', 'it has no id of a comment');
  if (!UUID.test(identity)) return reject('no_id', 'verbatim_id is not the id of an export');
  const source = written.source ?? defaults.source;
  if (source === null) return reject('no_source', 'name the source of the feedback: --source');
  if (written.label === null) return reject('no_label', 'the label is empty');
  const task = taskNamed(written.task ?? defaults.task ?? 'sentiment', defaults.topics);
  if (task === null) {
    return reject('task_unknown', 'a task is sentiment, toxicity, emotion NAME or topic NAME');
  }
  const value = labelValue(task, written.label);
  if (value === null) {
    const known = labelValues(task).join(task === 'sentiment' ? ', ' : ' or ');
    return reject('label_unknown', `a label of ${task === 'sentiment' ? task : 'this task'} is ${known}`);
  }
  const labeller = labellerName(written.labeller ?? defaults.labeller ?? 'unnamed');
  if (labeller === null) {
    return reject('labeller_invalid', 'a labeller has 1 to 100 characters and is not named "rule …"');
  }
  const sentence = sentenceOf(written);
  if (sentence === undefined)
    return reject('sentence_unknown', 'start and end are not offsets of a sentence');
  if (written.text_id !== null && !TEXT_ID.test(written.text_id)) {
    return reject('text_changed', 'text_id is not that of an export');
  }
  const model = MODEL_ID.exec(written.model ?? '')?.[1] ?? null;
  return {
    ...{ source, identity, task, value, labeller, sentence },
    externalId: written.verbatim_id === null ? written.id : null,
    reason: written.reason?.slice(0, MOST_REASON) ?? null,
    textHash: written.text_id?.slice(1) ?? null,
    shown: model === null ? null : { model, value: labelValue(task, written.model_value ?? '') },
  };
}

function sentenceOf({ start, end }: WrittenLabel): LabelWrite['sentence'] | undefined {
  if (start === null && end === null) return null;
  if (!OFFSET.test(start ?? '') || !OFFSET.test(end ?? '')) return undefined;
  const sentence = { start: Number(start), end: Number(end) };
  return sentence.start < sentence.end ? sentence : undefined;
}
