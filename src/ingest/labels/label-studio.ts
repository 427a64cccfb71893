import type { LabelTaskRow } from '../../db/review/exchange.ts';
import { listOf, objectOf, textOf } from './json-value.ts';
import type { Answer, ReadRecord } from './questions.ts';
import { carriedOf, exchangeKeys, questionOf } from './questions.ts';

// Tasks of Label Studio: https://labelstud.io/guide/task_format, https://labelstud.io/guide/predictions and
// https://labelstud.io/guide/export. Its exports keep what a task has in `data`; JSON-MIN keeps nothing else of it.

/** True for the columns of its JSON. */
export const isLabelStudio = (header: readonly string[]): boolean =>
  (header.includes('annotations') || header.includes('completions')) &&
  header.some((name) => name === 'data' || name.startsWith('data.'));

/** True for the columns of its JSON-MIN: what is asked, beside the data of the task. */
export const isLabelStudioMin = (header: readonly string[]): boolean =>
  header.includes('annotator') && header.includes('annotation_id');

/** Answers of a task: those of its annotations that were submitted. */
export function labelStudioAnswers(task: Readonly<Record<string, unknown>>): ReadRecord {
  const data = objectOf(task.data);
  const annotations = listOf(task.annotations ?? task.completions ?? []);
  if (!data || !annotations) return 'a task needs the object data and the list annotations';
  const about = carriedOf(data, ['external_id', 'id']);
  const answers: Answer[] = [];
  let skipped = 0;
  for (const annotation of annotations.map(objectOf)) {
    if (!annotation) return 'an annotation is not an object';
    if (annotation.was_cancelled === true || annotation.skipped === true) {
      skipped++;
      continue;
    }
    const results = listOf(annotation.result ?? []);
    if (!results) return 'the result of an annotation is not a list';
    const labeller = personOf(annotation.completed_by);
    for (const result of results) {
      const { type, from_name: name, value } = objectOf(result) ?? {};
      if (type !== 'choices') continue;
      const choices = listOf(objectOf(value)?.choices) ?? [];
      answers.push({
        about,
        question: textOf(name) ?? '',
        value: only(choices),
        labeller,
        at: dateOf(annotation),
      });
    }
  }
  return { answers, skipped };
}

/** Answers of one annotation in JSON-MIN, where each question is a key beside the data of its task. @param asked a further question */
export function labelStudioMinAnswers(
  annotation: Readonly<Record<string, unknown>>,
  asked: string | undefined,
): ReadRecord {
  // `id` is the number of the task in Label Studio.
  const about = carriedOf(annotation, ['external_id']);
  const labeller = personOf(annotation.annotator);
  const at = dateOf(annotation);
  const answers = Object.entries(annotation).flatMap(([question, said]): Answer[] => {
    const choices = listOf(objectOf(said)?.choices) ?? (typeof said === 'string' ? [said] : null);
    const isAsked = question === asked || questionOf(question) !== null;
    return choices && isAsked ? [{ about, question, value: only(choices), labeller, at }] : [];
  });
  return { answers, skipped: 0 };
}

const only = (choices: readonly unknown[]): string | null =>
  choices.length === 1 ? textOf(choices[0]) : null;

const dateOf = (annotation: Readonly<Record<string, unknown>>): string =>
  textOf(annotation.updated_at) ?? textOf(annotation.created_at) ?? '';

/** Exports name a person by number, or as an object with an address. */
function personOf(person: unknown): string | null {
  const { email, id } = objectOf(person) ?? { email: null, id: person };
  const name = textOf(email) ?? textOf(id);
  return name !== null && /^\d+$/.test(name) ? `label-studio ${name}` : name;
}

/** A comment as a task; see {@link exchangeKeys}. */
export function labelStudioTask(row: LabelTaskRow): object {
  const { text, id, language, rating, at, feedbackId, draw, rank, reasons, prediction, question } = row;
  const data = {
    ...{ text, ...exchangeKeys(row) },
    ...given({ external_id: id, language, rating, occurred_at: at }),
  };
  const meta = given({ feedback_id: feedbackId, draw, rank, reasons });
  if (!prediction) return { data, meta };
  const { model, value, score } = prediction;
  const choice = { type: 'choices', from_name: question, to_name: 'text', value: { choices: [value] } };
  const result = [{ id: row.identity, ...choice }];
  return { data, meta, predictions: [{ model_version: model, ...given({ score }), result }] };
}

/** Members that have a value. */
export const given = (members: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
