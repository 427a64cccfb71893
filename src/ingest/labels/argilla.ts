import type { LabelTaskRow } from '../../db/review/exchange.ts';
import { listOf, objectOf, textOf } from './json-value.ts';
import { given } from './label-studio.ts';
import type { Answer, ReadRecord } from './questions.ts';
import { carriedOf, exchangeKeys } from './questions.ts';

// Records of Argilla 2 as `dataset.records.to_json` and `to_list(flatten=True)` write them, and the rows of
// `to_datasets`: https://docs.argilla.io/latest/how_to_guides/import_export.

/** True for the columns of records, nested or flat. */
export const isArgilla = (header: readonly string[]): boolean =>
  header.includes('_server_id') ||
  isFlat(header) ||
  (header.some((name) => name.startsWith('responses.')) && header.some((name) => name.startsWith('fields.')));

/** True for flat records, which say which responses were submitted. */
export const isFlat = (header: readonly string[]): boolean => header.some((name) => FLAT.test(name));

const FLAT = /^(.+)\.responses$/;
/** Of a record: id of the comment, and its source, where nothing else of it was kept. */
const RECORD_ID = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\/(.+)$/s;

/** Labels of a record: responses that were submitted. The nested form does not say which were. */
export function argillaAnswers(record: Readonly<Record<string, unknown>>): ReadRecord {
  const flat = objectOf(record.fields) === null;
  const id = textOf(record.id);
  const [, identity = null, source = null] = RECORD_ID.exec(id ?? '') ?? [];
  const kept = carriedOf(flat ? record : (objectOf(record.metadata) ?? {}), ['external_id']);
  const about = {
    ...kept,
    verbatim_id: kept.verbatim_id ?? identity,
    source: kept.source ?? source,
    id: kept.id ?? (identity === null ? id : null),
  };
  const lists: [question: string, responses: readonly unknown[] | null][] = flat
    ? Object.entries(record).flatMap(([name, values]) => {
        const question = FLAT.exec(name)?.[1];
        return question === undefined || values === null ? [] : [[question, together(record, name, values)]];
      })
    : Object.entries(objectOf(record.responses) ?? {}).map(([question, list]) => [question, listOf(list)]);
  const answers: Answer[] = [];
  let skipped = 0;
  for (const [question, responses] of lists) {
    if (!responses) return 'the responses to a question are not a list';
    for (const response of responses) {
      const { value, user_id: user, status } = objectOf(response) ?? {};
      if ((textOf(status) ?? 'submitted') !== 'submitted') {
        skipped++;
        continue;
      }
      const person = textOf(user);
      answers.push({
        ...{ about, question, value: textOf(value), at: '' },
        labeller: person === null || person === 'None' ? null : `argilla ${person}`,
      });
    }
  }
  return { answers, skipped };
}

/** Responses of a flat record, which has values, persons and states in lists of their own. */
function together(
  record: Readonly<Record<string, unknown>>,
  name: string,
  values: unknown,
): readonly unknown[] | null {
  const [users, states] = [record[`${name}.users`], record[`${name}.status`]].map(listOf);
  return (
    listOf(values)?.map((value, at) => ({
      value,
      user_id: users?.[at] ?? null,
      status: states?.[at] ?? null,
    })) ?? null
  );
}

/** A comment as a record; see {@link exchangeKeys}. */
export function argillaRecord(row: LabelTaskRow): object {
  const { identity, source, text, id, language, rating, at, prediction, question } = row;
  const metadata = {
    ...exchangeKeys(row),
    ...given({ external_id: id, language, rating, occurred_at: at }),
  };
  const suggestion = prediction && {
    value: prediction.value,
    score: prediction.score,
    agent: prediction.model,
  };
  return {
    ...{ id: `${identity}/${source}`, fields: { text }, metadata },
    ...{ suggestions: suggestion ? { [question]: suggestion } : {}, responses: {} },
    ...{ vectors: {}, status: 'pending', _server_id: null },
  };
}
