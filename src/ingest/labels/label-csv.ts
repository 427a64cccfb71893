import { stringify } from 'csv-stringify/sync';
import type { LabelTaskRow } from '../../db/review/exchange.ts';
import { guarded } from '../store/rejects-file.ts';

const COLUMNS = [
  ...[
    'verbatim_id',
    'text_id',
    'source',
    'external_id',
    'task',
    'label',
    'labeller',
    'start',
    'end',
    'reason',
  ],
  ...['text', 'language', 'rating', 'occurred_at', 'model', 'model_value', 'model_score', 'labelled_at'],
] as const;

export const labelCsvHeader = (): string => stringify([[...COLUMNS]], { bom: true });

/** A row for each label of the comment; one without a label where nobody has labelled it. */
export function labelCsvRows(row: LabelTaskRow): string {
  const { identity, textId, source, id, text, task, language, rating, at, prediction, labels } = row;
  const line = (said: Readonly<Record<string, string | number | null>>) => {
    const values: Readonly<Record<string, string | number | null>> = {
      ...{ verbatim_id: identity, text_id: textId, source, external_id: id, text, language, rating },
      ...{ occurred_at: at, ...said },
    };
    return COLUMNS.map((name) => {
      const value = values[name] ?? null;
      return typeof value === 'string' ? guarded(value) : value;
    });
  };
  if (labels.length === 0) {
    const { model, value, score } = prediction ?? { model: null, value: null, score: null };
    return stringify([line({ task, model, model_value: value, model_score: score })]);
  }
  return stringify(
    labels.map(({ sentence, at: labelled_at, modelValue: model_value, value: label, ...said }) =>
      line({ ...said, label, model_value, labelled_at, ...(sentence === null ? {} : { text: sentence }) }),
    ),
  );
}
