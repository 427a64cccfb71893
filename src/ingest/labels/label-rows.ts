import type { LabelWrite } from '../../db/imports/labels.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { comparable } from '../columns/aliases.ts';
import { unguarded } from '../store/rejects-file.ts';
import { type LabelDefaults, type LabelReject, labelOf, type WrittenLabel } from './written-label.ts';

const COLUMNS: Readonly<Record<keyof WrittenLabel, readonly string[]>> = {
  id: ['id', 'external id', 'feedback id', 'review id', 'comment id'],
  source: ['source'],
  label: ['label', 'value', 'sentiment', 'class', 'judgement'],
  labeller: ['labeller', 'labeler', 'annotator', 'rater', 'coder', 'labelled by', 'labeled by'],
  task: ['task', 'head', 'question'],
  verbatim_id: ['verbatim_id'],
  text_id: ['text_id'],
  start: ['start'],
  end: ['end'],
  reason: ['reason'],
  model: ['model'],
  model_value: ['model_value'],
};
const NAMES = Object.keys(COLUMNS) as (keyof WrittenLabel)[];
/** Only files of `label export` have these: elsewhere a column of that name may hold anything. */
const OF_EXPORTS: readonly (keyof WrittenLabel)[] = [
  'text_id',
  'start',
  'end',
  'reason',
  'model',
  'model_value',
];

/**
 * Reads rows of a file of labels. It has an id and a label; source, labeller and task may be columns too.
 * @throws VerbatimError LABELS_INVALID: no column of ids or of labels
 */
export class LabelReader {
  readonly #positions: ReadonlyMap<keyof WrittenLabel, number>;
  readonly #defaults: LabelDefaults;
  readonly #width: number;
  readonly #exported: boolean;

  constructor(header: readonly string[], defaults: LabelDefaults, file: string) {
    const names = header.map(comparable);
    const positions = new Map<keyof WrittenLabel, number>();
    for (const column of NAMES) {
      const known = COLUMNS[column].map(comparable).find((name) => names.includes(name));
      if (known !== undefined) positions.set(column, names.indexOf(known));
    }
    this.#exported = positions.has('verbatim_id');
    if (!this.#exported) for (const column of OF_EXPORTS) positions.delete(column);
    this.#positions = positions;
    this.#defaults = defaults;
    this.#width = header.length;
    for (const needed of ['id', 'label'] as const) {
      if (!positions.has(needed) && !(needed === 'id' && this.#exported)) {
        const detail = `no column is known to hold the ${needed}; one of ${COLUMNS[needed].join(', ')}`;
        throw new VerbatimError('LABELS_INVALID', { file, detail });
      }
    }
  }

  /** A label, or why the row has none; null for a row of an export that nobody has labelled. */
  read(cells: readonly string[], line: number): LabelWrite | LabelReject | null {
    if (cells.length !== this.#width) {
      const detail = `${cells.length} columns instead of ${this.#width}`;
      return { line, reason: 'columns', detail };
    }
    const cell = (column: keyof WrittenLabel) => {
      const written = cells[this.#positions.get(column) ?? -1]?.trim() || null;
      return written !== null && this.#exported ? unguarded(written) : written;
    };
    const written = Object.fromEntries(NAMES.map((name) => [name, cell(name)])) as unknown as WrittenLabel;
    if (this.#exported && written.label === null) return null;
    const made = labelOf(written, this.#defaults);
    return 'detail' in made ? { line, ...made } : made;
  }
}
