import type { LabelWrite } from '../../db/imports/labels.ts';
import { labelTask, labelValue, labelValues } from '../../domain/label.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { comparable } from '../columns/aliases.ts';
import { identityOfId } from '../columns/identity.ts';

/** Values for rows of labels where the file has no such column. */
export interface LabelDefaults {
  readonly source: string | null;
  readonly labeller: string | null;
  readonly task: string | null;
}

export type LabelRejectReason =
  | 'no_id'
  | 'no_source'
  | 'no_label'
  | 'label_unknown'
  | 'task_unknown'
  | 'columns'
  | 'unreadable'
  | 'unknown_feedback';

export interface LabelReject {
  readonly line: number;
  readonly reason: LabelRejectReason;
  readonly detail: string;
}

const COLUMNS = {
  id: ['id', 'external id', 'feedback id', 'review id', 'comment id'],
  source: ['source'],
  label: ['label', 'value', 'sentiment', 'class', 'judgement'],
  labeller: ['labeller', 'labeler', 'annotator', 'rater', 'coder', 'labelled by', 'labeled by'],
  task: ['task', 'head', 'question'],
} as const;
type LabelColumn = keyof typeof COLUMNS;

/**
 * Reads rows of a file of labels. It has an id and a label; source, labeller and task may be columns too.
 * @throws VerbatimError LABELS_INVALID: no column of ids or of labels
 */
export class LabelReader {
  readonly #positions: Readonly<Record<LabelColumn, number>>;
  readonly #defaults: LabelDefaults;
  readonly #width: number;

  constructor(header: readonly string[], defaults: LabelDefaults, file: string) {
    const names = header.map(comparable);
    const find = (column: LabelColumn) => {
      const known: readonly string[] = COLUMNS[column].map(comparable);
      const best = known.find((name) => names.includes(name));
      return best === undefined ? -1 : names.indexOf(best);
    };
    this.#positions = {
      id: find('id'),
      source: find('source'),
      label: find('label'),
      labeller: find('labeller'),
      task: find('task'),
    };
    this.#defaults = defaults;
    this.#width = header.length;
    for (const needed of ['id', 'label'] as const) {
      if (this.#positions[needed] < 0) {
        const detail = `no column is known to hold the ${needed}; one of ${COLUMNS[needed].join(', ')}`;
        throw new VerbatimError('LABELS_INVALID', { file, detail });
      }
    }
  }

  /** A label, or why the row has none. */
  read(cells: readonly string[], line: number): LabelWrite | LabelReject {
    const reject = (reason: LabelRejectReason, detail: string): LabelReject => ({ line, reason, detail });
    if (cells.length !== this.#width) {
      return reject('columns', `${cells.length} columns instead of ${this.#width}`);
    }
    const cell = (column: LabelColumn) => cells[this.#positions[column]]?.trim() || null;
    const externalId = cell('id');
    if (externalId === null) return reject('no_id', 'the cell of the id is empty');
    const source = cell('source') ?? this.#defaults.source;
    if (source === null) return reject('no_source', 'name the source of the feedback: --source');
    const said = cell('label');
    if (said === null) return reject('no_label', 'the cell of the label is empty');
    const task = labelTask(cell('task') ?? this.#defaults.task ?? 'sentiment');
    if (task === null)
      return reject('task_unknown', 'a task is sentiment, toxicity, emotion NAME or topic ID');
    const value = labelValue(task, said);
    if (value === null) {
      const known = labelValues(task).join(task === 'sentiment' ? ', ' : ' or ');
      return reject('label_unknown', `a label of ${task === 'sentiment' ? task : 'this task'} is ${known}`);
    }
    const labeller = cell('labeller') ?? this.#defaults.labeller ?? 'unnamed';
    return { source, externalId, identity: identityOfId(externalId), task, value, labeller };
  }
}
